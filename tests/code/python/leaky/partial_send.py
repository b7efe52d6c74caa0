import socket


def push(host, blob):
    with socket.create_connection((host, 9), timeout=5) as s:
        s.send(blob)  # expect: send-buffer-limited
