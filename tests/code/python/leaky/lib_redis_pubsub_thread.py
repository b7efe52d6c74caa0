import socket
import threading


class Hub:
    def __init__(self, port):
        self.srv = socket.create_server(("", port), backlog=256)
        self.clients = {}
        self.lock = threading.Lock()

    def run(self):
        n = 0
        while True:
            conn, addr = self.srv.accept()
            n += 1
            with self.lock:
                self.clients[n] = conn
            threading.Thread(target=self.reader, args=(n, conn), daemon=True).start()

    def reader(self, n, conn):
        buf = b""
        while True:
            try:
                data = conn.recv(4096)
            except OSError:
                break
            if not data:
                break
            buf += data
            *lines, buf = buf.split(b"\n")
            for line in lines:
                self.publish(n, line)
        with self.lock:
            del self.clients[n]  # expect: close-wait-leak

    def publish(self, who, line):
        with self.lock:
            for n, c in self.clients.items():
                if n != who:
                    try:
                        c.sendall(line + b"\n")
                    except OSError:
                        pass
