"""Speech-to-text front: doctors' dictations come in as raw wav."""
import logging
import queue
import socket
import threading
import time

from recognizer import transcribe

LOG = logging.getLogger("dictation")
BACKLOG = queue.Queue(maxsize=40)
recent = []          # for the status page


class Dictation:
    def __init__(self, conn, peer):
        self.conn = conn
        self.peer = peer
        self.began = time.time()
        recent.append(self)

    def run(self):
        with self.conn as c:
            c.settimeout(60)
            wav = bytearray()
            while True:
                chunk = c.recv(65536)
                if not chunk:
                    break
                wav += chunk
            c.sendall(transcribe(bytes(wav)).encode("utf-8"))


def worker():
    while True:
        d = BACKLOG.get()
        try:
            d.run()
        except OSError as e:
            LOG.warning("%s: %s", d.peer, e)
        except Exception:
            LOG.exception("dictation of %s failed", d.peer)
        LOG.info("%s took %.1fs", d.peer, time.time() - d.began)


def serve(port=4545):
    for n in range(6):
        threading.Thread(target=worker, name="stt-%d" % n, daemon=True).start()
    ls = socket.create_server(("", port), backlog=100)
    while True:
        try:
            conn, peer = ls.accept()
        except OSError as e:
            LOG.error("accept: %s", e)
            time.sleep(1)
            continue
        try:
            BACKLOG.put_nowait(Dictation(conn, peer))
        except queue.Full:
            LOG.warning("%s turned away, %d waiting", peer, BACKLOG.qsize())


def status():
    return ["%s %ds" % (d.peer[0], time.time() - d.began) for d in recent[-20:]]


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    serve()
