"""Pushes result tables to viewers; slow viewers get the newest table only."""
import select
import socket


class Viewer:
    def __init__(self, sock):
        self.sock = sock
        self.sending = memoryview(b"")
        self.next = None

    def offer(self, frame):
        self.next = frame

    def pump(self):
        while True:
            if not self.sending:
                if self.next is None:
                    return
                self.sending, self.next = memoryview(self.next), None
            try:
                n = self.sock.send(self.sending)
            except BlockingIOError:
                return
            self.sending = self.sending[n:]

    @property
    def wants_write(self):
        return bool(self.sending) or self.next is not None


class Results:
    def __init__(self, port):
        self.srv = socket.create_server(("", port), backlog=128)
        self.srv.setblocking(False)
        self.viewers = {}

    def step(self, frame=None, timeout=0.5):
        if frame is not None:
            for v in self.viewers.values():
                v.offer(frame)
        writers = [s for s, v in self.viewers.items() if v.wants_write]
        r, w, _ = select.select([self.srv, *self.viewers], writers, [], timeout)
        for s in r:
            if s is self.srv:
                try:
                    c, _ = s.accept()
                except BlockingIOError:
                    continue
                c.setblocking(False)
                self.viewers[c] = Viewer(c)
                continue
            try:
                if not s.recv(4096):
                    self._leave(s)
            except BlockingIOError:
                pass
            except OSError:
                self._leave(s)
        for s in w:
            v = self.viewers.get(s)
            if v is None:
                continue
            try:
                v.pump()
            except OSError:
                self._leave(s)

    def _leave(self, s):
        del self.viewers[s]
        s.close()

    def close(self):
        for s in list(self.viewers):
            self._leave(s)
        self.srv.close()
