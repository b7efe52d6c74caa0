"""Lobby of the chess club's server. selectors, no threads."""
import errno
import selectors
import socket
import time


class Player:
    def __init__(self, lobby, sock):
        self.lobby = lobby
        self.sock = sock
        self.name = None
        self.inb = bytearray()
        self.outb = bytearray()
        self.seen = time.monotonic()

    def fileno(self):
        return self.sock.fileno()

    def on_event(self, mask):
        if mask & selectors.EVENT_READ:
            try:
                data = self.sock.recv(4096)
            except BlockingIOError:
                data = None
            except OSError:
                data = b""
            if data == b"":
                return self.lobby.drop(self)
            if data:
                self.seen = time.monotonic()
                self.inb += data
                self.take_lines()
        if mask & selectors.EVENT_WRITE and self in self.lobby.players:
            self.flush()

    def take_lines(self):
        while (i := self.inb.find(b"\n")) >= 0:
            line = self.inb[:i].decode("utf-8", "replace").strip()
            del self.inb[:i + 1]
            if self.name is None:
                self.name = line[:20]
            elif line:
                self.lobby.broadcast("%s: %s\n" % (self.name, line))
        if len(self.inb) > 2000:
            self.lobby.drop(self)

    def send(self, data):
        self.outb += data
        if len(self.outb) > 256 * 1024:
            self.lobby.drop(self)
        else:
            self.lobby.sel.modify(self, selectors.EVENT_READ | selectors.EVENT_WRITE)

    def flush(self):
        try:
            n = self.sock.send(self.outb)
        except BlockingIOError:
            return
        except OSError:
            return self.lobby.drop(self)
        del self.outb[:n]
        if not self.outb:
            self.lobby.sel.modify(self, selectors.EVENT_READ)


class Lobby:
    def __init__(self, port):
        self.sel = selectors.DefaultSelector()
        self.players = set()
        self.lsock = socket.create_server(("", port), backlog=128)
        self.lsock.setblocking(False)
        self.sel.register(self.lsock, selectors.EVENT_READ)

    def accept(self):
        try:
            sock, _ = self.lsock.accept()
        except OSError as e:
            if e.errno in (errno.EMFILE, errno.ENFILE):
                time.sleep(0.1)
            return
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        p = Player(self, sock)
        self.players.add(p)
        self.sel.register(p, selectors.EVENT_READ)

    def drop(self, p):
        if p in self.players:
            self.players.remove(p)
            self.sel.unregister(p)
            p.sock.close()

    def broadcast(self, text):
        for p in list(self.players):
            p.send(text.encode())

    def run(self):
        while True:
            for key, mask in self.sel.select(10):
                if key.fileobj is self.lsock:
                    self.accept()
                elif key.fileobj in self.players:
                    key.fileobj.on_event(mask)
            limit = time.monotonic() - 3600
            for p in [p for p in self.players if p.seen < limit]:
                self.drop(p)
