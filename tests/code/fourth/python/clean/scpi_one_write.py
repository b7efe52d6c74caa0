import socket


class Meter:
    def __init__(self, host, port=5025):
        self._s = socket.create_connection((host, port), timeout=3)
        self._s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        self._f = self._s.makefile("rb")

    def ask(self, q):
        self._s.sendall(q.encode("ascii") + b"\n")
        line = self._f.readline()
        if not line.endswith(b"\n"):
            self.close()
            raise EOFError("meter closed the line")
        return line.decode("ascii").strip()

    def close(self):
        self._f.close()
        self._s.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


def voltages(host, channels):
    with Meter(host) as m:
        return [float(m.ask("MEAS:VOLT? (@%d)" % c)) for c in channels]
