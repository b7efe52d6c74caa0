import contextlib
import socket

def probe(addr):
    with contextlib.suppress(OSError):
        s = socket.create_connection(addr, timeout=1)
        s.sendall(b"PING\n")  # expect: close-wait-leak
        ok = s.recv(5) == b"PONG\n"
        s.close()
        return ok
    return False
