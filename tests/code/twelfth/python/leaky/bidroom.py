import selectors
import socket
import sys
import time


class Bidder(object):
    def __init__(self, conn, addr):
        self.conn = conn
        self.addr = addr
        self.name = None
        self.inbuf = b''
        self.joined = time.time()
        self.bids = []


class BidRoom(object):
    """Wholesale fish auction, Peterhead. Bids come as NAME<space>PENCE."""

    def __init__(self, port):
        self.sel = selectors.DefaultSelector()
        self.lsock = socket.socket()
        self.lsock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.lsock.bind(('', port))
        self.lsock.listen(128)
        self.lsock.setblocking(False)
        self.sel.register(self.lsock, selectors.EVENT_READ, None)
        self.bidders = {}          # addr -> Bidder, the hall list
        self.best = (0, None)

    def on_accept(self):
        try:
            conn, addr = self.lsock.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        conn.setblocking(False)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        b = Bidder(conn, addr)
        self.bidders[addr] = b
        self.sel.register(conn, selectors.EVENT_READ, b)

    def on_readable(self, b):
        try:
            data = b.conn.recv(2048)
        except BlockingIOError:
            return
        except OSError as e:
            print('lost %s: %s' % (b.addr, e), file=sys.stderr)
            self.sel.unregister(b.conn)
            b.conn.close()
            return
        if not data:
            print('%s left the hall after %d bids' % (b.name or b.addr, len(b.bids)))
            self.sel.unregister(b.conn)
            return
        b.inbuf = (b.inbuf + data)[-8192:]
        while b'\n' in b.inbuf:
            line, b.inbuf = b.inbuf.split(b'\n', 1)
            self.bid(b, line.decode('latin-1').split())

    def bid(self, b, words):
        if len(words) != 2 or not words[1].isdigit():
            return
        b.name = words[0]
        pence = int(words[1])
        b.bids.append(pence)
        if pence > self.best[0]:
            self.best = (pence, b)

    def knock_down(self):
        pence, winner = self.best
        self.best = (0, None)
        if winner is not None:
            print('SOLD %.2f to %s' % (pence / 100.0, winner.name))
        # the hall list goes to the accountant, so people who left stay on it
        return sorted((len(b.bids), str(b.name)) for b in self.bidders.values())

    def run(self):
        next_lot = time.time() + 40
        while True:
            for key, _ in self.sel.select(timeout=1.0):
                if key.data is None:
                    self.on_accept()
                else:
                    self.on_readable(key.data)
            if time.time() >= next_lot:
                self.knock_down()
                next_lot = time.time() + 40


if __name__ == '__main__':
    BidRoom(int(sys.argv[1])).run()
