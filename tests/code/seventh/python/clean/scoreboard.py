# Stadium scoreboard fan-out. Non-blocking, one thread.
import selectors
import socket
import sys
import time

IDLE_LIMIT = 300
MAX_QUEUED = 256 * 1024


class Display:
    __slots__ = ("s", "addr", "out", "seen")

    def __init__(self, s, addr):
        self.s, self.addr, self.out, self.seen = s, addr, bytearray(), time.monotonic()


class Board:
    def __init__(self, port):
        self.sel = selectors.DefaultSelector()
        self.displays = set()
        self.listener = socket.create_server(("", port), backlog=socket.SOMAXCONN)
        self.listener.setblocking(False)
        self.sel.register(self.listener, selectors.EVENT_READ, None)

    def admit(self):
        try:
            s, addr = self.listener.accept()
        except BlockingIOError:
            return
        except OSError as e:
            print("accept", e, file=sys.stderr)
            time.sleep(0.1)
            return
        s.setblocking(False)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        d = Display(s, addr)
        self.displays.add(d)
        self.sel.register(s, selectors.EVENT_READ, d)

    def forget(self, d, why):
        if d not in self.displays:
            return
        self.displays.discard(d)
        self.sel.unregister(d.s)
        d.s.close()
        print(f"{d.addr[0]} gone: {why}")

    def flush(self, d):
        try:
            while d.out:
                n = d.s.send(d.out)
                del d.out[:n]
        except BlockingIOError:
            pass
        ev = selectors.EVENT_READ | (selectors.EVENT_WRITE if d.out else 0)
        self.sel.modify(d.s, ev, d)

    def handle(self, d, mask):
        if mask & selectors.EVENT_READ:
            data = d.s.recv(4096)
            if not data:
                return self.forget(d, "eof")
            d.seen = time.monotonic()
            if b"GOAL" in data:
                self.publish(data)
        if mask & selectors.EVENT_WRITE and d in self.displays:
            self.flush(d)

    def publish(self, data):
        for d in list(self.displays):
            d.out += data
            if len(d.out) > MAX_QUEUED:
                self.forget(d, "too slow")
                continue
            try:
                self.flush(d)
            except OSError as e:
                self.forget(d, e)

    def run(self):
        while True:
            for key, mask in self.sel.select(5):
                if key.data is None:
                    self.admit()
                elif key.data in self.displays:
                    try:
                        self.handle(key.data, mask)
                    except BlockingIOError:
                        pass
                    except OSError as e:
                        self.forget(key.data, e)
            limit = time.monotonic() - IDLE_LIMIT
            for d in [d for d in self.displays if d.seen < limit]:
                self.forget(d, "idle")


if __name__ == "__main__":
    Board(int(sys.argv[1])).run()
