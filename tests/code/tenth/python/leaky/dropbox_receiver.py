# Drop server of the print shop: customers' plotters push PDF files here.
import hashlib
import os
import socket
import struct
import threading

DROP_DIR = os.environ.get("DROP_DIR", "/srv/drop")
LIMIT = 200 * 1024 * 1024


def quick_close(s):
    # keeps the table free of TIME_WAIT entries, ops asked for it in 2019
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()


def recv_line(s, limit=512):
    out = bytearray()
    while not out.endswith(b"\n"):
        c = s.recv(1)
        if not c or len(out) > limit:
            raise ConnectionError("bad header")
        out += c
    return out.decode("utf-8", "replace").strip()


def store(s, name, size):
    digest = hashlib.sha1()
    path = os.path.join(DROP_DIR, os.path.basename(name))
    with open(path + ".part", "wb") as f:
        while size > 0:
            block = s.recv(min(size, 1 << 17))
            if not block:
                raise ConnectionError("sender stopped early")
            f.write(block)
            digest.update(block)
            size -= len(block)
    os.replace(path + ".part", path)
    return digest.hexdigest()


def handle(s, addr):
    try:
        s.settimeout(60)
        name, size = recv_line(s).rsplit(" ", 1)
        if int(size) > LIMIT:
            raise ConnectionError("%s bytes is too much" % size)
        sha = store(s, name, int(size))
        s.sendall(("DONE %s\n" % sha).encode())
        print(addr[0], name, size, "ok")
    except (OSError, ValueError) as e:
        print(addr[0], "failed:", e)
    finally:
        quick_close(s)


def main():
    srv = socket.create_server(("0.0.0.0", 9800), backlog=64)
    while True:
        s, addr = srv.accept()
        threading.Thread(target=handle, args=(s, addr), daemon=True).start()


main()
