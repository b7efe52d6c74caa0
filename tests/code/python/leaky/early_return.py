import socket
import struct


def read_header(host, port):
    sock = socket.create_connection((host, port), timeout=5)
    try:
        head = sock.recv(4)
        if len(head) < 4:
            return None  # expect: close-wait-leak
        size, = struct.unpack("!I", head)
    except OSError:
        sock.close()
        raise
    sock.close()
    return size
