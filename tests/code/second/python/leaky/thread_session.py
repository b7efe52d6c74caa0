import socket
import struct
import threading

MAGIC = b"LGv1"
sessions = {}
lock = threading.Lock()


def read_exact(sock, n):
    buf = b""
    while len(buf) < n:
        part = sock.recv(n - len(buf))
        if not part:
            return None
        buf += part
    return buf


def session(sock, addr):
    with lock:
        sessions[addr] = sock
    head = read_exact(sock, 4)
    if head != MAGIC:
        sock.close()
        with lock:
            sessions.pop(addr, None)
        return
    while True:
        size = read_exact(sock, 4)
        if size is None:
            return
        (n,) = struct.unpack("!I", size)
        if n > 1 << 20:
            break
        body = read_exact(sock, n)
        if body is None:
            break
        sock.sendall(struct.pack("!I", len(body)))
    sock.close()
    with lock:
        sessions.pop(addr, None)


def run(port):
    ls = socket.create_server(("0.0.0.0", port))
    while True:
        sock, addr = ls.accept()
        threading.Thread(target=session, args=(sock, addr), daemon=True).start()
