import socket
import threading


class Worker(threading.Thread):
    def __init__(self, sock):
        super().__init__()
        self.sock = sock

    def run(self):
        while True:
            data = self.sock.recv(1024)
            if not data:  # expect: close-wait-leak
                break
            self.process(data)

    def process(self, data):
        self.sock.sendall(data[::-1])
