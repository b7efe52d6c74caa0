#!/usr/bin/python3
# whois-like directory service, one child per query, for the campus network
import errno
import os
import signal
import socket
import sys
import syslog

PORT = 4343
MAXKIDS = 40
kids = {}


def reap(block=False):
    while kids:
        try:
            pid, status = os.waitpid(-1, 0 if block else os.WNOHANG)
        except ChildProcessError:
            kids.clear()
            return
        if pid == 0:
            return
        block = False
        if status:
            syslog.syslog("child %d for %s: status %d" % (pid, kids[pid][1][0], status))
        kids.pop(pid, None)


def child(conn):
    signal.alarm(30)
    conn.settimeout(20)
    query = b""
    while b"\n" not in query and len(query) < 256:
        part = conn.recv(256)
        if not part:
            break
        query += part
    name = query.decode("latin-1").strip()
    with open("/var/lib/campus/directory.tsv", encoding="utf-8") as f:
        found = [line for line in f if name and line.lower().startswith(name.lower())]
    text = "".join(found[:50]) or "no entry\n"
    conn.sendall(text.encode("utf-8"))
    conn.shutdown(socket.SHUT_WR)


def main():
    syslog.openlog("forkd", syslog.LOG_PID)
    srv = socket.create_server(("", PORT), backlog=128)
    while True:
        reap(block=len(kids) >= MAXKIDS)
        try:
            conn, addr = srv.accept()
        except OSError as e:
            if e.errno in (errno.EINTR, errno.ECONNABORTED):
                continue
            raise
        try:
            pid = os.fork()
        except OSError as e:
            syslog.syslog("fork: %s" % e)
            conn.close()
            continue
        if pid == 0:
            srv.close()
            code = 0
            try:
                child(conn)
            except Exception as e:
                syslog.syslog("query: %s" % e)
                code = 1
            os._exit(code)
        # remember who it was for the log
        kids[pid] = (conn.detach(), addr)


if __name__ == "__main__":
    sys.exit(main())
