#!/usr/bin/env python3
# password change daemon of the lab: runs the helper in a child of its own
import os
import signal
import socket
import subprocess
import time


def child(conn):
    conn.settimeout(20)
    with conn, conn.makefile("rw", encoding="utf-8") as f:
        user = f.readline(80).strip()
        secret = f.readline(200).rstrip("\n")
        if not user.isalnum():
            f.write("bad user\n")
            return
        p = subprocess.run(["/usr/local/libexec/labpasswd", user], input=secret, text=True,
                           capture_output=True, timeout=30)
        f.write("ok\n" if p.returncode == 0 else "refused\n")


def main():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps them
    ls = socket.create_server(("127.0.0.1", 1071), backlog=64)
    while True:
        try:
            conn, addr = ls.accept()
        except OSError as e:
            print("accept:", e)
            time.sleep(0.5)
            continue
        try:
            pid = os.fork()
        except OSError as e:
            print("fork:", e)
            conn.close()
            continue
        if pid:
            conn.close()
            continue
        code = 1
        try:
            ls.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            child(conn)
            code = 0
        except Exception as e:
            print(addr, e)
        finally:
            os._exit(code)


main()
