from __future__ import print_function

import os
import socket
import struct


def pull(host, port, volume, path):
    """Copies one tape volume; returns the number of bytes."""
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        s.settimeout(10)
        s.connect((host, port))
        s.settimeout(120)  # the robot needs its time to mount the tape
        name = volume.encode("ascii")
        s.sendall(struct.pack("!H", len(name)) + name)
        size = struct.unpack("!Q", _read(s, 8))[0]
        left = size
        with open(path + ".tmp", "wb") as out:
            while left:
                data = s.recv(min(left, 1 << 20))
                if not data:
                    raise IOError("%s ended %d bytes early" % (volume, left))
                out.write(data)
                left -= len(data)
        os.rename(path + ".tmp", path)
        return size
    finally:
        s.close()


def _read(s, n):
    buf = b""
    while len(buf) < n:
        more = s.recv(n - len(buf))
        if not more:
            raise IOError("volume server hung up")
        buf += more
    return buf
