"""timeout=None of a queue, an event, a field with a default: no connection waits by it."""
import queue
import socket
import subprocess
import threading


class Meter:
    def __init__(self, host):
        self.host = host
        self.timeout = None
        self.jobs = queue.Queue()
        self.stop = threading.Event()

    def ask(self, words, timeout=None):
        with socket.create_connection((self.host, 5025), timeout=self.timeout or 5) as s:
            s.settimeout(timeout or 10)
            s.sendall(words)
            return s.recv(1024)

    def run(self):
        words = self.jobs.get(timeout=None)
        answer = self.ask(words, timeout=None)
        while not self.stop.wait(timeout=0):
            subprocess.run(["logger", answer], timeout=None, check=False)
