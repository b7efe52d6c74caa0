import socket
import time

class Publisher:
    def __init__(self, addr):
        self.addr = addr
        self.sock = None

    def connect(self):
        self.sock = socket.create_connection(self.addr, timeout=5)  # expect: close-wait-leak

    def publish(self, data):
        for _ in range(3):
            try:
                self.sock.sendall(data)
                return
            except OSError:
                time.sleep(1)
                self.connect()  # expect: close-wait-leak
