"""Pulls nightly disk images from the branch NAS boxes over the MPLS line."""
import argparse
import hashlib
import socket
import sys
import time

CHUNK = 256 * 1024


class PullError(Exception):
    pass


def dial(host, port):
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        s.settimeout(30)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        s.connect((host, port))
    except OSError:
        s.close()
        raise
    return s


def pull(host, port, image, out):
    with dial(host, port) as s, s.makefile("rb", CHUNK) as rf:
        s.sendall(b"GET %s\n" % image.encode())
        head = rf.readline(200).decode().split()
        if len(head) != 3 or head[0] != "IMG":
            raise PullError("branch answered %r" % head)
        size, want = int(head[1]), head[2]
        h = hashlib.sha256()
        got = 0
        t0 = time.time()
        while got < size:
            block = rf.read(min(CHUNK, size - got))
            if not block:
                raise PullError("only %d of %d bytes" % (got, size))
            out.write(block)
            h.update(block)
            got += len(block)
        if h.hexdigest() != want:
            raise PullError("checksum differs")
        return size, time.time() - t0


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("branch")
    ap.add_argument("image")
    ap.add_argument("-o", "--out", required=True)
    a = ap.parse_args()
    try:
        with open(a.out, "wb") as out:
            size, secs = pull(a.branch, 8730, a.image, out)
    except (OSError, PullError) as e:
        print("%s: %s" % (a.branch, e), file=sys.stderr)
        return 1
    print("%s: %d MB, %.1f MB/s" % (a.branch, size >> 20, size / 1e6 / max(secs, 0.001)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
