import selectors
import socket
import time


class Barrier:
    __slots__ = ("sock", "rx", "tx", "seen")

    def __init__(self, sock):
        self.sock, self.rx, self.tx, self.seen = sock, bytearray(), bytearray(), time.monotonic()


class ParkingDaemon:
    IDLE = 300

    def __init__(self, port, decide):
        self.decide = decide
        self.sel = selectors.DefaultSelector()
        self.barriers = set()
        ls = socket.create_server(("", port), backlog=256)
        ls.setblocking(False)
        self.sel.register(ls, selectors.EVENT_READ)

    def close(self, b):
        self.sel.unregister(b.sock)
        self.barriers.discard(b)
        b.sock.close()

    def on_read(self, b):
        data = b.sock.recv(4096)
        if not data:
            self.close(b)
            return
        b.seen = time.monotonic()
        b.rx += data
        while (i := b.rx.find(b"\n")) >= 0:
            plate = bytes(b.rx[:i]).decode("ascii", "replace")
            del b.rx[: i + 1]
            b.tx += b"UP\n" if self.decide(plate) else b"STAY\n"
        if len(b.rx) > 1000 or len(b.tx) > 65536:
            self.close(b)
            return
        self.on_write(b)

    def on_write(self, b):
        if b.tx:
            n = b.sock.send(b.tx)
            del b.tx[:n]
        want = selectors.EVENT_READ | (selectors.EVENT_WRITE if b.tx else 0)
        self.sel.modify(b.sock, want, b)

    def run(self):
        while True:
            for key, mask in self.sel.select(5):
                b = key.data
                if b is None:
                    try:
                        s, _ = key.fileobj.accept()
                    except OSError as e:
                        print("accept:", e)
                        time.sleep(0.1)
                        continue
                    s.setblocking(False)
                    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    b = Barrier(s)
                    self.barriers.add(b)
                    self.sel.register(s, selectors.EVENT_READ, b)
                    continue
                try:
                    if mask & selectors.EVENT_READ:
                        self.on_read(b)
                    elif mask & selectors.EVENT_WRITE:
                        self.on_write(b)
                except BlockingIOError:
                    self.sel.modify(b.sock, selectors.EVENT_READ | selectors.EVENT_WRITE, b)
                except OSError:
                    self.close(b)
            limit = time.monotonic() - self.IDLE
            for b in [x for x in self.barriers if x.seen < limit]:
                self.close(b)
