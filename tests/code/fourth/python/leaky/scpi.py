import socket


class Instrument:
    def __init__(self, host, port=5025, timeout=3):
        self.sock = socket.create_connection((host, port), timeout)

    def query(self, cmd):
        body = cmd.encode("ascii")
        self.sock.send(b"#%06d" % len(body))
        self.sock.send(body)
        self.sock.send(b"\n")
        reply = b""
        while not reply.endswith(b"\n"):
            part = self.sock.recv(4096)
            if not part:
                raise IOError("instrument closed the connection")
            reply += part
        return reply.decode("ascii").rstrip()

    def close(self):
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *a):
        self.close()
