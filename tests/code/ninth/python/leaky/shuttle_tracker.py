import errno
import selectors
import socket
import time
from dataclasses import dataclass, field


@dataclass
class Shuttle:
    sock: socket.socket
    addr: tuple
    buf: bytearray = field(default_factory=bytearray)
    last: float = field(default_factory=time.monotonic)
    online: bool = True


class Tracker:
    """Positions of the hotel shuttles; each shuttle sends 'lat,lon' lines."""

    def __init__(self, port: int) -> None:
        self.sel = selectors.DefaultSelector()
        self.shuttles: dict[tuple, Shuttle] = {}
        self.lsock = socket.create_server(("", port), backlog=128)
        self.lsock.setblocking(False)
        self.sel.register(self.lsock, selectors.EVENT_READ, None)

    def _accept(self) -> None:
        try:
            sock, addr = self.lsock.accept()
        except OSError as e:
            if e.errno in (errno.EMFILE, errno.ENFILE):
                time.sleep(0.2)
            return
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sh = Shuttle(sock, addr)
        self.shuttles[addr] = sh
        self.sel.register(sock, selectors.EVENT_READ, sh)

    def _read(self, sh: Shuttle) -> None:
        try:
            data = sh.sock.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            # the map shows it greyed out at its last place
            self.sel.unregister(sh.sock)
            sh.online = False
            return
        sh.last = time.monotonic()
        sh.buf += data
        *lines, rest = bytes(sh.buf).split(b"\n")
        sh.buf[:] = rest[-256:]
        for line in lines:
            self.position(sh, line)

    def position(self, sh: Shuttle, line: bytes) -> None:
        try:
            lat, lon = map(float, line.split(b","))
        except ValueError:
            return
        print(f"{sh.addr[0]} {lat:.5f} {lon:.5f}")

    def run(self) -> None:
        while True:
            for key, _ in self.sel.select(timeout=5):
                if key.data is None:
                    self._accept()
                else:
                    self._read(key.data)


if __name__ == "__main__":
    Tracker(6161).run()
