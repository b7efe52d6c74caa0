#!/usr/bin/python3
# who is on which ward - finger protocol for the old terminals
import os
import signal
import socket
import time

WARDS = "/var/lib/wards"


def child(conn):
    conn.settimeout(10)
    with conn.makefile("rb") as f:
        who = f.readline(80).strip().decode("ascii", "replace")
    if not who.isalnum():
        conn.sendall(b"?\r\n")
        return
    try:
        with open(os.path.join(WARDS, who), "rb") as f:
            text = f.read()
    except FileNotFoundError:
        text = b"nobody here\r\n"
    conn.sendall(text)


def main():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    ls = socket.create_server(("", 79), backlog=64)
    while True:
        conn, _ = ls.accept()
        try:
            pid = os.fork()
        except OSError:
            conn.close()
            time.sleep(1)
            continue
        if pid == 0:
            ls.close()
            try:
                child(conn)
            except OSError:
                pass
            finally:
                conn.close()
                os._exit(0)
        conn.close()


if __name__ == "__main__":
    main()
