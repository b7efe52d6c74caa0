"""Each field of a record is a write of its own."""
import socket


def fixed(value, width):
    return str(value)[:width].ljust(width).encode("cp1252", "replace")


def export(rows, layout, host):
    with socket.create_connection((host, 6020), timeout=60) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for row in rows:
            for width, value in zip(layout, row):
                s.sendall(fixed(value, width))
            s.sendall(b"\r\n")  # expect: small-writes
        s.shutdown(socket.SHUT_WR)
