#!/usr/bin/env python3
# tiny gopher daemon for the library's historic catalogue
import os
import signal
import socket
import sys

ROOT = "/srv/gopher"
kids = {}


def answer(conn):
    conn.settimeout(20)
    with conn.makefile("rb") as f:
        sel = f.readline(1024).strip().decode("ascii", "replace")
    path = os.path.realpath(os.path.join(ROOT, sel.lstrip("/") or "index"))
    if not path.startswith(ROOT + os.sep) or not os.path.isfile(path):
        conn.sendall(b"3Not found\terror\t-\t0\r\n.\r\n")
        return
    with open(path, "rb") as f:
        conn.sendfile(f)


def reap(*_):
    while True:
        try:
            pid, _status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        sys.stderr.write("pid %d served %s\n" % (pid, kids.get(pid, ("?", None))[0]))


def main():
    signal.signal(signal.SIGCHLD, reap)
    ls = socket.create_server(("", 70), backlog=64)
    while True:
        conn, addr = ls.accept()
        pid = os.fork()
        if pid == 0:
            code = 0
            try:
                ls.close()
                answer(conn)
            except OSError:
                code = 1
            finally:
                conn.close()
                os._exit(code)
        kids[pid] = (addr[0], conn)


main()
