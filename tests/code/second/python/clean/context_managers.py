import contextlib
import socket


def ask(addr, question, timeout=5):
    with socket.create_connection(addr, timeout=timeout) as s:
        s.sendall(question + b"\n")
        s.shutdown(socket.SHUT_WR)
        parts = []
        while True:
            data = s.recv(4096)
            if not data:
                return b"".join(parts)
            parts.append(data)


def ask_all(addrs, question):
    with contextlib.ExitStack() as stack:
        socks = []
        for a in addrs:
            try:
                socks.append(stack.enter_context(socket.create_connection(a, timeout=2)))
            except OSError:
                continue
        for s in socks:
            s.sendall(question)
        out = []
        for s in socks:
            try:
                out.append(s.recv(1024))
            except TimeoutError:
                out.append(None)
        return out


def first_line(addr):
    s = socket.socket()
    with contextlib.closing(s):
        s.settimeout(3)
        if s.connect_ex(addr):
            return None
        return s.recv(200).split(b"\n", 1)[0]
