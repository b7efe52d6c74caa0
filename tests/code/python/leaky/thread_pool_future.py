import socket
from concurrent.futures import ThreadPoolExecutor

def work(conn):
    f = conn.makefile("rb")
    for line in f:
        if line.strip() == b"quit":
            return  # expect: close-wait-leak
        conn.sendall(line)
    conn.close()

def main():
    pool = ThreadPoolExecutor(32)
    s = socket.create_server(("", 9000), backlog=512)
    while True:
        c, _ = s.accept()
        pool.submit(work, c)
