import logging
import queue
import socket
import threading
import time
from typing import Callable

log = logging.getLogger(__name__)
REFUSE_SECONDS = 2.0


class CastingServer:
    def __init__(self, port: int, job: Callable[[socket.socket], None], workers: int = 8):
        self._sock = socket.create_server(("", port), backlog=256)
        self._jobs: queue.Queue = queue.Queue(maxsize=workers * 4)
        self._refused: queue.Queue = queue.Queue(maxsize=64)
        self._job = job
        for _ in range(workers):
            threading.Thread(target=self._run, daemon=True).start()
        threading.Thread(target=self._refuse, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                conn, peer = self._sock.accept()
            except OSError:
                log.exception("accept")
                time.sleep(0.2)
                continue
            try:
                self._jobs.put_nowait(conn)
            except queue.Full:
                log.warning("busy, %s has to come again", peer)
                try:
                    self._refused.put_nowait(conn)
                except queue.Full:
                    conn.close()

    def _run(self) -> None:
        while True:
            conn = self._jobs.get()
            with conn:
                conn.settimeout(15)
                try:
                    self._job(conn)
                except Exception:
                    log.exception("job")

    def _refuse(self) -> None:
        """Says BUSY and takes in what the peer has sent, so that it can read our answer."""
        while True:
            conn = self._refused.get()
            with conn:
                try:
                    until = time.monotonic() + REFUSE_SECONDS
                    conn.settimeout(REFUSE_SECONDS)
                    conn.sendall(b"BUSY\n")
                    conn.shutdown(socket.SHUT_WR)
                    while time.monotonic() < until and conn.recv(4096):
                        pass
                except OSError:
                    pass
