import logging
import random
import socket
import struct
import threading

log = logging.getLogger("tide")


class TideLink(threading.Thread):
    """Keeps a connection to the harbour's tide server and calls back with levels (mm)."""

    def __init__(self, host, port, on_level):
        super().__init__(name="tide", daemon=True)
        self.where = (host, port)
        self.on_level = on_level
        self.leave = threading.Event()
        self._sock = None
        self._mu = threading.Lock()

    def stop(self):
        self.leave.set()
        with self._mu:
            if self._sock is not None:
                self._sock.shutdown(socket.SHUT_RDWR)   # wakes recv in run()
        self.join(10)

    def run(self):
        delay = 1.0
        while not self.leave.is_set():
            try:
                sock = socket.create_connection(self.where, timeout=8)
            except OSError as e:
                log.warning("tide server: %s, again in %.0f s", e, delay)
                self.leave.wait(delay + random.random())
                delay = min(delay * 2, 120)
                continue
            with sock:
                with self._mu:
                    self._sock = sock
                try:
                    self.talk(sock)
                    log.info("tide server closed")
                    delay = 1.0
                except (OSError, ValueError) as e:
                    log.warning("tide line lost: %s", e)
                finally:
                    with self._mu:
                        self._sock = None
            self.leave.wait(delay)

    def talk(self, sock):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.settimeout(90)         # a level comes every 30 s
        sock.sendall(b"SUBSCRIBE levels\n")
        buf = b""
        while not self.leave.is_set():
            data = sock.recv(1024)
            if not data:
                return
            buf += data
            while len(buf) >= 6:
                magic, level = struct.unpack_from("!Hi", buf)
                if magic != 0x71DE:
                    raise ValueError("out of step")
                buf = buf[6:]
                self.on_level(level)
