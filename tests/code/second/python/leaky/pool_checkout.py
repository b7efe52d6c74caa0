import queue
import socket
import threading


class Pool:
    def __init__(self, addr, size=8):
        self.addr = addr
        self.slots = queue.LifoQueue(size)
        self.in_use = set()
        self.lock = threading.Lock()

    def _connect(self):
        s = socket.create_connection(self.addr, timeout=3)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self.lock:
            self.in_use.add(s)
        return s

    def acquire(self):
        try:
            return self.slots.get_nowait()
        except queue.Empty:
            return self._connect()

    def release(self, s):
        try:
            self.slots.put_nowait(s)
        except queue.Full:
            with self.lock:
                self.in_use.discard(s)
            s.close()

    def query(self, payload):
        s = self.acquire()
        s.sendall(payload)
        answer = s.recv(65536)
        if not answer:
            raise ConnectionError("backend went away")
        self.release(s)
        return answer
