class Conn:
    __slots__ = ("sock", "addr", "out", "last")

    def __init__(self, sock, addr):
        self.sock = sock
        self.addr = addr
        self.out = bytearray()
        self.last = time.monotonic()


class Loop:
    IDLE = 180

    def __init__(self, lsock, handler):
        self.sel = selectors.DefaultSelector()
        self.lsock = lsock
        self.handler = handler
        self.conns = set()
        lsock.setblocking(False)
        self.sel.register(lsock, selectors.EVENT_READ)

    def close(self, c):
        self.conns.discard(c)
        self.sel.unregister(c.sock)
        c.sock.close()

    def on_accept(self):
        try:
            sock, addr = self.lsock.accept()
        except BlockingIOError:
            return
        except OSError as e:
            if e.errno in (errno.EMFILE, errno.ENFILE):
                time.sleep(0.1)
            return
        sock.setblocking(False)
        c = Conn(sock, addr)
        self.conns.add(c)
        self.sel.register(sock, selectors.EVENT_READ, c)

    def on_io(self, c, mask):
        c.last = time.monotonic()
        try:
            if mask & selectors.EVENT_READ:
                data = c.sock.recv(65536)
                if not data:
                    return self.close(c)
                c.out += self.handler(data)
            if c.out:
                n = c.sock.send(c.out)
                del c.out[:n]
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            return self.close(c)
        want = selectors.EVENT_READ | (selectors.EVENT_WRITE if c.out else 0)
        self.sel.modify(c.sock, want, c)

    def run(self):
        while True:
            for key, mask in self.sel.select(10):
                if key.data is None:
                    self.on_accept()
                else:
                    self.on_io(key.data, mask)
            cut = time.monotonic() - self.IDLE
            for c in [c for c in self.conns if c.last < cut]:
                self.close(c)
