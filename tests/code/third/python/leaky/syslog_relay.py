import os
import queue
import socket
import sys
import threading
import time

Q = queue.Queue(maxsize=10000)


def ship(line, addr):
    with socket.create_connection(addr, timeout=2) as s:
        s.sendall(line.encode("utf-8", "replace") + b"\n")


def shipper(addr):
    failed = 0
    while True:
        line = Q.get()
        if line is None:
            break
        try:
            ship(line, addr)
        except OSError as e:
            failed += 1
            if failed % 100 == 1:
                print("relay: %d lost, last: %s" % (failed, e), file=sys.stderr)


def tail(path):
    with open(path, errors="replace") as f:
        f.seek(0, os.SEEK_END)
        while True:
            line = f.readline()
            if line:
                Q.put(line.rstrip("\n"))
            else:
                time.sleep(0.2)


def main(path, host, port):
    threading.Thread(target=shipper, args=((host, port),), daemon=True).start()
    tail(path)
