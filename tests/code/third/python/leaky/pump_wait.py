# dispenser controller: the till pushes orders over one TCP link
import socket
import logging
from time import sleep

TILL = ("10.20.0.5", 4300)
log = logging.getLogger("pump")


def open_link():
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        s.connect(TILL)
        s.sendall(b"PUMP 7 READY\r\n")
    except OSError:
        s.close()
        raise
    return s


def orders(s):
    pending = b""
    while True:
        data = s.recv(1024)
        if not data:
            return
        pending += data
        *lines, pending = pending.split(b"\r\n")
        yield from lines


def run(pump):
    while True:
        try:
            link = open_link()
        except OSError as e:
            log.error("till: %s", e)
            sleep(5)
            continue
        try:
            for order in orders(link):
                pump.dispense(order)
                link.sendall(b"DONE " + order + b"\r\n")
        except OSError as e:
            log.error("link: %s", e)
        finally:
            link.close()
