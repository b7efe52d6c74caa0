"""accept() and drain() of the object itself make and write nothing."""
import selectors
import socket


class Boards:
    def __init__(self, port):
        self.sel = selectors.DefaultSelector()
        self.known = {}
        self.srv = socket.create_server(("", port), backlog=128)
        self.srv.setblocking(False)
        self.sel.register(self.srv, selectors.EVENT_READ)

    def accept(self):
        try:
            sock, addr = self.srv.accept()
        except BlockingIOError:
            return
        sock.setblocking(False)
        self.known[sock] = addr
        self.sel.register(sock, selectors.EVENT_READ)

    def drain(self, sock):
        try:
            data = sock.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.drop(sock)

    def drop(self, sock):
        self.sel.unregister(sock)
        del self.known[sock]
        sock.close()

    def step(self):
        for key, _ in self.sel.select(1.0):
            if key.fileobj is self.srv:
                self.accept()
                continue
            self.drain(key.fileobj)
