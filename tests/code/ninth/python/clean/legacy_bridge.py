#!/usr/bin/env python3
# bridge from the plant VLAN to the AS/400 (telnet 5250); both directions, threads
import logging
import socket
import sys
import threading
import time

log = logging.getLogger("bridge")
IDLE = 1800


class Bridge(threading.Thread):
    def __init__(self, term, host_addr):
        super().__init__(daemon=True)
        self.term = term
        self.host_addr = host_addr
        self.count = {"up": 0, "down": 0}

    def run(self):
        with self.term:
            try:
                host = socket.create_connection(self.host_addr, timeout=8)
            except OSError as e:
                log.error("as/400: %s", e)
                return
            with host:
                for s in (self.term, host):
                    s.settimeout(IDLE)
                    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                up = threading.Thread(target=self.copy, args=(self.term, host, "up"), daemon=True)
                up.start()
                self.copy(host, self.term, "down")
                up.join()
        log.info("terminal ended, %(up)d up, %(down)d down", self.count)

    def copy(self, src, dst, way):
        try:
            while True:
                data = src.recv(16384)
                if not data:
                    dst.shutdown(socket.SHUT_WR)
                    return
                dst.sendall(data)
                self.count[way] += len(data)
        except OSError as e:
            log.info("%s: %s", way, e)
            # wakes the other direction as well
            for s in (src, dst):
                try:
                    s.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass


def main(argv):
    host = (argv[1], 23)
    with socket.create_server(("", 2323), backlog=64) as ls:
        while True:
            try:
                term, peer = ls.accept()
            except OSError as e:
                log.error("accept: %s", e)
                time.sleep(0.5)
                continue
            log.info("terminal %s", peer[0])
            b = Bridge(term, host)
            try:
                b.start()
            except RuntimeError:
                log.error("no more threads")
                term.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    main(sys.argv)
