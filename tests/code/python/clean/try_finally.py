import socket
import threading


def handle(conn):
    try:
        while True:
            data = conn.recv(4096)
            if not data:
                break
            conn.sendall(data)
    except OSError as e:
        print(e)
    finally:
        conn.close()


def main(srv):
    while True:
        conn, _ = srv.accept()
        threading.Thread(target=handle, args=(conn,)).start()
