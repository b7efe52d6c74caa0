"""Film set: motion control rig. Every axis has its own controller."""
import socket
import ssl
from contextlib import ExitStack


class Axis:
    def __init__(self, name, sock):
        self.name = name
        self._sock = sock           # ours from here on
        self._file = sock.makefile("rw", encoding="ascii", newline="\n")

    def cmd(self, text):
        self._file.write(text + "\n")
        self._file.flush()
        ans = self._file.readline()
        if not ans.startswith("ok"):
            raise RuntimeError("axis %s: %s -> %r" % (self.name, text, ans))
        return ans[2:].strip()

    def close(self):
        try:
            self._file.close()
        except OSError:
            pass
        self._sock.close()


def open_axis(name, host, ctx):
    with ExitStack() as guard:
        raw = guard.enter_context(socket.create_connection((host, 7001), timeout=2))
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        tls = guard.enter_context(ctx.wrap_socket(raw, server_hostname=host))
        axis = Axis(name, tls)
        guard.callback(axis.close)
        axis.cmd("hello")
        guard.pop_all()
        return axis


class Rig:
    """All axes or none."""

    def __init__(self, hosts, cafile):
        ctx = ssl.create_default_context(cafile=cafile)
        self.axes = {}
        with ExitStack() as stack:
            for name, host in hosts.items():
                self.axes[name] = axis = open_axis(name, host, ctx)
                stack.callback(axis.close)
            self._stack = stack.pop_all()

    def move(self, **to):
        for name, pos in to.items():
            self.axes[name].cmd("prep %.3f" % pos)
        for name in to:
            self.axes[name].cmd("go")

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return self._stack.__exit__(*exc)


if __name__ == "__main__":
    with Rig({"pan": "10.7.0.11", "tilt": "10.7.0.12", "dolly": "10.7.0.13"}, "set.pem") as rig:
        rig.move(pan=12.5, tilt=-3)
        rig.move(dolly=1.8)
