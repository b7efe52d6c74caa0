import socket
import time


def lines(host, port):
    while True:
        try:
            sock = socket.create_connection((host, port), timeout=10)
        except OSError:
            time.sleep(5)
            continue
        sock.settimeout(None)
        with sock, sock.makefile("r", encoding="ascii", errors="replace") as f:
            for line in f:
                yield line.rstrip("\r\n")
        time.sleep(1)


def run(q):
    for line in lines("ais.example.net", 4001):
        if line.startswith("!AIVDM"):
            q.put(line)
