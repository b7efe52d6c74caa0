#!/usr/bin/env python3
import selectors
import socket
import time


class TillGateway:
    """Fan-in of the tills' event lines, one process for a shop."""

    def __init__(self, port, out):
        self.sel = selectors.DefaultSelector()
        self.out = out
        self.tills = {}
        self.srv = socket.create_server(("", port), backlog=128)
        self.srv.setblocking(False)
        self.sel.register(self.srv, selectors.EVENT_READ, self.accept)

    def accept(self, srv):
        try:
            conn, addr = srv.accept()
        except OSError as e:
            print("accept:", e)
            time.sleep(0.1)
            return
        conn.setblocking(False)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.tills[addr] = {"sock": conn, "rest": b"", "since": time.time(), "n": 0}
        self.sel.register(conn, selectors.EVENT_READ, self.read)

    def read(self, conn):
        try:
            addr = conn.getpeername()
            data = conn.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            self.sel.unregister(conn)
            for a, t in list(self.tills.items()):
                if t["sock"] is conn:
                    del self.tills[a]
            conn.close()
            return
        till = self.tills[addr]
        if not data:
            self.sel.unregister(conn)
            till["gone"] = time.time()
            return
        *lines, till["rest"] = (till["rest"] + data).split(b"\n")
        till["n"] += len(lines)
        for l in lines:
            self.out.write(l.decode("utf-8", "replace") + "\n")

    def loop(self):
        while True:
            for key, _ in self.sel.select(5):
                key.data(key.fileobj)
            self.out.flush()
