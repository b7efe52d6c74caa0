# Fire brigade pager feed -> station display.
#
# The dispatch centre pushes "ALARM;<key word>;<address>" whenever something
# happens, which may be three times an hour or once in two days.

import logging
import socket
import time

import display

log = logging.getLogger("pagerfeed")

DISPATCH = ("dispatch.district.example", 4444)


class LoginRefused(Exception):
    pass


def login(station, secret):
    s = socket.create_connection(DISPATCH, timeout=8)
    try:
        s.sendall(("LOGIN %s %s\r\n" % (station, secret)).encode("ascii"))
        f = s.makefile("r", encoding="latin-1", newline="\r\n")
        answer = f.readline().strip()
        if answer != "WELCOME":
            raise LoginRefused(answer)
    except BaseException:
        s.close()
        raise
    s.settimeout(None)
    return s, f


def follow(station, secret):
    s, f = login(station, secret)
    log.info("logged in, waiting for alarms")
    try:
        for line in f:
            parts = line.strip().split(";")
            if parts[0] == "ALARM" and len(parts) >= 3:
                display.alarm(keyword=parts[1], address=parts[2])
            else:
                log.info("unhandled: %r", line)
    finally:
        f.close()
        s.close()
    log.warning("dispatch closed the line")


def main(station, secret):
    delay = 2
    while True:
        began = time.monotonic()
        try:
            follow(station, secret)
        except (OSError, LoginRefused) as e:
            log.error("feed: %s", e)
        if time.monotonic() - began > 60:
            delay = 2
        time.sleep(delay)
        delay = min(delay * 2, 120)
