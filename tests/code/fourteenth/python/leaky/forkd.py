#!/usr/bin/python3
"""finger-like directory daemon for the campus, one process per question"""
import os
import signal
import socket
import sys

children = {}


def reap(signum, frame):
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return


def answer(conn, directory):
    conn.settimeout(10)
    f = conn.makefile("rwb")
    name = f.readline(256).strip().decode("utf-8", "replace")
    entry = directory.get(name, "no such person")
    f.write(entry.encode("utf-8") + b"\r\n")
    f.flush()


def serve(port, directory):
    signal.signal(signal.SIGCHLD, reap)
    lst = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    lst.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    lst.bind(("", port))
    lst.listen(128)
    while True:
        conn, addr = lst.accept()
        pid = os.fork()
        if pid == 0:
            lst.close()
            try:
                answer(conn, directory)
            except OSError as e:
                print(addr, e, file=sys.stderr)
            finally:
                conn.close()
                os._exit(0)
        children[pid] = (addr, conn)
        print("pid %d answers %s" % (pid, addr[0]))
