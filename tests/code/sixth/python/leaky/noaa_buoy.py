"""Reads the buoys' line server for the surf report (cron, each 10 minutes, inside the web worker)."""
import logging
import socket

log = logging.getLogger(__name__)

HOST, PORT = "buoys.example.org", 4480


class BuoyError(Exception):
    pass


def _line(sock, limit=2048):
    buf = b""
    while not buf.endswith(b"\n"):
        part = sock.recv(256)
        if not part or len(buf) > limit:
            raise BuoyError("short answer")
        buf += part
    return buf.decode("ascii", "replace").strip()


def wave_height(station):
    sock = socket.create_connection((HOST, PORT), timeout=6)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.sendall(f"LAST {station}\n".encode())
        answer = _line(sock)
    except (OSError, BuoyError) as e:
        sock.close()
        log.warning("buoy %s: %s", station, e)
        return None
    if answer == "NODATA":
        log.info("buoy %s is in the workshop", station)
        return None
    fields = dict(f.split("=", 1) for f in answer.split() if "=" in f)
    sock.close()
    return float(fields.get("WVHT", "nan"))


def report(stations):
    return {s: wave_height(s) for s in stations}
