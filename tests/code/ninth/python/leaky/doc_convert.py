"""Converts office documents to PDF for the intranet (soffice in the back)."""
import contextlib
import logging
import os
import socket
import subprocess
import tempfile
import threading
import time

log = logging.getLogger("convert")

LIMIT = 30 * 1024 * 1024
FREE = threading.BoundedSemaphore(4)


def recv_line(sock):
    line = b""
    while not line.endswith(b"\n"):
        if len(line) > 200:
            raise ValueError("header too long")
        b = sock.recv(1)
        if not b:
            raise EOFError
        line += b
    return line.decode().split()


def convert(sock, size):
    with tempfile.TemporaryDirectory() as d:
        src = os.path.join(d, "in.odt")
        with open(src, "wb") as f:
            while size > 0:
                chunk = sock.recv(min(size, 65536))
                if not chunk:
                    raise EOFError
                f.write(chunk)
                size -= len(chunk)
        subprocess.run(["soffice", "--convert-to", "pdf", "--outdir", d, src],
                       check=True, timeout=120)
        with open(os.path.join(d, "in.pdf"), "rb") as f:
            sock.sendall(b"OK %d\n" % os.fstat(f.fileno()).st_size)
            sock.sendfile(f)


def client(sock, addr):
    with contextlib.closing(sock):
        sock.settimeout(60)
        try:
            verb, size = recv_line(sock)
            size = int(size)
            if size > LIMIT or not FREE.acquire(blocking=False):
                log.info("%s: %d bytes refused", addr, size)
                sock.sendall(b"REFUSED try later or smaller\n")
                return
            try:
                convert(sock, size)
            finally:
                FREE.release()
        except (OSError, EOFError, ValueError, subprocess.SubprocessError) as e:
            log.warning("%s: %r", addr, e)


def main():
    ls = socket.create_server(("", 8119), backlog=64)
    while True:
        try:
            sock, addr = ls.accept()
        except OSError as e:
            log.error("accept: %s", e)
            time.sleep(0.5)
            continue
        threading.Thread(target=client, args=(sock, addr), daemon=True).start()


if __name__ == "__main__":
    main()
