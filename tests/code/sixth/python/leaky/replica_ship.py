"""Ships WAL segments (16 MB) to the standby in the other data centre, RTT about 80 ms."""
import hashlib
import logging
import os
import socket
import time

SEGMENT = 16 * 1024 * 1024
log = logging.getLogger("walship")


def connect(addr):
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        s.settimeout(30)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        s.connect(addr)
    except OSError:
        s.close()
        raise
    return s


def ship(sock, path):
    sha = hashlib.sha256()
    with open(path, "rb") as f:
        head = f"SEG {os.path.basename(path)} {os.fstat(f.fileno()).st_size}\n".encode()
        sock.sendall(head)
        while block := f.read(1 << 18):
            sha.update(block)
            sock.sendall(block)
    want = sha.digest()
    got = b""
    while len(got) < len(want):
        part = sock.recv(len(want) - len(got))
        if not part:
            raise ConnectionError("standby hung up")
        got += part
    if got != want:
        raise ValueError("%s damaged on the way" % path)


def run(addr, segments):
    """segments: iterable of paths, blocks until there is a new one"""
    sock = None
    for path in segments:
        while True:
            try:
                sock = sock or connect(addr)
                ship(sock, path)
                break
            except (OSError, ValueError) as e:
                log.warning("%s: %s", path, e)
                if sock:
                    sock.close()
                sock = None
                time.sleep(3)
