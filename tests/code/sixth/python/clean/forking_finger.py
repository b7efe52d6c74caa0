"""finger daemon; a child for each question, as in the old days"""
import os
import pwd
import signal
import socket
import sys
import time

LIMIT = 40
kids = set()


def reap(block=False):
    while kids:
        try:
            pid, _ = os.waitpid(-1, 0 if block else os.WNOHANG)
        except ChildProcessError:
            kids.clear()
            return
        if pid == 0:
            return
        kids.discard(pid)
        block = False


def finger(conn):
    conn.settimeout(10)
    q = b""
    while not q.endswith(b"\n") and len(q) < 200:
        part = conn.recv(200)
        if not part:
            break
        q += part
    name = q.decode("ascii", "replace").strip()
    try:
        p = pwd.getpwnam(name)
        text = f"Login: {p.pw_name}\r\nName: {p.pw_gecos}\r\n"
    except KeyError:
        text = f"finger: {name}: no such user\r\n"
    conn.sendall(text.encode())
    conn.shutdown(socket.SHUT_WR)


def main():
    with socket.create_server(("", 79), backlog=64) as srv:
        while True:
            reap(block=len(kids) >= LIMIT)
            try:
                conn, _ = srv.accept()
            except OSError as e:
                print("accept:", e, file=sys.stderr)
                time.sleep(0.2)
                continue
            with conn:
                pid = os.fork()
                if pid == 0:
                    srv.close()
                    signal.alarm(30)
                    code = 1
                    try:
                        finger(conn)
                        code = 0
                    finally:
                        os._exit(code)
                kids.add(pid)
            # the parent's copy is closed here, the child has its own


if __name__ == "__main__":
    main()
