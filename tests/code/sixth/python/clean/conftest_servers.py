import contextlib
import socket
import threading

import pytest


class Recorder(threading.Thread):
    """Accepts one connection after the other and keeps what it was sent."""

    def __init__(self):
        super().__init__(daemon=True)
        self.srv = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.srv.settimeout(0.2)
        self.stopping = threading.Event()
        self.bodies = []

    @property
    def port(self):
        return self.srv.getsockname()[1]

    def run(self):
        with self.srv:
            while not self.stopping.is_set():
                try:
                    c, _ = self.srv.accept()
                except socket.timeout:
                    continue
                with c:
                    c.settimeout(2)
                    body = bytearray()
                    with contextlib.suppress(OSError):
                        while part := c.recv(4096):
                            body += part
                        c.sendall(b"bye\n")
                    self.bodies.append(bytes(body))


@pytest.fixture
def recorder():
    r = Recorder()
    r.start()
    yield r
    r.stopping.set()
    r.join(5)


@pytest.fixture
def refused_port():
    """A port where surely nobody listens: bound, but not listening."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        yield s.getsockname()[1]


@pytest.fixture
def socket_pair():
    with contextlib.ExitStack() as st:
        a, b = (st.enter_context(s) for s in socket.socketpair())
        a.settimeout(2)
        b.settimeout(2)
        yield a, b


def send_and_half_close(port, data):
    with socket.create_connection(("127.0.0.1", port), timeout=2) as s:
        s.sendall(data)
        s.shutdown(socket.SHUT_WR)
        with s.makefile("rb") as f:
            return f.read()
