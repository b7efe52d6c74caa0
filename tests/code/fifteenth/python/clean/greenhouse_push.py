# Sends the day's measurements to the co-op's collector, one line each, over one connection.
import csv
import socket
import sys


class Rejected(Exception):
    pass


def push(rows, addr):
    with socket.create_connection(addr, timeout=10) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with s.makefile("rb") as replies, s.makefile("wb", buffering=32768) as out:
            n = 0
            for house, when, celsius in rows:
                out.write(f"{house}|{when}|{celsius}\n".encode("utf-8"))
                n += 1
            out.write(b"END\n")
            out.flush()
            answer = replies.readline().split()
            if not answer:
                raise Rejected("collector closed without an answer")
            if answer[0] != b"TAKEN" or int(answer[1]) != n:
                raise Rejected(b" ".join(answer).decode("ascii", "replace"))
    return n


def main():
    host, port, path = sys.argv[1:4]
    with open(path, newline="") as f:
        rows = [r for r in csv.reader(f) if len(r) == 3]
    try:
        print(push(rows, (host, int(port))), "rows taken")
    except (OSError, Rejected) as e:
        sys.exit("push failed: %s" % e)


if __name__ == "__main__":
    main()
