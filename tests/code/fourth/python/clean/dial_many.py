import socket


def dial(host, port, timeout=5.0):
    """Like create_connection, but prefers IPv4 and says why it failed."""
    errors = []
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for family, kind, proto, _, addr in sorted(infos, key=lambda i: i[0] != socket.AF_INET):
        s = socket.socket(family, kind, proto)
        try:
            s.settimeout(timeout)
            s.connect(addr)
        except OSError as e:
            s.close()
            errors.append("%s: %s" % (addr[0], e))
            continue
        except BaseException:
            s.close()
            raise
        return s
    raise ConnectionError("; ".join(errors) or "no address")


def version(host):
    s = dial(host, 22)
    try:
        return s.recv(255).split(b"\r\n")[0]
    finally:
        s.close()
