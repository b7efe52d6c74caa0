import logging
import select
import socket
import time

log = logging.getLogger("lift")
FLAGS = select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET


class LiftCollector:
    def __init__(self, port, sink):
        self.sink = sink
        self.srv = socket.create_server(("", port), backlog=300)
        self.srv.setblocking(False)
        self.poll = select.epoll()
        self.poll.register(self.srv, select.EPOLLIN)
        self.cars = {}

    def run(self):
        while True:
            for fd, ev in self.poll.poll():
                if fd == self.srv.fileno():
                    self.accept()
                elif fd in self.cars:
                    self.drain(fd)

    def accept(self):
        while True:
            try:
                s, addr = self.srv.accept()
            except BlockingIOError:
                return
            except OSError as e:
                log.error("accept: %s", e)
                time.sleep(0.2)
                return
            s.setblocking(False)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            self.cars[s.fileno()] = (s, addr)
            self.poll.register(s, FLAGS)

    def drain(self, fd):
        s, addr = self.cars[fd]
        while True:
            try:
                data = s.recv(16384)
            except BlockingIOError:
                return
            except OSError as e:
                log.info("%s: %s", addr, e)
                break
            if not data:
                log.info("%s: end", addr)
                break
            self.sink(addr, data)
        self.poll.unregister(fd)
        del self.cars[fd]
        s.close()
