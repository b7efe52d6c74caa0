import socket
import time


def run(srv):
    while True:
        conn, _ = srv.accept()
        with conn:
            req = conn.recv(1024)
            time.sleep(0.5)  # expect: accept-queue-overflow
            conn.sendall(req)
