import socket
import threading


def handle(conn, addr):
    while True:
        data = conn.recv(4096)
        if not data:  # expect: close-wait-leak
            print("peer closed", addr)
            return
        conn.sendall(data.upper())


def main():
    srv = socket.create_server(("", 9000), backlog=512)
    while True:
        conn, addr = srv.accept()
        threading.Thread(target=handle, args=(conn, addr), daemon=True).start()
