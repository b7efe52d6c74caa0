"""Sends one DICOM bundle to the archive and waits for the receipt number."""
import argparse
import os
import socket
import sys


def receipt(sock):
    parts = []
    while True:
        part = sock.recv(2048)
        if not part:
            return b"".join(parts).decode("ascii").strip()
        parts.append(part)


def upload(path, host, port):
    size = os.path.getsize(path)
    sock = None
    for family, kind, proto, _, where in socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM):
        sock = socket.socket(family, kind, proto)
        sock.settimeout(60)
        try:
            sock.connect(where)
            break
        except OSError as e:
            print("  %s: %s" % (where[0], e), file=sys.stderr)
            sock.close()
            sock = None
    if sock is None:
        raise SystemExit("archive not reachable")
    try:
        with open(path, "rb") as f:
            sock.sendall(b"BUNDLE %d\n" % size)
            sock.sendfile(f)
        sock.shutdown(socket.SHUT_WR)
        number = receipt(sock)
    finally:
        sock.close()
    if not number:
        raise SystemExit("archive gave no receipt")
    return number


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("bundle")
    ap.add_argument("--host", default="pacs.internal")
    ap.add_argument("--port", type=int, default=11112)
    a = ap.parse_args()
    print(upload(a.bundle, a.host, a.port))
