import concurrent.futures
import functools
import socket

IO_TIMEOUT = 20


def _close(conn, fut):
    conn.close()
    exc = fut.exception()
    if exc is not None:
        print("job failed:", exc)


def convert(conn):
    conn.settimeout(IO_TIMEOUT)
    job = bytearray()
    while True:
        data = conn.recv(65536)
        if not data:
            break
        job += data
    conn.sendall(render(bytes(job)))


def main(port):
    with socket.create_server(("", port), backlog=256) as ls, \
            concurrent.futures.ThreadPoolExecutor(32) as ex:
        while True:
            conn, _ = ls.accept()
            fut = ex.submit(convert, conn)
            fut.add_done_callback(functools.partial(_close, conn))
