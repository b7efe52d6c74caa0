import select
import socket


class RadioServer:
    """Radiating-cable radio base in the mine; frames are newline separated."""

    CHUNK = 1024

    def __init__(self, port, on_frame):
        self.on_frame = on_frame
        self.ls = socket.create_server(("", port), backlog=128)
        self.ls.setblocking(False)
        self.ep = select.epoll()
        self.ep.register(self.ls.fileno(), select.EPOLLIN)
        self.conns = {}

    def run(self):
        while True:
            for fd, ev in self.ep.poll():
                if fd == self.ls.fileno():
                    self.welcome()
                elif ev & (select.EPOLLERR | select.EPOLLHUP):
                    self.bye(fd)
                elif ev & select.EPOLLIN:
                    self.take(fd)

    def welcome(self):
        try:
            c, addr = self.ls.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        c.setblocking(False)
        self.conns[c.fileno()] = [c, b""]
        self.ep.register(c.fileno(), select.EPOLLIN | select.EPOLLET)

    def take(self, fd):
        entry = self.conns[fd]
        try:
            data = entry[0].recv(self.CHUNK)
        except BlockingIOError:
            return
        except OSError:
            self.bye(fd)
            return
        if not data:
            self.bye(fd)
            return
        *frames, entry[1] = (entry[1] + data).split(b"\n")
        for f in frames:
            self.on_frame(f)

    def bye(self, fd):
        c, _ = self.conns.pop(fd)
        self.ep.unregister(fd)
        c.close()
