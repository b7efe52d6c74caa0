"""Client for the old AS/400 article service (plain TCP, fixed records)."""
import logging
import socket

log = logging.getLogger("barcode")

HOST = "as400.intern"
PORT = 3512
RECLEN = 80

_open_links = []  # for the admin page


def _read_record(sock):
    buf = b""
    while len(buf) < RECLEN:
        part = sock.recv(RECLEN - len(buf))
        if not part:
            raise ConnectionError("article service hung up after %d bytes" % len(buf))
        buf += part
    return buf.decode("cp273")


def lookup(ean):
    sock = socket.create_connection((HOST, PORT), timeout=5)
    _open_links.append((ean, sock))
    try:
        sock.sendall(("Q%-79s" % ean).encode("cp273"))
        rec = _read_record(sock)
    except OSError:
        sock.close()
        _open_links.remove((ean, sock))
        raise
    if rec[0] == "E":
        log.warning("article service refused %s: %s", ean, rec[1:].strip())
        return None
    sock.close()
    _open_links.remove((ean, sock))
    return {
        "ean": ean,
        "name": rec[1:41].strip(),
        "price": int(rec[41:49]) / 100,
        "vat": rec[49:51],
    }
