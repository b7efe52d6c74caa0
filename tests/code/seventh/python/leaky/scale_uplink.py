# -*- coding: utf-8 -*-
"""Truck scale -> head office. Sends the day's weighings as one CSV document."""
from __future__ import print_function
import socket
import struct
import sys

OFFICE = ("weigh.quarry.example", 9911)


def open_uplink():
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.settimeout(25)
    # the scale PC ran out of ports in TIME_WAIT last winter
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    try:
        s.connect(OFFICE)
    except socket.error:
        s.close()
        raise
    return s


def weighings(path):
    with open(path, "rb") as f:
        for line in f:
            if line.strip() and not line.startswith(b"#"):
                yield line.rstrip() + b"\r\n"


def send_day(site, path):
    doc = b"SITE " + site.encode("ascii") + b"\r\n" + b"".join(weighings(path)) + b".\r\n"
    link = open_uplink()
    try:
        link.sendall(doc)
    finally:
        link.close()
    return len(doc)


if __name__ == "__main__":
    try:
        n = send_day(sys.argv[1], sys.argv[2])
    except (socket.error, IOError) as e:
        print("upload failed:", e, file=sys.stderr)
        sys.exit(1)
    print("sent", n, "bytes")
