#!/usr/bin/env python3
# Insurance claims arrive from the branch scanners; workers OCR them.
import queue
import socket
import threading
import time
import sys

inbox = queue.Queue(maxsize=50)
stats = {}


def worker():
    while True:
        conn, branch = inbox.get()
        try:
            conn.settimeout(30)
            chunks = []
            while True:
                c = conn.recv(65536)
                if not c:
                    break
                chunks.append(c)
            ocr(branch, b"".join(chunks))
            conn.sendall(b"STORED\n")
        except OSError as e:
            print(f"{branch}: {e}", file=sys.stderr)
        finally:
            conn.close()
            stats.pop(conn, None)


def ocr(branch, blob):
    print(branch, len(blob), "bytes")


def main():
    srv = socket.create_server(("", 6200), backlog=128)
    for _ in range(6):
        threading.Thread(target=worker, daemon=True).start()
    while True:
        try:
            conn, addr = srv.accept()
        except OSError as e:
            print("accept:", e, file=sys.stderr)
            time.sleep(0.5)
            continue
        stats[conn] = time.time()
        try:
            inbox.put_nowait((conn, addr[0]))
        except queue.Full:
            print(f"{addr[0]}: all OCR workers busy", file=sys.stderr)
            continue


if __name__ == "__main__":
    main()
