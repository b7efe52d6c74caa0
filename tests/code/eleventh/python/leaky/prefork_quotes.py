#!/usr/bin/python
# Cable quotes for the sales reps' terminals. One child per rep, because the
# pricing library is not thread safe and eats memory.
import os
import signal
import socket
import sys

PORT = 2323
kids = {}


def reap(signum, frame):
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        if pid in kids:
            kids[pid]["status"] = status


def rep_session(conn):
    import pricing
    conn.settimeout(600)
    f = conn.makefile("rw", encoding="utf-8", newline="\n")
    f.write("cable quotes, type=length e.g. NYM3x1.5=100\n")
    f.flush()
    for line in f:
        line = line.strip()
        if line in ("quit", "exit"):
            break
        try:
            kind, metres = line.split("=")
            f.write("%.2f EUR\n" % pricing.quote(kind, float(metres)))
        except (ValueError, KeyError):
            f.write("? %s\n" % line)
        f.flush()


def main():
    signal.signal(signal.SIGCHLD, reap)
    lsock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    lsock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    lsock.bind(("", PORT))
    lsock.listen(64)
    while True:
        conn, addr = lsock.accept()
        pid = os.fork()
        if pid == 0:
            lsock.close()
            code = 0
            try:
                rep_session(conn)
            except Exception as e:
                sys.stderr.write("session %s: %s\n" % (addr[0], e))
                code = 1
            finally:
                conn.close()
            os._exit(code)
        kids[pid] = {"conn": conn, "rep": addr, "status": None}
        active = sum(1 for k in kids.values() if k["status"] is None)
        sys.stderr.write("%s -> child %d, %d active\n" % (addr[0], pid, active))


if __name__ == "__main__":
    main()
