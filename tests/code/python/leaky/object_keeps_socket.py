import socket


class Gauge:
    def __init__(self, host):
        self.host = host
        self.sock = None

    def begin(self):
        self.sock = socket.create_connection((self.host, 5025), timeout=3)
        self.sock.sendall(b"*IDN?\n")
        self.name = self.sock.recv(256)


def survey(hosts, report):
    for h in hosts:
        g = Gauge(h)
        g.begin()
        if not g.name.startswith(b"ACME"):
            report(h, "unknown make")
            continue  # expect: close-wait-leak
        report(h, g.name)
        g.sock.close()
