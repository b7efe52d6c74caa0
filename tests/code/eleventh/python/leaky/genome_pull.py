#!/usr/bin/env python3
"""Pull sequencer runs (40 to 120 GB each) from the instrument PC across campus.

    genome_pull.py 10.8.1.20 RUN_0412 /data/incoming
"""
import argparse
import os
import socket
import struct
import sys
import time

CHUNK = 1 << 18


def fetch(host, run, outdir):
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    sock.settimeout(60)
    path = os.path.join(outdir, run + ".tar")
    with sock:
        sock.connect((host, 9333))
        name = run.encode("ascii")
        sock.sendall(struct.pack("!H", len(name)) + name)

        head = b""
        while len(head) < 8:
            more = sock.recv(8 - len(head))
            if not more:
                raise EOFError("instrument closed before the size")
            head += more
        (size,) = struct.unpack("!Q", head)
        if size == 0:
            raise LookupError("no such run: " + run)

        began = time.time()
        left = size
        with open(path + ".part", "wb") as out:
            while left:
                block = sock.recv(min(CHUNK, left))
                if not block:
                    raise EOFError("%d bytes missing" % left)
                out.write(block)
                left -= len(block)
    os.rename(path + ".part", path)
    rate = size / (1 << 20) / max(time.time() - began, 0.001)
    print("%s: %d bytes, %.1f MB/s" % (path, size, rate))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("host")
    ap.add_argument("run")
    ap.add_argument("outdir")
    a = ap.parse_args()
    try:
        fetch(a.host, a.run, a.outdir)
    except (OSError, EOFError, LookupError) as e:
        sys.exit("genome_pull: %s" % e)


if __name__ == "__main__":
    main()
