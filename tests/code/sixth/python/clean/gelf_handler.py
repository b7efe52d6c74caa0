"""logging handler that ships GELF over TCP; never blocks the application for long."""
import json
import logging
import queue
import select
import socket
import threading
import time


class GelfTcp(logging.Handler):
    def __init__(self, host, port=12201, depth=5000):
        super().__init__()
        self.where = (host, port)
        self.q = queue.Queue(depth)
        self.lost = 0
        self.thread = threading.Thread(target=self._run, name="gelf", daemon=True)
        self.thread.start()

    def emit(self, record):
        doc = {"version": "1.1", "host": socket.gethostname(), "short_message": record.getMessage(), "level": 6}
        try:
            self.q.put_nowait(json.dumps(doc).encode() + b"\0")
        except queue.Full:
            self.lost += 1

    def _run(self):
        sock = None
        while True:
            item = self.q.get()
            if item is None:
                break
            for attempt in (1, 2):
                try:
                    if sock is not None and select.select([sock], [], [], 0)[0]:
                        # the collector never talks, so that is its end
                        sock.close()
                        sock = None
                    if sock is None:
                        sock = self._dial()
                    sock.sendall(item)
                    break
                except OSError:
                    if sock is not None:
                        sock.close()
                        sock = None
                    time.sleep(attempt)
            else:
                self.lost += 1
        if sock is not None:
            sock.close()

    def _dial(self):
        s = socket.create_connection(self.where, timeout=5)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    def close(self):
        self.q.put(None)
        self.thread.join(10)
        super().close()
