#!/usr/bin/env python3
# quote of the day for the lobby displays, forking since 1998
import os
import random
import signal
import socket
import sys
import time


def reap(signum, frame):
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return


def child(conn, path):
    conn.settimeout(10)
    with open(path, encoding="utf-8") as f:
        quotes = f.read().split("\n%\n")
    conn.sendall(random.choice(quotes).encode("utf-8") + b"\r\n")
    conn.close()


def main(path, port):
    signal.signal(signal.SIGCHLD, reap)
    srv = socket.create_server(("", port), backlog=64)
    while True:
        try:
            conn, addr = srv.accept()
        except OSError as e:
            print("accept:", e, file=sys.stderr)
            time.sleep(0.5)
            continue
        try:
            pid = os.fork()
        except OSError as e:
            print("fork:", e, file=sys.stderr)
            conn.close()
            continue
        if pid == 0:
            code = 0
            try:
                srv.close()
                child(conn, path)
            except Exception as e:
                print(addr, e, file=sys.stderr)
                code = 1
            os._exit(code)
        conn.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
