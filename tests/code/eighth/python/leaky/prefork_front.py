#!/usr/bin/env python3
"""Front process of the label renderer. Accepts and passes each connection to one of the renderers
(they need 2 GB of fonts each, so there are few) over a Unix socket."""
import argparse
import errno
import itertools
import os
import socket
import subprocess
import sys
import time


def spawn(n, renderer):
    ends = []
    for i in range(n):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        subprocess.Popen([renderer, "--control-fd", str(theirs.fileno())], pass_fds=[theirs.fileno()])
        theirs.close()
        ours.setblocking(False)
        ends.append(ours)
    return ends


def pass_on(fd, ends, ring):
    """Tries every renderer once, beginning at the next in turn."""
    for _ in ends:
        w = ends[next(ring)]
        try:
            socket.send_fds(w, [b"J"], [fd])
            return True
        except (BlockingIOError, BrokenPipeError, ConnectionError) as e:
            print("renderer %d: %s" % (w.fileno(), e), file=sys.stderr)
    return False


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--port", type=int, default=9100)
    ap.add_argument("--renderers", type=int, default=4)
    ap.add_argument("--renderer", default="/opt/labels/renderer")
    a = ap.parse_args()

    ls = socket.create_server(("", a.port), backlog=1024)
    ends = spawn(a.renderers, a.renderer)
    ring = itertools.cycle(range(len(ends)))
    served = 0
    while True:
        try:
            conn, _ = ls.accept()
        except OSError as e:
            if e.errno in (errno.EMFILE, errno.ENFILE):
                time.sleep(0.2)
                continue
            raise
        fd = conn.detach()
        if pass_on(fd, ends, ring):
            served += 1
            if served % 1000 == 0:
                print("passed on", served, flush=True)
            continue
        os.close(fd)


if __name__ == "__main__":
    main()
