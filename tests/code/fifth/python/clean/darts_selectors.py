import errno
import selectors
import socket
import time


class Board:
    """A dart board in one of the pubs. Owns its socket."""
    __slots__ = ("sock", "inbuf", "outbuf", "seen", "server")

    def __init__(self, server, sock):
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.server, self.sock = server, sock
        self.inbuf, self.outbuf = bytearray(), bytearray()
        self.seen = time.monotonic()

    def mask(self):
        return selectors.EVENT_READ | (selectors.EVENT_WRITE if self.outbuf else 0)

    def ready(self, mask):
        try:
            if mask & selectors.EVENT_READ:
                data = self.sock.recv(4096)
                if not data:
                    return False
                self.seen = time.monotonic()
                self.inbuf += data
                self.parse()
            if self.outbuf:
                del self.outbuf[:self.sock.send(self.outbuf)]
        except BlockingIOError:
            pass
        except OSError as e:
            print("board:", e)
            return False
        return len(self.inbuf) < 1024 and len(self.outbuf) < 65536

    def parse(self):
        while (i := self.inbuf.find(b";")) >= 0:
            throw = bytes(self.inbuf[:i])
            del self.inbuf[:i + 1]
            self.outbuf += self.server.score(throw)


class DartServer:
    def __init__(self, port):
        self.sel = selectors.DefaultSelector()
        self.lsn = socket.create_server(("", port), backlog=100)
        self.lsn.setblocking(False)
        self.sel.register(self.lsn, selectors.EVENT_READ, self.accept)
        self.total = 0

    def score(self, throw):
        self.total += int(throw) if throw.isdigit() else 0
        return b"%d;" % self.total

    def accept(self, _mask):
        try:
            s, _ = self.lsn.accept()
        except OSError as e:
            if e.errno in (errno.EMFILE, errno.ENFILE):
                time.sleep(0.1)
            return
        b = Board(self, s)
        self.sel.register(s, selectors.EVENT_READ, b)

    def dismiss(self, b):
        self.sel.unregister(b.sock)
        b.sock.close()

    def forever(self):
        while True:
            for key, mask in self.sel.select(10):
                if callable(key.data):
                    key.data(mask)
                elif key.data.ready(mask):
                    self.sel.modify(key.fileobj, key.data.mask(), key.data)
                else:
                    self.dismiss(key.data)
            now = time.monotonic()
            for key in list(self.sel.get_map().values()):
                if isinstance(key.data, Board) and now - key.data.seen > 900:
                    self.dismiss(key.data)


if __name__ == "__main__":
    DartServer(5001).forever()
