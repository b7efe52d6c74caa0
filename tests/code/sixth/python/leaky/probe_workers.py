import queue
import socket
import threading
import time

TARGETS = queue.Queue()
IN_FLIGHT = []
_lock = threading.Lock()


class Probe:
    def __init__(self, host, port, payload):
        self.host, self.port, self.payload = host, port, payload
        self.sock = None
        self.answer = None
        self.error = None
        self.began = time.monotonic()

    def run(self):
        self.sock = socket.create_connection((self.host, self.port), timeout=3)
        self.sock.settimeout(5)
        self.sock.sendall(self.payload)
        self.answer = self.sock.recv(512)


def worker(report):
    while True:
        p = Probe(*TARGETS.get())
        with _lock:
            IN_FLIGHT.append(p)
        try:
            p.run()
        except OSError as e:
            p.error = str(e)
            report(p)
            continue
        p.sock.close()
        with _lock:
            IN_FLIGHT.remove(p)
        report(p)


def slow(seconds=10):
    """For the status page: what is being asked for too long."""
    now = time.monotonic()
    with _lock:
        return [(p.host, p.port, now - p.began) for p in IN_FLIGHT if now - p.began > seconds]


def start(n, report):
    for i in range(n):
        threading.Thread(target=worker, args=(report,), daemon=True, name="probe-%d" % i).start()
