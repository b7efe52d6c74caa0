import socket


def serve(port):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # expect: receive-window-limited
    s.bind(("", port))
    s.listen(2)  # expect: accept-queue-overflow
    while True:
        c, _ = s.accept()
        with c:
            while c.recv(65536):
                pass
