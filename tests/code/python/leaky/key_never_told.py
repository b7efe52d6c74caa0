"""The worker takes the connection by its ticket, and the ticket does not reach it."""
import queue
import socket
import threading

tickets = queue.Queue(maxsize=8)


class Desk:
    def __init__(self, port):
        self.server = socket.create_server(("", port), backlog=64)
        self.waiting = {}
        self.lock = threading.Lock()
        self.last = 0

    def run(self):
        while True:
            visitor, peer = self.server.accept()
            visitor.settimeout(30)
            self.last += 1
            number = self.last
            with self.lock:
                self.waiting[number] = visitor
            try:
                tickets.put_nowait(number)
            except queue.Full:
                print("turned away", peer)
                continue  # expect: close-wait-leak

    def fetch(self, number):
        with self.lock:
            return self.waiting.pop(number)


def clerk(desk):
    while True:
        with desk.fetch(tickets.get()) as visitor:
            try:
                visitor.sendall(b"next please\r\n")
            except OSError as e:
                print("gone", e)
