# Sends a job deck to the mainframe reader and collects its listing.
import argparse
import shutil
import socket
import sys
import threading


class Deck:
    def __init__(self, path):
        self.path = path
        self.error = None

    def feed(self, sock):
        """Runs beside the reader: big decks produce output before they end."""
        try:
            with open(self.path, "rb") as f:
                sock.sendfile(f)
            sock.shutdown(socket.SHUT_WR)
        except OSError as e:
            self.error = e
            # wakes the reader, too
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def submit(host, port, deck, listing):
    sock = socket.create_connection((host, port), timeout=20)
    try:
        sock.settimeout(600)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        feeder = threading.Thread(target=deck.feed, args=(sock,))
        feeder.start()
        try:
            with sock.makefile("rb") as rf:
                shutil.copyfileobj(rf, listing, 65536)
        except OSError:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            raise
        finally:
            feeder.join()
        if deck.error:
            raise deck.error
    finally:
        sock.close()


def main():
    p = argparse.ArgumentParser(description="submit a deck")
    p.add_argument("deck")
    p.add_argument("--host", default="mvs1")
    p.add_argument("--port", type=int, default=3505)
    p.add_argument("--listing", default="-")
    a = p.parse_args()

    out = sys.stdout.buffer if a.listing == "-" else open(a.listing, "wb")
    try:
        submit(a.host, a.port, Deck(a.deck), out)
        out.flush()
    except OSError as e:
        print("%s: %s" % (a.host, e), file=sys.stderr)
        return 1
    finally:
        if out is not sys.stdout.buffer:
            out.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
