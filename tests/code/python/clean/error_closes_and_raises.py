import socket


def login(addr, user):
    s = socket.create_connection(addr, timeout=2)
    try:
        s.sendall(user + b"\n")
        if not s.recv(16).startswith(b"OK"):
            raise RuntimeError("refused")
    except BaseException:
        s.close()
        raise
    return s
