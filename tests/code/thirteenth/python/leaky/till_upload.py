import argparse
import gzip
import pathlib
import socket
import struct
import sys


def connect(server: str, port: int) -> socket.socket:
    sock = socket.create_connection((server, port), timeout=10)
    try:
        # no TIME_WAIT left over on the tills, they have a small port range
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        sock.close()
        raise
    return sock


def upload(server, port, till, journal: pathlib.Path) -> int:
    data = gzip.compress(journal.read_bytes())
    with connect(server, port) as sock:
        sock.settimeout(30)
        sock.sendall(struct.pack("!8sQ", till.encode("ascii"), len(data)))
        sock.sendall(data)
    return len(data)


def main() -> int:
    ap = argparse.ArgumentParser(description="send the day's journal to the back office")
    ap.add_argument("till")
    ap.add_argument("--server", default="backoffice")
    ap.add_argument("--port", type=int, default=4620)
    ap.add_argument("--dir", type=pathlib.Path, default=pathlib.Path("/var/till/journal"))
    a = ap.parse_args()
    j = max(a.dir.glob("*.jnl"), default=None)
    if j is None:
        return 0
    try:
        n = upload(a.server, a.port, a.till, j)
        print(f"{j.name}: {n} bytes")
        j.rename(j.with_suffix(".sent"))
    except OSError as e:
        print(f"{j.name}: {e}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
