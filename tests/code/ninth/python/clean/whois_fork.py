#!/usr/bin/python3
# internal whois for the asset database, one child per query
import os
import signal
import socket
import sys
import time

import assets


def child(conn):
    signal.alarm(30)
    rd = conn.makefile("rb")
    try:
        query = rd.readline(256).decode("utf-8", "replace").strip()
        if not query:
            return
        found = list(assets.search(query))
        text = "\r\n".join("%-16s %s" % (a.tag, a.owner) for a in found) or "% not found"
        conn.sendall(text.encode() + b"\r\n")
        conn.shutdown(socket.SHUT_WR)
        rd.read(1024)
    finally:
        rd.close()
        conn.close()


def main():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    srv = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    srv.bind(("::", 4343))
    srv.listen(128)
    while True:
        try:
            conn, peer = srv.accept()
        except OSError as e:
            print("accept: %s" % e, file=sys.stderr)
            time.sleep(0.5)
            continue
        try:
            if os.fork() == 0:
                status = 1
                try:
                    srv.close()
                    child(conn)
                    status = 0
                except OSError as e:
                    print("%s: %s" % (peer[0], e), file=sys.stderr)
                finally:
                    os._exit(status)
        except OSError as e:
            print("fork: %s" % e, file=sys.stderr)
        finally:
            conn.close()


if __name__ == "__main__":
    main()
