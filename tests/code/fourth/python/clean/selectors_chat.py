import selectors
import socket
import time


class Peer:
    def __init__(self, sock, addr):
        self.sock = sock
        self.addr = addr
        self.out = bytearray()
        self.seen = time.monotonic()


class Hub:
    IDLE = 300

    def __init__(self, port):
        self.sel = selectors.DefaultSelector()
        self.peers = {}
        srv = socket.create_server(("", port), backlog=256)
        srv.setblocking(False)
        self.sel.register(srv, selectors.EVENT_READ, None)

    def _drop(self, peer):
        self.sel.unregister(peer.sock)
        self.peers.pop(peer.sock, None)
        peer.sock.close()

    def _accept(self, srv):
        try:
            sock, addr = srv.accept()
        except BlockingIOError:
            return
        except OSError:
            time.sleep(0.1)
            return
        sock.setblocking(False)
        p = self.peers[sock] = Peer(sock, addr)
        self.sel.register(sock, selectors.EVENT_READ, p)

    def _read(self, peer):
        try:
            data = peer.sock.recv(4096)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._drop(peer)
            return
        peer.seen = time.monotonic()
        for q in self.peers.values():
            if q is not peer:
                q.out += data
                self.sel.modify(q.sock, selectors.EVENT_READ | selectors.EVENT_WRITE, q)

    def _write(self, peer):
        try:
            n = peer.sock.send(peer.out)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._drop(peer)
            return
        del peer.out[:n]
        if not peer.out:
            self.sel.modify(peer.sock, selectors.EVENT_READ, peer)

    def turn(self):
        for key, mask in self.sel.select(1.0):
            if key.data is None:
                self._accept(key.fileobj)
                continue
            if mask & selectors.EVENT_WRITE:
                self._write(key.data)
            if mask & selectors.EVENT_READ and key.data.sock in self.peers:
                self._read(key.data)
        limit = time.monotonic() - self.IDLE
        for p in [p for p in self.peers.values() if p.seen < limit]:
            self._drop(p)
