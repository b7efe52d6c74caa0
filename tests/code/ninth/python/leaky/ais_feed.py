"""Reads AIS (ship positions) from the harbour's antenna server, keeps a picture."""
import logging
import signal
import socket
import time

from pyais import decode
from pyais.exceptions import AISBaseException

log = logging.getLogger("ais")


class Picture:
    def __init__(self):
        self.ships = {}

    def update(self, raw):
        try:
            msg = decode(raw).asdict()
        except AISBaseException as e:
            log.debug("undecodable %r: %s", raw, e)
            return
        if "lat" in msg:
            self.ships[msg["mmsi"]] = (msg["lat"], msg["lon"], time.time())

    def forget_old(self, age=1800):
        limit = time.time() - age
        self.ships = {k: v for k, v in self.ships.items() if v[2] > limit}


def sentences(sock):
    buf = b""
    while True:
        data = sock.recv(8192)
        if not data:
            return
        buf += data
        *lines, buf = buf.split(b"\r\n")
        yield from (l for l in lines if l.startswith(b"!AIVDM"))


def follow(host, port, picture):
    with socket.create_connection((host, port), timeout=10) as sock:
        # at night there may be no ship for a long time
        sock.settimeout(None)
        n = 0
        for s in sentences(sock):
            picture.update(s)
            n += 1
            if n % 1000 == 0:
                picture.forget_old()
        log.info("antenna closed after %d sentences", n)


def main(host="antenna.port.example", port=10110):
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    picture = Picture()
    while True:
        try:
            follow(host, port, picture)
        except OSError as e:
            log.warning("antenna: %s", e)
        time.sleep(5)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    main()
