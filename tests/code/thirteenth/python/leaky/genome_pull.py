import contextlib
import os
import socket
import sys
import time

CHUNK = 1 << 16


def pull(host, run_id, target):
    """Copies one sequencing run (30-200 GB) from the partner institute in Osaka."""
    info = socket.getaddrinfo(host, 9900, type=socket.SOCK_STREAM)[0]
    with contextlib.closing(socket.socket(info[0], info[1])) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
        sock.settimeout(60)
        sock.connect(info[4])
        sock.sendall(b"RUN " + run_id.encode() + b"\n")

        size = b""
        while not size.endswith(b"\n"):
            c = sock.recv(1)
            if not c:
                raise EOFError("partner closed before the size")
            size += c
        left = total = int(size)

        began = time.time()
        with open(target + ".part", "wb") as f:
            while left:
                block = sock.recv(min(CHUNK, left))
                if not block:
                    raise EOFError(f"{left} bytes missing")
                f.write(block)
                left -= len(block)
        os.rename(target + ".part", target)
        rate = total / max(time.time() - began, 0.001) / 1e6
        print(f"{run_id}: {total} bytes, {rate:.1f} MB/s")


if __name__ == "__main__":
    for run in sys.argv[2:]:
        try:
            pull(sys.argv[1], run, run + ".fastq.gz")
        except (OSError, EOFError, ValueError) as exc:
            print(run, exc, file=sys.stderr)
