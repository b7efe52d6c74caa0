import logging
import queue
import socket
import threading
import time

LOG = logging.getLogger("labels")
BACKLOG = 200


class LabelSpooler(object):
    """Accepts ZPL jobs from the packing stations and feeds four printers."""

    def __init__(self, port, printers):
        self.jobs = queue.Queue(maxsize=32)
        self.stations = {}
        self.lock = threading.Lock()
        self.sock = socket.create_server(("0.0.0.0", port), backlog=BACKLOG)
        for p in printers:
            threading.Thread(target=self._printer, args=(p,), daemon=True).start()

    def _printer(self, printer):
        while True:
            conn, addr = self.jobs.get()
            try:
                conn.settimeout(15)
                data = b""
                while True:
                    piece = conn.recv(8192)
                    if not piece:
                        break
                    data += piece
                printer.spool(data)
                conn.sendall(b"OK\r\n")
            except Exception as e:
                LOG.error("station %s: %s", addr, e)
            finally:
                with self.lock:
                    self.stations.pop(addr, None)
                conn.close()

    def run(self):
        while True:
            try:
                conn, addr = self.sock.accept()
            except OSError as e:
                LOG.error("accept: %s", e)
                time.sleep(0.5)
                continue
            with self.lock:
                self.stations[addr] = conn
            try:
                self.jobs.put_nowait((conn, addr))
            except queue.Full:
                LOG.warning("spooler busy, station %s has to try again", addr)
                continue
            LOG.debug("queued %s (%d waiting)", addr, self.jobs.qsize())
