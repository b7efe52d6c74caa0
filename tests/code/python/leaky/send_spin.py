import socket

def push(sock, data):
    sock.setblocking(False)
    view = memoryview(data)
    while view:
        try:
            n = sock.send(view)
            view = view[n:]
        except BlockingIOError:  # expect: send-buffer-limited
            continue
