import socket
import time


def connect(addr):
    for _ in range(5):
        s = socket.create_connection(addr, timeout=2)  # expect: close-wait-leak
        s.sendall(b"LOGIN\n")
        if s.recv(16).startswith(b"OK"):
            return s
        time.sleep(1)
    raise RuntimeError("no login")
