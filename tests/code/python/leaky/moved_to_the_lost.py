"""Displays at bus stops; who is silent goes to a table that nobody ever closes by."""
import socket
import threading
import time


class Displays:
    def __init__(self):
        self.lock = threading.Lock()
        self.online = {}
        self.silent = {}

    def enter(self, stop, sock):
        with self.lock:
            before = self.online.pop(stop, None)
            self.online[stop] = (sock, time.monotonic())
        if before:
            before[0].close()

    def sweep(self, age):
        now = time.monotonic()
        with self.lock:
            for stop in [s for s, d in self.online.items() if now - d[1] > age]:
                self.silent[stop] = self.online.pop(stop)  # expect: close-wait-leak

    def missing(self):
        with self.lock:
            return sorted(self.silent)

    def show(self, stop, text):
        with self.lock:
            entry = self.online.get(stop)
        if entry:
            entry[0].sendall(text.encode())


def main(displays):
    with socket.create_server(("", 7100), backlog=64) as server:
        while True:
            sock, addr = server.accept()
            sock.settimeout(5)
            displays.enter(addr[0], sock)
