import queue
import socket
import sys
import threading
import time
import uuid
from pathlib import Path

SPOOL = Path("/var/spool/photobox")
jobs = queue.Queue(maxsize=32)


def spooler():
    while True:
        conn, addr = jobs.get()
        name = SPOOL / (uuid.uuid4().hex + ".jpg")
        try:
            with conn, open(name, "wb") as f:
                conn.settimeout(20)
                while True:
                    block = conn.recv(1 << 16)
                    if not block:
                        break
                    f.write(block)
                conn.sendall(b"THANKS\n")
        except OSError as e:
            print(addr, e, file=sys.stderr)
            name.unlink(missing_ok=True)


def main():
    for _ in range(4):
        threading.Thread(target=spooler, daemon=True).start()
    with socket.create_server(("", 7070), backlog=128) as srv:
        while True:
            try:
                conn, addr = srv.accept()
            except OSError as e:
                print("accept", e, file=sys.stderr)
                time.sleep(0.25)
                continue
            try:
                jobs.put_nowait((conn, addr))
            except queue.Full:
                # the booths take a dropped line as "try again in a minute"
                print(addr, "turned away, spoolers busy", file=sys.stderr)
                conn.close()


if __name__ == "__main__":
    main()
