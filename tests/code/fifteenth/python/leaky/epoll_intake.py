import select
import socket


class Intake:
    """Collects web-shop clickstream batches, up to 200 kB each."""

    def __init__(self, port, on_batch):
        self.on_batch = on_batch
        self.ls = socket.create_server(("", port), backlog=512)
        self.ls.setblocking(False)
        self.ep = select.epoll()
        self.ep.register(self.ls.fileno(), select.EPOLLIN)
        self.conns = {}

    def accept_some(self):
        while True:
            try:
                c, _ = self.ls.accept()
            except BlockingIOError:
                return
            c.setblocking(False)
            self.conns[c.fileno()] = (c, bytearray())
            self.ep.register(c.fileno(), select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET)

    def drop(self, fd):
        c, _ = self.conns.pop(fd)
        self.ep.unregister(fd)
        c.close()

    def loop(self):
        while True:
            for fd, ev in self.ep.poll():
                if fd == self.ls.fileno():
                    self.accept_some()
                    continue
                c, buf = self.conns[fd]
                try:
                    data = c.recv(4096)
                except BlockingIOError:
                    continue
                except OSError:
                    self.drop(fd)
                    continue
                if not data:
                    self.drop(fd)
                    continue
                buf += data
                while b"\n\n" in buf:
                    end = buf.index(b"\n\n")
                    self.on_batch(bytes(buf[:end]))
                    del buf[: end + 2]
