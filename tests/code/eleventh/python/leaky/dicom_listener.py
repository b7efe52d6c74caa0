"""Receives worklist queries from the modalities (snippet from worklistd, 4.1)."""
import logging
import queue
import socket
import threading
from collections import Counter

from worklist import answer_query, read_pdu

LOG = logging.getLogger("worklistd")

jobs: "queue.Queue[tuple[socket.socket, tuple]]" = queue.Queue(maxsize=50)
overload = Counter()
recent = {}


def worker():
    while True:
        conn, peer = jobs.get()
        try:
            conn.settimeout(20)
            conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                pdu = read_pdu(conn)
                if pdu is None:
                    break
                conn.sendall(answer_query(pdu))
        except OSError as exc:
            LOG.warning("modality %s: %s", peer[0], exc)
        except Exception:
            LOG.exception("query from %s failed", peer[0])
        finally:
            recent.pop(peer, None)
            conn.close()
            jobs.task_done()


def serve(host="0.0.0.0", port=11104, workers=12):
    for n in range(workers):
        threading.Thread(target=worker, name=f"wl-{n}", daemon=True).start()

    listener = socket.create_server((host, port), backlog=128)
    LOG.info("worklist on %s:%d", host, port)
    while True:
        conn, peer = listener.accept()
        recent[peer] = conn
        try:
            jobs.put_nowait((conn, peer))
        except queue.Full:
            overload[peer[0]] += 1
            LOG.error("busy, %s not served (%d times now)", peer[0], overload[peer[0]])
            continue


if __name__ == "__main__":
    logging.basicConfig(format="%(asctime)s %(threadName)s %(message)s", level=logging.INFO)
    serve()
