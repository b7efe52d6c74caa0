import socket


class Client:
    def __init__(self, addr):
        self.sock = socket.create_connection(addr, timeout=5)

    def ask(self, q):
        self.sock.sendall(q)
        data = self.sock.recv(4096)
        if not data:
            raise ConnectionError("closed by peer")
        return data

    def close(self):
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()
