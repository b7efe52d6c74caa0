import logging
import socketserver
import sys
import time

import quotes

log = logging.getLogger("quote")


class QuoteHandler(socketserver.StreamRequestHandler):
    """Insurance quotes for the brokers' desktop program (Delphi, don't ask)."""

    timeout = 120
    disable_nagle_algorithm = True
    wbufsize = 8192

    def reply(self, text):
        self.wfile.write(text.encode("cp1252", "replace") + b"\r\n")

    def handle(self):
        self.reply("+QUOTE 2.1")
        self.wfile.flush()
        while True:
            try:
                raw = self.rfile.readline(1024)
            except TimeoutError:
                self.reply("-idle, good bye")
                return
            if not raw:
                return
            cmd, *args = raw.decode("cp1252").split()or [""]
            method = getattr(self, "do_" + cmd.lower(), None)
            if method is None:
                self.reply("-unknown command")
            elif method(*args):
                return
            self.wfile.flush()

    def do_car(self, model="", year="0", *_):
        try:
            price = quotes.car(model, int(year))
        except (ValueError, LookupError) as e:
            self.reply("-%s" % e)
        else:
            self.reply("+%.2f" % price)

    def do_home(self, zipcode="", sqm="0", *_):
        try:
            self.reply("+%.2f" % quotes.home(zipcode, int(sqm)))
        except (ValueError, LookupError) as e:
            self.reply("-%s" % e)

    def do_quit(self, *_):
        self.reply("+bye")
        return True


class QuoteServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def get_request(self):
        try:
            return super().get_request()
        except OSError:
            time.sleep(0.2)         # EMFILE; serve_forever would come right back
            raise

    def handle_error(self, request, client_address):
        log.warning("%s: %r", client_address, sys.exc_info()[1])


if __name__ == "__main__":
    with QuoteServer(("", 4310), QuoteHandler) as server:
        server.serve_forever()
