"""Race control: pushes the timing table (about 300 kB) to every commentator's screen."""
import json
import select
import socket
import time


class TimingBoard:
    def __init__(self, port):
        self.srv = socket.create_server(("", port), backlog=100)
        self.srv.setblocking(False)
        self.screens = {}

    def _welcome(self):
        conn, addr = self.srv.accept()
        conn.setblocking(False)
        self.screens[conn] = addr
        print("screen", addr)

    def _gone(self, conn, why):
        addr = self.screens.pop(conn)
        conn.close()
        print("screen", addr, why)

    def push(self, table):
        frame = json.dumps(table).encode() + b"\n"
        for conn in list(self.screens):
            try:
                conn.send(frame)
            except BlockingIOError:
                pass
            except OSError as e:
                self._gone(conn, e)

    def run(self, source):
        due = time.monotonic()
        while True:
            wait = max(0.0, due - time.monotonic())
            ready, _, _ = select.select([self.srv, *self.screens], [], [], wait)
            for s in ready:
                if s is self.srv:
                    self._welcome()
                    continue
                try:
                    if not s.recv(1024):
                        self._gone(s, "left")
                except OSError as e:
                    self._gone(s, e)
            if time.monotonic() >= due:
                self.push(source())
                due += 1.0
