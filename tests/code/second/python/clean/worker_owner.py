import queue
import socket
import threading

work = queue.Queue(maxsize=200)


def respond(sock):
    sock.settimeout(10)
    data = b""
    while b"\r\n\r\n" not in data:
        more = sock.recv(2048)
        if not more:
            return
        data += more
        if len(data) > 65536:
            return
    sock.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


def worker():
    while True:
        sock = work.get()
        if sock is None:
            return
        try:
            respond(sock)
        except OSError:
            pass
        finally:
            sock.close()
            work.task_done()


def main(port=8081, threads=16):
    for _ in range(threads):
        threading.Thread(target=worker, daemon=True).start()
    ls = socket.create_server(("", port), backlog=256)
    while True:
        sock, _ = ls.accept()
        try:
            work.put(sock, timeout=0.5)
        except queue.Full:
            sock.close()
