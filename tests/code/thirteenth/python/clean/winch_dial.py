import logging
import random
import socket
import time

log = logging.getLogger("winch")


def dial(addresses, timeout=3.0, rounds=4):
    """First reachable of the redundant controllers; the caller closes what it gets."""
    last = None
    for n in range(rounds):
        for addr in addresses:
            s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            try:
                s.settimeout(timeout)
                s.connect(addr)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                return s
            except OSError as e:
                last = e
                s.close()
                log.info("%s:%d %s", addr[0], addr[1], e)
        time.sleep(2 ** n + random.random())
    raise last if last else OSError("no address")


def tension(s):
    s.sendall(b"T?\n")
    got = b""
    while not got.endswith(b"\n"):
        b = s.recv(100)
        if not b:
            raise ConnectionError("controller closed after %r" % got)
        got += b
    return float(got)


def watch(addresses, limit, alarm):
    while True:
        try:
            with dial(addresses) as s:
                while True:
                    t = tension(s)
                    if t > limit:
                        alarm(t)
                    time.sleep(1)
        except (OSError, ValueError) as e:
            log.error("no tension: %s", e)
        time.sleep(5)
