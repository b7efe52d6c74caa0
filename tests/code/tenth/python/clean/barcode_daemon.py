#!/usr/bin/env python3
# price lookup for hand scanners, shop floor network only
import logging
import socketserver
import sqlite3
import sys
from contextlib import closing

DBFILE = "/var/lib/shop/articles.db"


class Scan(socketserver.StreamRequestHandler):
    timeout = 300
    disable_nagle_algorithm = True
    wbufsize = -1

    def lookup(self, ean):
        with closing(sqlite3.connect(DBFILE, timeout=3)) as db:
            return db.execute("SELECT name, cents FROM article WHERE ean = ?", (ean,)).fetchone()

    def reply(self, text):
        self.wfile.write(text.encode("cp437", "replace") + b"\r")
        self.wfile.flush()

    def handle(self):
        served = 0
        try:
            while True:
                raw = self.rfile.readline(64)
                if not raw:
                    break
                if not raw.endswith(b"\n"):
                    self.server.log.warning("%s: scan too long", self.client_address[0])
                    return
                ean = raw.strip().decode("ascii", "replace")
                if ean == "QUIT":
                    return
                if not (ean.isdigit() and len(ean) in (8, 13)):
                    self.reply("?CODE")
                    continue
                hit = self.lookup(ean)
                if hit is None:
                    self.reply("?UNKNOWN")
                    continue
                self.reply("%-20.20s %8.2f" % (hit[0], hit[1] / 100))
                served += 1
        except TimeoutError:
            self.server.log.info("%s put down", self.client_address[0])
        except (OSError, sqlite3.Error) as e:
            self.server.log.error("%s: %s", self.client_address[0], e)
        finally:
            self.server.log.info("%s had %d prices", self.client_address[0], served)


class Shop(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    log = logging.getLogger("shop")

    def handle_error(self, request, client_address):
        self.log.exception("scanner %s", client_address[0])


def main():
    logging.basicConfig(stream=sys.stderr, level=logging.INFO)
    with Shop(("", 2101), Scan) as srv:
        try:
            srv.serve_forever()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
