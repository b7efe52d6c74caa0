import json
import socket
import threading


class PartnerLinks:
    """One open link for each partner, used when a document comes along.

    Most partners get two or three documents a day.
    """

    def __init__(self, partners):
        self.partners = partners
        self.links = {}
        self.lock = threading.Lock()

    def _open(self, name):
        host, port = self.partners[name]
        s = socket.create_connection((host, port), timeout=10)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    def _drop(self, name):
        s = self.links.pop(name, None)
        if s is not None:
            s.close()

    def deliver(self, name, doc):
        body = json.dumps(doc).encode()
        frame = len(body).to_bytes(4, "big") + body
        with self.lock:
            s = self.links.get(name)
            if s is None:
                s = self.links[name] = self._open(name)
            try:
                s.sendall(frame)
                answer = s.recv(1)
            except OSError:
                self._drop(name)
                raise
            if answer != b"\x06":
                self._drop(name)
                raise RuntimeError("%s: document refused" % name)

    def close(self):
        with self.lock:
            for name in list(self.links):
                self._drop(name)
