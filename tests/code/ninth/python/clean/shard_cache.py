from collections import OrderedDict
import socket
import threading

# Connections to the 200 search shards; at most 32 are kept, the one not used
# for the longest time goes. A shard's lock is held while its connection is in use.


class Shard:
    def __init__(self, addr):
        self.addr = addr
        self.lock = threading.Lock()
        self.sock = None
        self.retired = False

    def query(self, q):
        with self.lock:
            try:
                return self._query(q)
            finally:
                if self.retired:        # evicted while we waited for the lock
                    self._drop()

    def _query(self, q):
        for fresh in (False, True):
            try:
                if self.sock is None:
                    self.sock = socket.create_connection(self.addr, timeout=1.5)
                    self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                    fresh = True
                return self._roundtrip(q)
            except OSError:
                self._drop()
                if fresh:
                    raise

    def _roundtrip(self, q):
        raw = q.encode()
        self.sock.sendall(len(raw).to_bytes(4, "big") + raw)
        size = int.from_bytes(self._read(4), "big")
        return self._read(size)

    def _read(self, n):
        got = bytearray()
        while len(got) < n:
            part = self.sock.recv(n - len(got))
            if not part:
                raise ConnectionResetError("%s:%d closed" % self.addr)
            got += part
        return bytes(got)

    def _drop(self):
        if self.sock is not None:
            self.sock.close()
            self.sock = None

    def retire(self):
        """Waits for a running query, then closes."""
        with self.lock:
            self.retired = True
            self._drop()


class ShardCache:
    def __init__(self, addr_of, keep=32):
        self.addr_of = addr_of
        self.keep = keep
        self.shards = OrderedDict()
        self.lock = threading.Lock()

    def query(self, shard_no, q):
        retired = None
        with self.lock:
            shard = self.shards.pop(shard_no, None) or Shard(self.addr_of(shard_no))
            self.shards[shard_no] = shard
            if len(self.shards) > self.keep:
                _, retired = self.shards.popitem(last=False)
        if retired is not None:
            retired.retire()
        return shard.query(q)

    def close(self):
        with self.lock:
            shards = list(self.shards.values())
            self.shards.clear()
        for s in shards:
            s.retire()
