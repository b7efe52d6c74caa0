import contextlib
import socket
import ssl


def dial(host, port, *, cafile=None, timeout=5.0):
    """Gives a TLS socket that belongs to the caller."""
    ctx = ssl.create_default_context(cafile=cafile)
    with contextlib.ExitStack() as stack:
        raw = stack.enter_context(socket.create_connection((host, port), timeout))
        tls = stack.enter_context(ctx.wrap_socket(raw, server_hostname=host))
        tls.sendall(b"EHLO\r\n")
        first = tls.recv(256)
        if not first:
            raise ConnectionError(f"{host} closed after the handshake")
        if not first.startswith(b"250"):
            raise ConnectionError(f"{host}: {first!r}")
        stack.pop_all()
        return tls


def send_report(host, port, body):
    with contextlib.closing(dial(host, port)) as s:
        s.sendall(b"REPORT %d\r\n" % len(body) + body)
        return s.recv(256).startswith(b"250")
