import socket


class MicroscopeError(Exception):
    pass


class Microscope:
    """Stage control over the vendor's line protocol."""

    def __init__(self, host, port=1234, timeout=6.0):
        self._sock = socket.create_connection((host, port), timeout)
        self._file = self._sock.makefile("rb")
        try:
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            banner = self._file.readline(200)
            if not banner.startswith(b"STAGE"):
                raise MicroscopeError("unexpected banner %r" % banner)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def close(self):
        self._file.close()
        self._sock.close()

    def _ask(self, text):
        self._sock.sendall(text.encode("ascii") + b"\n")
        line = self._file.readline(1000)
        if not line.endswith(b"\n"):
            raise MicroscopeError("stage went away during %s" % text)
        ok, _, rest = line.decode("ascii").strip().partition(" ")
        if ok != "OK":
            raise MicroscopeError("%s: %s" % (text, rest))
        return rest

    def move(self, x, y):
        self._ask("MOVE %.2f %.2f" % (x, y))

    @property
    def position(self):
        return tuple(float(v) for v in self._ask("POS").split())


def raster(host, nx, ny, step, shoot):
    with Microscope(host) as m:
        for j in range(ny):
            for i in range(nx):
                m.move(i * step, j * step)
                shoot(m.position)
