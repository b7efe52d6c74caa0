#!/usr/bin/env python
# barcode_svc - hand scanners of the returns desk, one thread each
import socket
import struct
import sys
import threading
import time

import returns_db

HDR = struct.Struct('!BHI')     # kind, length, scanner id


def read_exact(sock, n):
    buf = b''
    while len(buf) < n:
        part = sock.recv(n - len(buf))
        if not part:
            return None
        buf += part
    return buf


def scanner(sock, addr):
    sock.settimeout(300)
    while True:
        try:
            hdr = read_exact(sock, HDR.size)
            if hdr is None:
                break
            kind, length, sid = HDR.unpack(hdr)
            body = read_exact(sock, length)
            if body is None:
                break
        except (socket.timeout, ConnectionError) as e:
            print('scanner %s: %s' % (addr, e), file=sys.stderr)
            break
        code = body.decode('ascii')
        ok = returns_db.book(code, sid, kind)
        try:
            sock.sendall(b'\x06' if ok else b'\x15')
        except OSError:
            break
    sock.close()
    print('scanner %s off line' % (addr,))


def main():
    srv = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    srv.bind(('', 9009))
    srv.listen(64)
    while True:
        try:
            conn, addr = srv.accept()
        except OSError as e:
            print('accept: %s' % e, file=sys.stderr)
            time.sleep(0.5)
            continue
        conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=scanner, args=(conn, addr), daemon=True).start()


if __name__ == '__main__':
    main()
