import socket
import struct


def receive(conn, n):
    data = bytearray()
    while len(data) < n:
        part = conn.recv(n - len(data))
        if not part:
            raise EOFError("peer closed")
        data += part
    return bytes(data)


def query(addr, payload):
    with socket.create_connection(addr, timeout=5) as conn:
        conn.sendall(struct.pack(">I", len(payload)) + payload)
        size, = struct.unpack(">I", receive(conn, 4))
        return receive(conn, size)


def probe(addr):
    try:
        s = socket.create_connection(addr, timeout=2)
    except OSError:
        return False
    s.close()
    return True


def happy(addrs):
    for a in addrs:
        s = socket.socket()
        s.settimeout(2)
        try:
            s.connect(a)
        except OSError:
            s.close()
            continue
        return s
    return None
