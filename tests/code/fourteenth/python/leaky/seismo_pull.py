# -*- coding: utf-8 -*-
"""Pull miniSEED day volumes from the station data loggers over the satellite link."""
from __future__ import print_function

import os
import socket
import struct
import sys

RECORD = 512


def pull_day(station, port, day, outdir):
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # keep memory low on the field laptops
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        s.settimeout(60)
        s.connect((station, port))
        s.sendall(("DAY %s\n" % day).encode("ascii"))
        stream = s.makefile("rb", 65536)
        head = stream.read(4)
        if len(head) < 4:
            raise IOError("%s: nothing for %s" % (station, day))
        (records,) = struct.unpack(">I", head)
        path = os.path.join(outdir, "%s.%s.mseed" % (station, day))
        with open(path, "wb") as out:
            for i in range(records):
                rec = stream.read(RECORD)
                if len(rec) != RECORD:
                    raise IOError("%s: cut off at record %d of %d" % (station, i, records))
                out.write(rec)
        stream.close()
        return records
    finally:
        s.close()


if __name__ == "__main__":
    for st in sys.argv[3:]:
        try:
            print(st, pull_day(st, 18000, sys.argv[1], sys.argv[2]))
        except (IOError, OSError) as e:
            print(st, "failed:", e, file=sys.stderr)
