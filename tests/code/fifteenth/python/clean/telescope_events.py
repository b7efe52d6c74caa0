import select
import socket
import time


class EventSink:
    """Edge-triggered receiver for the telescope's trigger events (16 bytes each)."""

    SIZE = 16

    def __init__(self, port, on_event):
        self.on_event = on_event
        self.ls = socket.create_server(("", port), backlog=128)
        self.ls.setblocking(False)
        self.poll = select.epoll()
        self.poll.register(self.ls.fileno(), select.EPOLLIN)
        self.peers = {}

    def _accept(self):
        while True:
            try:
                s, _ = self.ls.accept()
            except BlockingIOError:
                return
            except OSError as e:
                print("accept:", e)
                time.sleep(0.1)
                return
            s.setblocking(False)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            self.peers[s.fileno()] = (s, bytearray())
            self.poll.register(s.fileno(), select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET)

    def _close(self, fd):
        s, _ = self.peers.pop(fd)
        self.poll.unregister(fd)
        s.close()

    def _drain(self, fd):
        s, buf = self.peers[fd]
        while True:
            try:
                data = s.recv(65536)
            except BlockingIOError:
                return
            except OSError as e:
                print("detector:", e)
                self._close(fd)
                return
            if not data:
                self._close(fd)
                return
            buf += data
            whole = len(buf) - len(buf) % self.SIZE
            for i in range(0, whole, self.SIZE):
                self.on_event(bytes(buf[i : i + self.SIZE]))
            del buf[:whole]

    def run(self):
        while True:
            for fd, _ev in self.poll.poll(1.0):
                if fd == self.ls.fileno():
                    self._accept()
                else:
                    self._drain(fd)
