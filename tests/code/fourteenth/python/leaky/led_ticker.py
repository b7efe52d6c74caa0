import select
import socket


class TickerHub(object):
    """Feeds the LED walls in the trading hall."""

    def __init__(self, port):
        self.lst = socket.create_server(("", port), backlog=64)
        self.lst.setblocking(False)
        self.walls = {}

    def step(self, timeout=0.5):
        r, _, _ = select.select([self.lst] + list(self.walls), [], [], timeout)
        for s in r:
            if s is self.lst:
                self._accept()
            else:
                self._input(s)

    def _accept(self):
        try:
            wall, addr = self.lst.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        wall.setblocking(False)
        self.walls[wall] = addr[0]

    def _input(self, wall):
        try:
            data = wall.recv(512)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(wall)

    def _drop(self, wall):
        print("wall", self.walls.pop(wall), "gone")
        wall.close()

    def broadcast(self, bitmap):
        frame = len(bitmap).to_bytes(4, "big") + bitmap
        for wall in list(self.walls):
            try:
                wall.send(frame)
            except BlockingIOError:
                # wall can't keep up, it skips this frame
                continue
            except OSError:
                self._drop(wall)
