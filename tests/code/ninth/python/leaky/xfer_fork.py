#!/usr/bin/env python3
"""xferd: file pickup for the print shop's customers. One process per pickup,
because the customer's uid gets assumed."""

import os
import pwd
import signal
import socket
import syslog
import time

ROOT = "/srv/pickup"


def reap(signum, frame):
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return


def deliver(conn, peer):
    conn.settimeout(60)
    with conn.makefile("rb") as rd:
        login = rd.readline(64).decode("ascii", "replace").strip()
        name = os.path.basename(rd.readline(256).decode("utf-8", "replace").strip())
    pw = pwd.getpwnam(login)
    os.setgid(pw.pw_gid)
    os.setuid(pw.pw_uid)
    with open(os.path.join(ROOT, login, name), "rb") as f:
        conn.sendfile(f)
    syslog.syslog("%s: %s fetched %s" % (peer[0], login, name))


def main():
    signal.signal(signal.SIGCHLD, reap)
    lsock = socket.create_server(("", 2121), backlog=64)
    clients = {}
    while True:
        try:
            conn, peer = lsock.accept()
        except OSError as e:
            syslog.syslog(syslog.LOG_ERR, "accept: %s" % e)
            time.sleep(0.5)
            continue
        try:
            pid = os.fork()
        except OSError as e:
            syslog.syslog(syslog.LOG_ERR, "fork: %s" % e)
            conn.close()
            continue
        if pid == 0:
            rc = 1
            try:
                lsock.close()
                deliver(conn, peer)
                rc = 0
            except Exception as e:
                syslog.syslog(syslog.LOG_ERR, "%s: %s" % (peer[0], e))
            finally:
                conn.close()
                os._exit(rc)
        clients[pid] = (conn, peer, time.time())
        syslog.syslog("pid %d serves %s" % (pid, peer[0]))


if __name__ == "__main__":
    syslog.openlog("xferd")
    main()
