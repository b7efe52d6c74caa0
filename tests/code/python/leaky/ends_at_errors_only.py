"""Where it fails it is ended and taken out of the table; where the peer ends it, neither."""
import socket


class Link:
    known = {}

    def __init__(self, host):
        self.host = host
        self.sock = socket.create_connection((host, 7), timeout=3)
        Link.known[host] = self

    def ask(self, question):
        try:
            self.sock.sendall(question)
            answer = self.sock.recv(100)
        except OSError:
            self.close()
            raise
        if not answer:
            raise EOFError(self.host)  # expect: close-wait-leak
        return answer

    def close(self):
        Link.known.pop(self.host, None)
        self.sock.close()
