import socket


def push(addr, items):
    for item in items:
        s = socket.create_connection(addr, timeout=1)  # expect: connection-churn
        with s:
            s.sendall(item)
