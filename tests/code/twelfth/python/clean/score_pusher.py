import errno
import logging
import selectors
import socket
import time

log = logging.getLogger('scores')
MAX_PENDING = 256 * 1024


class Board:
    """One score board in the stadium, written to without ever blocking."""

    def __init__(self, sock, addr):
        self.sock = sock
        self.addr = addr
        self.pending = bytearray()
        self.since = time.monotonic()

    def flush(self):
        while self.pending:
            try:
                n = self.sock.send(self.pending)
            except BlockingIOError:
                return
            del self.pending[:n]
            self.since = time.monotonic()


class ScorePusher:
    def __init__(self, port):
        self.sel = selectors.DefaultSelector()
        self.boards = {}
        self.srv = socket.create_server(('', port), backlog=128)
        self.srv.setblocking(False)
        self.sel.register(self.srv, selectors.EVENT_READ)

    def score(self, text):
        data = text.encode() + b'\n'
        for b in list(self.boards.values()):
            if not b.pending:
                b.since = time.monotonic()
            b.pending += data
            if len(b.pending) > MAX_PENDING:
                self.drop(b, 'too slow')
            else:
                self.push(b)

    def push(self, b):
        try:
            b.flush()
        except OSError as e:
            self.drop(b, e)
            return
        want = selectors.EVENT_READ | (selectors.EVENT_WRITE if b.pending else 0)
        self.sel.modify(b.sock, want)

    def drop(self, b, why):
        log.info('board %s: %s', b.addr, why)
        self.sel.unregister(b.sock)
        del self.boards[b.sock]
        b.sock.close()

    def accept(self):
        try:
            sock, addr = self.srv.accept()
        except OSError as e:
            if e.errno in (errno.EMFILE, errno.ENFILE):
                time.sleep(0.2)
            return
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.boards[sock] = Board(sock, addr)
        self.sel.register(sock, selectors.EVENT_READ)

    def step(self, timeout=1.0):
        for key, mask in self.sel.select(timeout):
            if key.fileobj is self.srv:
                self.accept()
                continue
            b = self.boards.get(key.fileobj)
            if b and mask & selectors.EVENT_READ:
                try:
                    if not b.sock.recv(4096):
                        self.drop(b, 'switched off')
                        continue
                except BlockingIOError:
                    pass
                except OSError as e:
                    self.drop(b, e)
                    continue
            if b and mask & selectors.EVENT_WRITE:
                self.push(b)
        now = time.monotonic()
        for b in [b for b in self.boards.values() if b.pending and now - b.since > 60]:
            self.drop(b, 'takes nothing for a minute')
