import socket
import threading
import time

MAX_BODY = 8 * 1024 * 1024


def read_head(conn):
    data = b""
    while b"\r\n\r\n" not in data:
        more = conn.recv(4096)
        if not more:
            return None, b""
        data += more
        if len(data) > 32768:
            raise ValueError("header too long")
    head, _, rest = data.partition(b"\r\n\r\n")
    return head.decode("latin-1"), rest


def content_length(head):
    for h in head.split("\r\n")[1:]:
        k, _, v = h.partition(":")
        if k.strip().lower() == "content-length":
            return int(v)
    return 0


def client(conn, save):
    with conn:
        conn.settimeout(30)
        try:
            head, body = read_head(conn)
            if head is None:
                return
            want = content_length(head)
            if want > MAX_BODY:
                conn.sendall(b"HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            while len(body) < want:
                part = conn.recv(65536)
                if not part:
                    return
                body += part
            save(body)
            conn.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        except (OSError, ValueError) as e:
            print("upload:", e)


def main(port, save):
    srv = socket.create_server(("", port), backlog=200)
    while True:
        try:
            conn, _ = srv.accept()
        except OSError as e:
            print("accept:", e)
            time.sleep(0.3)
            continue
        threading.Thread(target=client, args=(conn, save), daemon=True).start()
