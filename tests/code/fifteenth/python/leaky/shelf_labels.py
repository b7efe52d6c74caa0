"""Pushes price changes to the electronic shelf label controller of a store."""
import csv
import socket
import sys

CONTROLLER = ("esl-controller.store", 4001)


def send_price(ean, cents):
    with socket.create_connection(CONTROLLER, timeout=5) as s:
        s.sendall(b"PRICE %s %d\n" % (ean.encode("ascii"), cents))
        answer = b""
        while not answer.endswith(b"\n"):
            part = s.recv(128)
            if not part:
                raise ConnectionError("controller hung up on %s" % ean)
            answer += part
    return answer.strip() == b"OK"


def main(path):
    sent = failed = 0
    with open(path, newline="") as fh:
        # a promotion weekend changes 20 to 30 thousand prices
        for row in csv.DictReader(fh, delimiter=";"):
            try:
                ok = send_price(row["ean"], int(row["cents"]))
            except (OSError, ValueError) as e:
                print(row.get("ean"), e, file=sys.stderr)
                ok = False
            if ok:
                sent += 1
            else:
                failed += 1
    print("%d sent, %d failed" % (sent, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
