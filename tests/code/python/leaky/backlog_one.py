import socket


def main():
    s = socket.socket()
    s.bind(("", 8080))
    s.listen(1)  # expect: accept-queue-overflow
    while True:
        c, _ = s.accept()
        with c:
            c.sendall(b"hello\n")
