"""Takes TIFF faxes from the gateway boxes and hands them to the OCR workers."""
import logging
import queue
import socket
import struct
import threading
import uuid

LOG = logging.getLogger("fax")
WORK = queue.Queue(maxsize=20)
SPOOL = "/var/spool/fax"


class Intake(threading.Thread):
    def __init__(self, port):
        super().__init__(name="intake")
        self.srv = socket.create_server(("", port), backlog=64)
        self.open = {}
        self.guard = threading.Lock()

    def run(self):
        while True:
            conn, (ip, _port) = self.srv.accept()
            conn.settimeout(45)
            job = uuid.uuid4().hex
            with self.guard:
                self.open[job] = conn
            try:
                WORK.put_nowait((job, ip))
            except queue.Full:
                LOG.error("all workers busy, %s has to send again", ip)
                continue
            LOG.debug("%s queued for %s", job, ip)

    def take(self, job):
        with self.guard:
            return self.open.pop(job)


def read_exact(conn, n):
    parts = []
    while n:
        b = conn.recv(min(n, 65536))
        if not b:
            raise EOFError("%d bytes short" % n)
        parts.append(b)
        n -= len(b)
    return b"".join(parts)


def worker(intake):
    while True:
        job, ip = WORK.get()
        with intake.take(job) as conn:
            try:
                (size,) = struct.unpack("!I", read_exact(conn, 4))
                if size > 32 << 20:
                    raise ValueError("fax of %d bytes" % size)
                page = read_exact(conn, size)
                with open("%s/%s.tif" % (SPOOL, job), "wb") as f:
                    f.write(page)
                conn.sendall(b"STORED\n")
                LOG.info("%s: %d bytes from %s", job, size, ip)
            except (OSError, EOFError, ValueError) as e:
                LOG.warning("%s from %s: %s", job, ip, e)


def main():
    logging.basicConfig(level=logging.INFO)
    intake = Intake(4559)
    for _ in range(4):
        threading.Thread(target=worker, args=(intake,), daemon=True).start()
    intake.run()


if __name__ == "__main__":
    main()
