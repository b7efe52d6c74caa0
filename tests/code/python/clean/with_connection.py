import socket


def ask(addr, q):
    with socket.create_connection(addr, timeout=3) as s:
        s.sendall(q)
        return s.recv(1024)
