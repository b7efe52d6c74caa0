import io
import socket
import struct

from PIL import Image


def recv_all(conn, n):
    parts = []
    while n:
        b = conn.recv(min(n, 65536))
        if not b:
            raise ConnectionError("short image")
        parts.append(b)
        n -= len(b)
    return b"".join(parts)


def thumbnail(raw):
    im = Image.open(io.BytesIO(raw)).convert("RGB")
    im.thumbnail((320, 320), Image.LANCZOS)
    out = io.BytesIO()
    im.save(out, "JPEG", quality=85)
    return out.getvalue()


def main():
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("0.0.0.0", 9911))
    s.listen(1)
    while True:
        conn, addr = s.accept()
        with conn:
            conn.settimeout(10)
            try:
                (n,) = struct.unpack("!I", recv_all(conn, 4))
                jpg = thumbnail(recv_all(conn, n))
                conn.sendall(struct.pack("!I", len(jpg)) + jpg)
            except (OSError, ValueError) as e:
                print(addr, e)


if __name__ == "__main__":
    main()
