#!/usr/bin/env python3
# One feed in, many screens out. Screens that cannot keep up are dropped,
# they come back and get a fresh page.

import selectors
import socket
import time

MAX_PENDING = 1 << 20


class Screen:
    def __init__(self, sock):
        self.sock = sock
        self.out = bytearray()


class Relay:
    def __init__(self, port, feed):
        self.feed = feed            # callable, returns bytes or None
        self.page = b""
        self.sel = selectors.DefaultSelector()
        self.lsock = socket.create_server(("", port), backlog=128)
        self.lsock.setblocking(False)
        self.sel.register(self.lsock, selectors.EVENT_READ)

    def accept(self):
        try:
            sock, _ = self.lsock.accept()
        except BlockingIOError:
            return
        except OSError as e:
            print("accept:", e)
            time.sleep(0.2)
            return
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        screen = Screen(sock)
        self.sel.register(sock, selectors.EVENT_READ, screen)
        self.push(screen, self.page)

    def drop(self, screen):
        self.sel.unregister(screen.sock)
        screen.sock.close()

    def push(self, screen, data):
        screen.out += data
        self.flush(screen)

    def flush(self, screen):
        try:
            while screen.out:
                n = screen.sock.send(screen.out)
                del screen.out[:n]
        except BlockingIOError:
            if len(screen.out) > MAX_PENDING:
                self.drop(screen)
                return
        except OSError:
            self.drop(screen)
            return
        want = selectors.EVENT_READ | (selectors.EVENT_WRITE if screen.out else 0)
        self.sel.modify(screen.sock, want, screen)

    def incoming(self, screen):
        try:
            if screen.sock.recv(2048):
                return True         # screens have nothing to tell us
        except BlockingIOError:
            return True
        except OSError:
            pass
        self.drop(screen)
        return False

    def run(self):
        while True:
            for key, mask in self.sel.select(0.25):
                if key.fileobj is self.lsock:
                    self.accept()
                    continue
                if mask & selectors.EVENT_READ and not self.incoming(key.data):
                    continue
                if mask & selectors.EVENT_WRITE:
                    self.flush(key.data)
            news = self.feed()
            if news:
                self.page = news
                screens = [k.data for k in self.sel.get_map().values() if k.data]
                for screen in screens:
                    self.push(screen, news)
