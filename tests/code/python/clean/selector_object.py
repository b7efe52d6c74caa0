import selectors
import socket

sel = selectors.DefaultSelector()


class Conn:
    def __init__(self, sock):
        self.sock = sock
        self.out = bytearray()
        self.closing = False

    def on_event(self, mask):
        if mask & selectors.EVENT_READ:
            try:
                data = self.sock.recv(4096)
            except (BlockingIOError, InterruptedError):
                data = None
            except OSError:
                self.close()
                return
            if data == b"":
                self.closing = True
            elif data:
                self.out += data
        if self.out:
            try:
                n = self.sock.send(self.out)
                del self.out[:n]
            except BlockingIOError:
                pass
            except OSError:
                self.close()
                return
        if self.closing and not self.out:
            self.close()
            return
        sel.modify(self.sock, selectors.EVENT_READ | (selectors.EVENT_WRITE if self.out else 0), self)

    def close(self):
        sel.unregister(self.sock)
        self.sock.close()


def main():
    srv = socket.create_server(("", 7000), backlog=1024)
    srv.setblocking(False)
    sel.register(srv, selectors.EVENT_READ)
    while True:
        for key, mask in sel.select():
            if key.fileobj is srv:
                c, _ = srv.accept()
                c.setblocking(False)
                sel.register(c, selectors.EVENT_READ, Conn(c))
            else:
                key.data.on_event(mask)
