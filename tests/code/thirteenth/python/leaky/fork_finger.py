#!/usr/bin/python3
"""in-house finger daemon: who sits where"""
import os
import signal
import socket
import sys


def answer(conn):
    conn.settimeout(15)
    f = conn.makefile("rwb")
    name = f.readline(256).strip().decode("latin-1")
    if not name:
        f.write(b"whom?\r\n")
    else:
        with open("/srv/phonebook", encoding="utf-8") as book:
            for row in book:
                if name.lower() in row.lower():
                    f.write(row.rstrip("\n").encode("utf-8") + b"\r\n")
    f.flush()
    f.close()


def main(port):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    srv = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    srv.bind(("::", port))
    srv.listen(64)
    sessions = []
    while True:
        conn, peer = srv.accept()
        pid = os.fork()
        if pid == 0:
            status = 0
            try:
                srv.close()
                answer(conn)
            except OSError as e:
                print(peer[0], e, file=sys.stderr)
                status = 1
            finally:
                os._exit(status)
        # for the hourly statistics
        sessions.append((pid, peer[0], conn))
        if len(sessions) % 100 == 0:
            print(len(sessions), "queries so far", file=sys.stderr)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 79)
