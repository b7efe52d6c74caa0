import logging
import queue
import socket
import threading

from courier.protocol import Conversation

log = logging.getLogger("intake")
WORKERS = 16


class Intake:
    def __init__(self, host: str, port: int):
        self.listener = socket.create_server((host, port), backlog=256)
        self.pending: "queue.Queue[socket.socket]" = queue.Queue(maxsize=48)
        self.turned_away = {}

    def start(self):
        for n in range(WORKERS):
            threading.Thread(target=self._work, name=f"courier-{n}", daemon=True).start()
        while True:
            handset, addr = self.listener.accept()
            try:
                self.pending.put_nowait(handset)
            except queue.Full:
                log.error("no worker for handset %s, %d waiting", addr, self.pending.qsize())
                # support wants to see them on the status page
                self.turned_away[addr] = handset

    def _work(self):
        while True:
            handset = self.pending.get()
            try:
                handset.settimeout(25)
                Conversation(handset).run()
            except Exception:
                log.exception("conversation failed")
            finally:
                handset.close()
                self.pending.task_done()

    def status(self) -> str:
        return "\n".join(
            [f"waiting {self.pending.qsize()}"] + [f"turned away {a[0]}:{a[1]}" for a in self.turned_away]
        )


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    Intake("0.0.0.0", 8444).start()
