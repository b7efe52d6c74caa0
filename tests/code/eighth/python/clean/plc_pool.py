"""Pool of Modbus/TCP connections to the packing line's controllers.

The controllers take four connections each and no more, hence `per_host`.
"""
import collections
import contextlib
import socket
import struct
import threading
import time


class PlcError(Exception):
    pass


class Link:
    def __init__(self, host):
        self.host = host
        self.sock = socket.create_connection((host, 502), timeout=3)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.tid = 0
        self.idle_since = 0.0

    def call(self, unit, pdu):
        self.tid = (self.tid + 1) & 0xFFFF
        self.sock.sendall(struct.pack(">HHHB", self.tid, 0, len(pdu) + 1, unit) + pdu)
        tid, _, length, _ = struct.unpack(">HHHB", self._take(7))
        answer = self._take(length - 1)
        if tid != self.tid:
            raise ConnectionError("answers out of step")
        if answer[0] & 0x80:
            raise PlcError("exception code %d" % answer[1])
        return answer

    def _take(self, n):
        got = b""
        while len(got) < n:
            more = self.sock.recv(n - len(got))
            if not more:
                raise ConnectionResetError("%s hung up" % self.host)
            got += more
        return got

    def close(self):
        self.sock.close()


class LinkPool:
    def __init__(self, per_host=4, keep=40.0):
        self.keep = keep
        self.lock = threading.Lock()
        self.idle = collections.defaultdict(collections.deque)
        self.room = collections.defaultdict(lambda: threading.BoundedSemaphore(per_host))

    @contextlib.contextmanager
    def lease(self, host):
        with self.lock:
            room = self.room[host]
        if not room.acquire(timeout=5):
            raise TimeoutError("all links to %s busy" % host)
        try:
            link = self._fresh(host)
            try:
                yield link
            except PlcError:
                self._back(link)        # the controller refused, the link is fine
                raise
            except BaseException:
                link.close()
                raise
            else:
                self._back(link)
        finally:
            room.release()

    def _fresh(self, host):
        while True:
            with self.lock:
                if not self.idle[host]:
                    break
                link = self.idle[host].pop()
            if time.monotonic() - link.idle_since < self.keep:
                return link
            link.close()
        return Link(host)

    def _back(self, link):
        link.idle_since = time.monotonic()
        with self.lock:
            self.idle[link.host].append(link)

    def sweep(self):
        """Called by the housekeeping timer every ten seconds."""
        old = []
        limit = time.monotonic() - self.keep
        with self.lock:
            for links in self.idle.values():
                while links and links[0].idle_since < limit:
                    old.append(links.popleft())
        for link in old:
            link.close()
