import hashlib
import socket


def pull_image(host, port, name, out):
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.settimeout(60)
    digest = hashlib.sha256()
    with sock:
        sock.connect((host, port))
        sock.sendall(name.encode() + b"\n")
        while True:
            block = sock.recv(4096)
            if not block:
                break
            digest.update(block)
            out.write(block)
    return digest.hexdigest()
