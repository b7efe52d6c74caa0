"""Intake of stamps from the time clocks of all plants."""
import logging
import queue
import socket
import threading
import time

from payroll import journal

log = logging.getLogger("stamps")


class Intake:
    def __init__(self, port, workers=8, depth=64):
        self._jobs = queue.Queue(depth)
        self._srv = socket.create_server(("", port), backlog=128)
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(workers)]

    def start(self):
        for t in self._threads:
            t.start()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        self._srv.settimeout(1)
        while not self._stop.is_set():
            try:
                conn, addr = self._srv.accept()
            except TimeoutError:
                continue
            except OSError as e:
                if self._stop.is_set():
                    break
                log.error("accept: %s", e)
                time.sleep(0.5)
                continue
            conn.settimeout(30)
            try:
                self._jobs.put_nowait((conn, addr))
            except queue.Full:
                # clocks say nothing before our READY, and try again in a minute
                log.warning("%s put off, queue full", addr[0])
                conn.close()
        self._srv.close()

    def _work(self):
        while True:
            job = self._jobs.get()
            if job is None:
                return
            conn, addr = job
            try:
                with conn:
                    self._serve(conn, addr)
            except Exception:
                log.exception("clock %s", addr[0])

    def _serve(self, conn, addr):
        conn.sendall(b"READY\r\n")
        with conn.makefile("r", encoding="ascii", errors="replace", newline="\n") as lines:
            n = 0
            for line in lines:
                line = line.strip()
                if line == "END":
                    break
                card, when = line.split(";")
                journal.add(card, when, clock=addr[0])
                n += 1
            conn.sendall(b"TAKEN %d\r\n" % n)
            log.info("clock %s: %d stamps", addr[0], n)

    def stop(self):
        self._stop.set()
        for _ in self._threads:
            self._jobs.put(None)
        for t in self._threads:
            t.join(35)
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is not None:
                job[0].close()
