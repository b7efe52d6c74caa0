"""Spectrometer acquisition: generator over scans, redials after drops."""
import argparse
import array
import csv
import socket
import struct
import sys
import time

HEADER = struct.Struct("<4sIH")


class Lost(Exception):
    pass


def _fill(sock, view):
    while view:
        n = sock.recv_into(view)
        if n == 0:
            raise Lost("instrument closed")
        view = view[n:]


def _scan(sock):
    head = bytearray(HEADER.size)
    _fill(sock, memoryview(head))
    magic, stamp, pixels = HEADER.unpack(head)
    if magic != b"SPC1":
        raise Lost("out of step")
    data = array.array("H", bytes(2 * pixels))
    _fill(sock, memoryview(data).cast("B"))
    if sys.byteorder == "big":
        data.byteswap()
    return stamp, data


def scans(host, exposure_ms, port=5025):
    sock = socket.create_connection((host, port), timeout=5)
    try:
        sock.settimeout(5 + exposure_ms / 1000)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.sendall(b"EXPO %d;RUN\n" % exposure_ms)
        while True:
            yield _scan(sock)
    finally:
        sock.close()


def acquire(host, exposure_ms, count, writer, tries=5):
    done = 0
    while done < count:
        source = None
        try:
            source = scans(host, exposure_ms)
            for stamp, data in source:
                writer.writerow([stamp, *data])
                done += 1
                if done == count:
                    break
        except (OSError, Lost) as e:
            tries -= 1
            print("%s: %s, %d tries left" % (host, e, tries), file=sys.stderr)
            if tries <= 0:
                return done
            time.sleep(2)
        finally:
            if source is not None:
                source.close()
    return done


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("host")
    ap.add_argument("-e", "--exposure", type=int, default=100)
    ap.add_argument("-n", type=int, default=100)
    a = ap.parse_args()
    n = acquire(a.host, a.exposure, a.n, csv.writer(sys.stdout))
    return 0 if n == a.n else 1


if __name__ == "__main__":
    sys.exit(main())
