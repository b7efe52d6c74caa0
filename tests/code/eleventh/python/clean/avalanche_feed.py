# Subscriber for the avalanche sensors' event stream (snow safety, ski area control room)
import logging
import random
import socket
import time

from controlroom import siren

log = logging.getLogger("avalanche")

# The hub sends "beat" every 20 s; three missing ones mean the line is dead even
# if TCP hasn't noticed (radio link over the ridge).
SILENCE = 65


def subscribe(host, port=6400):
    s = socket.create_connection((host, port), timeout=5)
    try:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10)
        s.sendall(b"SUB geophones,radar\n")
        s.settimeout(SILENCE)
    except OSError:
        s.close()
        raise
    return s


def events(sock):
    buf = b""
    while True:
        data = sock.recv(4096)
        if not data:
            return
        buf += data
        while True:
            line, sep, tail = buf.partition(b"\n")
            if not sep:
                break
            buf = tail
            if line != b"beat":
                yield line.decode("utf-8", "replace")


def watch(host):
    attempt = 0
    while True:
        try:
            with subscribe(host) as sock:
                for ev in events(sock):
                    attempt = 0
                    log.info("event %s", ev)
                    if ev.startswith("SLIDE"):
                        siren.sound(ev.split()[1])
            log.warning("hub ended the stream")
        except OSError as exc:
            log.error("hub %s: %s", host, exc)
        attempt = min(attempt + 1, 6)
        time.sleep(random.uniform(0.5, 1) * 2 ** attempt)
