# -*- coding: utf-8 -*-
#
# Driver for the Bizerba style truck scales at the gravel pits (TCP option card).
# Used by weighbridge.py (one reading per truck) and by the nightly self test.

import re
import socket


class ScaleError(Exception):
    pass


class TruckScale(object):

    WEIGHT = re.compile(r"^\s*([+-]?\d+(?:\.\d+)?)\s*(kg|t)\s*$")

    def __init__(self, ip, port=8000):
        self.ip = ip
        self.port = port
        self.sock = None
        self.rfile = None

    def connect(self):
        sock = socket.create_connection((self.ip, self.port), timeout=5)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            rfile = sock.makefile("r", encoding="ascii", errors="replace", newline="\r\n")
            banner = rfile.readline()
        except OSError:
            sock.close()
            raise
        if not banner.startswith("BIZ"):
            raise ScaleError("%s is no scale, it says %r" % (self.ip, banner))
        self.sock = sock
        self.rfile = rfile

    def readWeight(self):
        self.sock.sendall(b"GW\r\n")
        answer = self.rfile.readline()
        m = self.WEIGHT.match(answer)
        if not m:
            raise ScaleError("unreadable weight %r" % answer)
        value = float(m.group(1))
        if m.group(2) == "t":
            value *= 1000
        return value

    def close(self):
        if self.sock is not None:
            self.rfile.close()
            self.sock.close()
            self.sock = None


def weighTruck(ip):
    scale = TruckScale(ip)
    try:
        scale.connect()
        return scale.readWeight()
    finally:
        scale.close()
