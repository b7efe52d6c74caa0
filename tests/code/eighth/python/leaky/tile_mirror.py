"""Mirrors the nightly orthophoto bundles (40-90 GB) from the survey office in Trondheim."""
import hashlib
import os
import socket
import sys

CHUNK = 1 << 20


class Mirror:
    def __init__(self, host, port, dest):
        self.dest = dest
        self.sock = self._dial(host, port)

    @staticmethod
    def _dial(host, port):
        err = None
        for fam, kind, proto, _, addr in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            s = socket.socket(fam, kind, proto)
            try:
                s.settimeout(30)
                # the box has 1 GB only, so keep the kernel's share down
                s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                s.connect(addr)
                return s
            except OSError as e:
                err = e
                s.close()
        raise err or OSError("no address for %s" % host)

    def fetch(self, name):
        self.sock.sendall(b"GET %s\n" % name.encode())
        size = int(self._line())
        digest = hashlib.sha256()
        part = os.path.join(self.dest, name + ".part")
        with open(part, "wb") as out:
            left = size
            while left:
                block = self.sock.recv(min(CHUNK, left))
                if not block:
                    raise EOFError("%s: %d bytes missing" % (name, left))
                digest.update(block)
                out.write(block)
                left -= len(block)
        if self._line() != digest.hexdigest():
            raise ValueError("checksum of " + name)
        os.replace(part, part[:-5])

    def _line(self):
        got = bytearray()
        while not got.endswith(b"\n"):
            c = self.sock.recv(1)
            if not c:
                raise EOFError("closed within a line")
            got += c
        return got.decode().strip()

    def close(self):
        self.sock.close()


if __name__ == "__main__":
    m = Mirror(sys.argv[1], 4021, sys.argv[2])
    try:
        for bundle in sys.argv[3:]:
            m.fetch(bundle)
    finally:
        m.close()
