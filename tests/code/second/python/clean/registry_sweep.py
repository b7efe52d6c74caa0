import select
import socket
import time


class Reactor:
    IDLE = 120

    def __init__(self, port):
        self.ls = socket.create_server(("", port))
        self.ls.setblocking(False)
        self.ep = select.epoll()
        self.ep.register(self.ls.fileno(), select.EPOLLIN)
        self.clients = {}
        self.seen = {}
        self.doomed = set()

    def _new(self):
        try:
            s, _ = self.ls.accept()
        except BlockingIOError:
            return
        s.setblocking(False)
        self.clients[s.fileno()] = s
        self.seen[s.fileno()] = time.monotonic()
        self.ep.register(s.fileno(), select.EPOLLIN)

    def _read(self, fd):
        try:
            data = self.clients[fd].recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.doomed.add(fd)  # closed at the end of the round, events of this round may still name it
            return
        self.seen[fd] = time.monotonic()

    def _sweep(self):
        now = time.monotonic()
        self.doomed.update(fd for fd, t in self.seen.items() if now - t > self.IDLE)
        for fd in self.doomed:
            self.ep.unregister(fd)
            self.clients.pop(fd).close()
            del self.seen[fd]
        self.doomed.clear()

    def run(self):
        while True:
            for fd, event in self.ep.poll(5):
                if fd == self.ls.fileno():
                    self._new()
                elif fd in self.clients and fd not in self.doomed:
                    self._read(fd)
            self._sweep()
