"""Lap timing fan-out: one decoder pushes in, many screens read."""
import selectors
import socket
import time


class Screen:
    LIMIT = 256 * 1024

    def __init__(self, sock):
        self.sock = sock
        self.out = bytearray()


class Fanout:
    def __init__(self, port):
        self.sel = selectors.DefaultSelector()
        self.ls = socket.create_server(("", port), backlog=100)
        self.ls.setblocking(False)
        self.sel.register(self.ls, selectors.EVENT_READ, None)
        self.screens = set()

    def publish(self, line: bytes):
        for sc in list(self.screens):
            if len(sc.out) + len(line) > Screen.LIMIT:
                self._drop(sc, "too slow")
                continue
            sc.out += line
            self._flush(sc)

    def poll(self, timeout):
        for key, mask in self.sel.select(timeout):
            if key.data is None:
                self._accept()
                continue
            sc = key.data
            if mask & selectors.EVENT_READ and not self._alive(sc):
                continue
            if mask & selectors.EVENT_WRITE:
                self._flush(sc)

    def _accept(self):
        try:
            c, _ = self.ls.accept()
        except BlockingIOError:
            return
        except OSError as e:
            print("accept:", e)
            time.sleep(0.05)
            return
        c.setblocking(False)
        c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        c.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sc = Screen(c)
        self.screens.add(sc)
        self.sel.register(c, selectors.EVENT_READ, sc)

    def _alive(self, sc):
        try:
            if sc.sock.recv(4096):
                return True
        except BlockingIOError:
            return True
        except OSError as e:
            self._drop(sc, e)
            return False
        self._drop(sc, "closed")
        return False

    def _flush(self, sc):
        try:
            while sc.out:
                n = sc.sock.send(sc.out)
                del sc.out[:n]
        except BlockingIOError:
            self.sel.modify(sc.sock, selectors.EVENT_READ | selectors.EVENT_WRITE, sc)
            return
        except OSError as e:
            self._drop(sc, e)
            return
        self.sel.modify(sc.sock, selectors.EVENT_READ, sc)

    def _drop(self, sc, why):
        print("screen dropped:", why)
        self.screens.discard(sc)
        self.sel.unregister(sc.sock)
        sc.sock.close()
