import logging
import socket
import time

log = logging.getLogger(__name__)


def _keepalive(s, idle=30, every=10, count=3):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, idle)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, every)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, count)


def sentences(addr):
    pause = 1
    while True:
        try:
            with socket.create_connection(addr, timeout=10) as s:
                _keepalive(s)
                s.settimeout(None)
                with s.makefile("r", encoding="ascii", errors="replace") as f:
                    for line in f:
                        pause = 1
                        yield line.rstrip()
            log.info("feed closed by the server")
        except OSError as e:
            log.warning("feed: %s", e)
        time.sleep(pause)
        pause = min(pause * 2, 60)
