import errno
import json
import select
import socket
import time

# Pushes the state of the chess boards to spectators; every message is the whole board list,
# 40..200 KB of JSON ended by a NUL.

PORT = 5222


class Spectators:
    def __init__(self):
        self.lsn = socket.create_server(("", PORT), backlog=256, reuse_port=False)
        self.lsn.setblocking(False)
        self.socks = set()

    def take_new(self):
        while True:
            try:
                s, _ = self.lsn.accept()
            except BlockingIOError:
                return
            except OSError as e:
                if e.errno in (errno.EMFILE, errno.ENFILE):
                    time.sleep(0.1)
                return
            s.setblocking(False)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            self.socks.add(s)

    def remove(self, s):
        self.socks.discard(s)
        s.close()

    def push(self, boards):
        msg = json.dumps(boards).encode() + b"\0"
        for s in list(self.socks):
            try:
                s.send(msg)
            except BlockingIOError:
                continue
            except OSError:
                self.remove(s)

    def listen_to_them(self, wait):
        readable, _, _ = select.select([self.lsn, *self.socks], [], [], wait)
        for s in readable:
            if s is self.lsn:
                self.take_new()
                continue
            try:
                if not s.recv(4096):
                    self.remove(s)
            except BlockingIOError:
                pass
            except OSError:
                self.remove(s)


def run(source, every=0.5):
    sp = Spectators()
    due = time.monotonic()
    while True:
        sp.listen_to_them(max(0, due - time.monotonic()))
        if time.monotonic() >= due:
            sp.push(source())
            due += every
