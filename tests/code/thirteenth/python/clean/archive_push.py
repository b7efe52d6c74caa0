import hashlib
import os
import socket
import struct
import sys

CHUNK = 256 * 1024


def push(host, port, path):
    """Sends one file to the archive and waits until it is on tape there."""
    size = os.path.getsize(path)
    name = os.path.basename(path).encode()
    sha = hashlib.sha256()
    with socket.create_connection((host, port), timeout=15) as s, open(path, "rb") as f:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        s.settimeout(300)
        s.sendall(struct.pack("!HQ", len(name), size) + name)
        left = size
        while left:
            block = f.read(min(CHUNK, left))
            if not block:
                raise OSError(f"{path} became shorter")
            sha.update(block)
            s.sendall(block)
            left -= len(block)
        s.shutdown(socket.SHUT_WR)
        answer = b""
        while len(answer) < 32:
            got = s.recv(32 - len(answer))
            if not got:
                raise ConnectionError("archive closed before its checksum")
            answer += got
    if answer != sha.digest():
        raise ValueError("checksum differs")


if __name__ == "__main__":
    try:
        push(sys.argv[1], 9494, sys.argv[2])
    except (OSError, ValueError) as e:
        sys.exit("%s: %s" % (sys.argv[2], e))
    print("archived", sys.argv[2])
