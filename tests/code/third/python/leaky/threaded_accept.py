import socket
import threading
from contextlib import suppress

SESSIONS: dict[str, socket.socket] = {}
LOCK = threading.Lock()


def readline(f):
    line = f.readline(512)
    if not line:
        raise EOFError
    return line.rstrip(b"\r\n").decode()


def session(conn, users):
    key = "%s:%d" % conn.getpeername()
    with LOCK:
        SESSIONS[key] = conn
    f = conn.makefile("rb")
    try:
        name, _, secret = readline(f).partition(":")
        if users.get(name) != secret:
            conn.sendall(b"-ERR denied\n")
            return
        conn.sendall(b"+OK\n")
        while True:
            run_command(conn, name, readline(f))
    except (EOFError, OSError):
        with LOCK:
            SESSIONS.pop(key, None)
        f.close()
        conn.close()


def serve(port, users):
    with socket.create_server(("", port), backlog=128) as srv:
        while True:
            conn, _ = srv.accept()
            conn.settimeout(300)
            threading.Thread(target=session, args=(conn, users), daemon=True).start()


def kick(key):
    with LOCK:
        conn = SESSIONS.get(key)
    if conn is not None:
        with suppress(OSError):
            conn.shutdown(socket.SHUT_RDWR)
