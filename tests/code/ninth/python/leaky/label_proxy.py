"""Small TCP to USB bridge for the label printers in the pharmacy.

The till sends ZPL and waits for 'OK'. 14 tills, 3 printers.
"""
import logging
import socket
import time

import usb.core
import usb.util

log = logging.getLogger("labels")


class Printer:
    def __init__(self, vid, pid):
        self.dev = usb.core.find(idVendor=vid, idProduct=pid)
        if self.dev is None:
            raise SystemExit("printer %04x:%04x not there" % (vid, pid))

    def print_label(self, zpl):
        self.dev.write(1, zpl, timeout=10000)
        # wait until the label is out, they stick otherwise
        for _ in range(100):
            if self.dev.read(0x81, 64, timeout=500)[0] == 0:
                return True
            time.sleep(0.1)
        return False


def read_job(conn):
    job = b""
    while b"^XZ" not in job:
        part = conn.recv(4096)
        if not part:
            return None
        job += part
        if len(job) > 1 << 20:
            return None
    return job


def serve_till(conn, printer):
    conn.settimeout(10)
    job = read_job(conn)
    if job is None:
        return
    ok = printer.print_label(job)
    conn.sendall(b"OK\r\n" if ok else b"JAM\r\n")


def main():
    printer = Printer(0x0A5F, 0x0166)
    srv = socket.socket()
    srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    srv.bind(("0.0.0.0", 9100))
    srv.listen(32)
    while True:
        try:
            conn, addr = srv.accept()
        except OSError as e:
            log.error("accept: %s", e)
            time.sleep(1)
            continue
        try:
            serve_till(conn, printer)
        except (OSError, usb.core.USBError) as e:
            log.error("%s: %s", addr, e)
        finally:
            conn.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    main()
