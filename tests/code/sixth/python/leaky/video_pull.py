import argparse
import pathlib
import socket
import sys
import time


class Puller:
    def __init__(self, host, port=5544, chunk=2048):
        self.peer = (host, port)
        self.chunk = chunk

    def __enter__(self):
        self.sock = socket.socket()
        try:
            # a low-latency preview needs no deep buffers
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2 * self.chunk)
            self.sock.settimeout(15)
            self.sock.connect(self.peer)
        except BaseException:
            self.sock.close()
            raise
        return self

    def __exit__(self, *exc):
        self.sock.close()
        return False

    def clip(self, name):
        self.sock.sendall(f"CLIP {name}\r\n".encode())
        view = bytearray(self.chunk)
        while n := self.sock.recv_into(view):
            yield bytes(view[:n])


def main():
    ap = argparse.ArgumentParser(description="pulls recorded clips (several GB) from a camera site overseas")
    ap.add_argument("host")
    ap.add_argument("clip")
    ap.add_argument("-o", "--out", type=pathlib.Path, required=True)
    a = ap.parse_args()
    began, total = time.monotonic(), 0
    with a.out.open("wb") as f, Puller(a.host) as p:
        for part in p.clip(a.clip):
            f.write(part)
            total += len(part)
    took = max(time.monotonic() - began, 1e-6)
    print(f"{total} bytes, {total / took / 1e6:.1f} MB/s", file=sys.stderr)


if __name__ == "__main__":
    main()
