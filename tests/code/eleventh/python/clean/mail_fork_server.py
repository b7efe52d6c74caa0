#!/usr/bin/env python3
# LMTP front for the archive. The index library is not re-entrant, hence a child
# per delivery session.
import errno
import os
import signal
import socket
import sys
import time

MAX_KIDS = 40
kids = set()


def reap():
    while kids:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            kids.clear()
            return
        if pid == 0:
            return
        kids.discard(pid)


def session(conn):
    from archive import lmtp
    conn.settimeout(120)
    conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with conn, conn.makefile("rwb") as stream:
        lmtp.run(stream)


def spawn(lsock, conn):
    pid = os.fork()
    if pid:
        return pid
    rc = 1
    try:
        lsock.close()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        session(conn)
        rc = 0
    except Exception as e:
        print("session:", e, file=sys.stderr, flush=True)
    finally:
        os._exit(rc)


def main(port=24):
    lsock = socket.create_server(("127.0.0.1", port), backlog=100)
    lsock.settimeout(1)
    while True:
        reap()
        if len(kids) >= MAX_KIDS:
            time.sleep(0.1)     # the rest waits in the listen queue
            continue
        try:
            conn, _ = lsock.accept()
        except TimeoutError:
            continue
        except OSError as e:
            if e.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS):
                time.sleep(0.5)
                continue
            raise
        try:
            kids.add(spawn(lsock, conn))
        except OSError as e:
            print("fork:", e, file=sys.stderr)
        finally:
            conn.close()        # the child has its own copy


if __name__ == "__main__":
    main()
