import select
import socket
import time

# video wall: every tile gets its part of the picture as raw RGB, 25 times a second

TILE_PORT = 6454


class Tile:
    def __init__(self, host, rect):
        self.host, self.rect = host, rect
        self.sock = None
        self.retry_at = 0
        self.sent = 0

    def connect(self, now):
        if now < self.retry_at:
            return False
        try:
            self.sock = socket.create_connection((self.host, TILE_PORT), timeout=0.5)
        except OSError as e:
            print("tile %s: %s" % (self.host, e))
            self.retry_at = now + 10
            return False
        self.sock.setblocking(False)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return True

    def disconnect(self, why):
        print("tile %s lost: %s" % (self.host, why))
        self.sock.close()
        self.sock = None
        self.retry_at = time.monotonic() + 2

    def show(self, picture):
        x, y, w, h = self.rect
        data = b"".join(picture.row(y + i)[3 * x:3 * (x + w)] for i in range(h))
        frame = b"FRM0" + len(data).to_bytes(4, "big") + data
        try:
            self.sock.send(frame)
            self.sent += 1
        except BlockingIOError:
            pass                        # still busy with the last one, skip
        except OSError as e:
            self.disconnect(e)

    def check(self):
        """Tiles never talk; readable means gone."""
        r, _, _ = select.select([self.sock], [], [], 0)
        if r:
            self.disconnect("closed by the tile")


def play(tiles, pictures, fps=25):
    due = time.monotonic()
    for pic in pictures:
        now = time.monotonic()
        for t in tiles:
            if t.sock is not None:
                t.check()
            if t.sock is not None or t.connect(now):
                t.show(pic)
        due += 1 / fps
        time.sleep(max(0, due - time.monotonic()))
    for t in tiles:
        if t.sock is not None:
            t.sock.close()
