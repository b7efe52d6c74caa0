import socket


def listener(port):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)  # expect: receive-window-limited
    s.bind(("", port))
    s.listen(256)
    return s
