import socket
import threading
from concurrent.futures import ThreadPoolExecutor


def serve(conn, addr, auth):
    f = conn.makefile("r")
    user = f.readline().strip()
    if not auth(user):
        conn.sendall(b"denied\n")
        return  # expect: close-wait-leak
    for line in f:
        conn.sendall(line.upper().encode())
    conn.close()


def main(auth):
    s = socket.create_server(("", 9999), backlog=300)
    with ThreadPoolExecutor(64) as pool:
        while True:
            c, a = s.accept()
            pool.submit(serve, c, a, auth)
