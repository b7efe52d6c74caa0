import queue
import socket
import threading
import time
import logging

log = logging.getLogger("lpd")


class Spooler:
    """Line printer daemon with a bounded crew; what doesn't fit is told so."""

    def __init__(self, port, crew=6):
        self.sock = socket.create_server(("", port), backlog=128)
        self.todo = queue.Queue(maxsize=40)
        for i in range(crew):
            threading.Thread(target=self.work, name="lpd-%d" % i, daemon=True).start()

    def run(self):
        while True:
            try:
                c, a = self.sock.accept()
            except OSError as e:
                log.error("accept: %s", e)
                time.sleep(0.5)
                continue
            c.settimeout(20)
            try:
                self.todo.put_nowait((c, a))
            except queue.Full:
                threading.Thread(target=self.turn_away, args=(c,), daemon=True).start()

    @staticmethod
    def turn_away(c):
        with c:
            try:
                c.sendall(b"\x01")
                c.shutdown(socket.SHUT_WR)
                # eat what he still sends, closing over it would reset the answer away
                end = time.monotonic() + 5
                while time.monotonic() < end and c.recv(4096):
                    pass
            except OSError:
                pass

    def work(self):
        while True:
            c, a = self.todo.get()
            try:
                self.job(c)
            except OSError as e:
                log.info("%s: %s", a, e)
            except Exception:
                log.exception("%s", a)
            finally:
                c.close()

    def job(self, c):
        f = c.makefile("rb")
        with f:
            cmd = f.readline(1024)
            if not cmd.startswith(b"\x02"):
                c.sendall(b"\x01")
                return
            c.sendall(b"\x00")
            while True:
                sub = f.readline(1024)
                if not sub:
                    return
                size, _, name = sub[1:].strip().partition(b" ")
                c.sendall(b"\x00")
                data = f.read(int(size) + 1)
                if len(data) <= int(size):
                    log.warning("job %s cut off", name)
                    return
                self.store(name, data[:-1])
                c.sendall(b"\x00")

    def store(self, name, data):
        log.info("%s: %d bytes", name, len(data))


if __name__ == "__main__":
    Spooler(515).run()
