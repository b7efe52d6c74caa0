import socket

class Client:
    def __init__(self, addr):
        self.addr = addr
        self.sock = None

    def _open(self):
        self.close()
        self.sock = socket.create_connection(self.addr, timeout=5)

    def close(self):
        if self.sock is not None:
            self.sock.close()
            self.sock = None

    def send(self, data):
        if self.sock is None:
            self._open()
        try:
            self.sock.sendall(data)
        except OSError:
            self._open()
            self.sock.sendall(data)
