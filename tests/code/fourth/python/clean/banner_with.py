import socket
from contextlib import closing


def banner(host, port, timeout=3.0):
    try:
        with closing(socket.create_connection((host, port), timeout)) as s:
            data = s.recv(512)
            if not data:
                return ""
            return data.decode("latin-1")
    except socket.timeout:
        return None
    except OSError as e:
        raise LookupError("%s:%d: %s" % (host, port, e))
