import queue
import socket
import threading
import time

WORKERS = 6
todo = queue.Queue(maxsize=50)
active = {}          # fileno -> (socket, since), shown on the status page


def worker():
    while True:
        sock = todo.get()
        try:
            sock.settimeout(10)
            with sock.makefile("r", encoding="ascii") as f:
                line = f.readline()
            program = line.strip().upper()
            ok = program in ("BASIC", "FOAM", "WAX")
            sock.sendall(b"START\n" if ok else b"UNKNOWN\n")
        except (OSError, UnicodeDecodeError) as e:
            print("terminal:", e)
        finally:
            active.pop(sock.fileno(), None)
            sock.close()


def serve(port=7070):
    for _ in range(WORKERS):
        threading.Thread(target=worker, daemon=True).start()
    listener = socket.create_server(("", port), backlog=100)
    while True:
        sock, peer = listener.accept()
        active[sock.fileno()] = (sock, time.time())
        try:
            todo.put(sock, timeout=0.5)
        except queue.Full:
            print("no free worker for", peer[0])
            continue


if __name__ == "__main__":
    serve()
