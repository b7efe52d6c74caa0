import socket
import threading


def run(handler):
    srv = socket.create_server(("", 8080), backlog=1024)
    while True:
        c, _ = srv.accept()
        threading.Thread(target=handler, args=(c,), daemon=True).start()
