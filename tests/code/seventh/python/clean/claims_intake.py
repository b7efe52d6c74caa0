import logging
import queue
import socket
import threading
import time

log = logging.getLogger("claims")
STOP = object()


def turn_away(conn):
    """Says so politely; what the branch has sent already is read off first."""
    with conn:
        conn.settimeout(0.5)
        try:
            conn.sendall(b"503 try later\r\n")
            conn.shutdown(socket.SHUT_WR)
            end = time.monotonic() + 0.5
            while time.monotonic() < end and conn.recv(4096):
                pass
        except OSError as e:
            log.debug("turning away: %s", e)


class Intake:
    def __init__(self, port, workers=16):
        self.waiting = queue.Queue(maxsize=workers * 4)
        self.refused = queue.Queue()
        self.listener = socket.create_server(("", port), backlog=511)
        self.pool = [threading.Thread(target=self.work, daemon=True) for _ in range(workers)]
        self.bouncer = threading.Thread(target=self.bounce, daemon=True)

    def bounce(self):
        while True:
            turn_away(self.refused.get())

    def work(self):
        while True:
            item = self.waiting.get()
            if item is STOP:
                return
            conn, addr = item
            try:
                self.claim(conn, addr)
            except Exception:
                log.exception("claim from %s", addr)
            finally:
                conn.close()

    def claim(self, conn, addr):
        conn.settimeout(30)
        with conn.makefile("rwb") as f:
            for line in f:
                if line.strip() == b"QUIT":
                    break
                f.write(b"200 " + str(hash(line) & 0xFFFF).encode() + b"\r\n")
                f.flush()

    def serve(self):
        for t in self.pool + [self.bouncer]:
            t.start()
        while True:
            try:
                conn, addr = self.listener.accept()
            except OSError as e:
                log.error("accept: %s", e)
                time.sleep(0.25)
                continue
            try:
                self.waiting.put_nowait((conn, addr))
            except queue.Full:
                self.refused.put(conn)
