import socket
import threading


class Server:
    def __init__(self, port):
        self.sock = socket.create_server(("", port), backlog=128)
        self.peers = set()
        self.lock = threading.Lock()

    def run(self):
        try:
            while True:
                conn, addr = self.sock.accept()
                t = threading.Thread(target=self._serve, args=(conn, addr), daemon=True)
                t.start()
        finally:
            self.sock.close()

    def _serve(self, conn, addr):
        with self.lock:
            self.peers.add(conn)
        try:
            conn.settimeout(60)
            f = conn.makefile("rwb")
            for line in f:
                f.write(line.upper())
                f.flush()
        except (OSError, UnicodeError):
            pass
        finally:
            with self.lock:
                self.peers.discard(conn)
            conn.close()

    def shutdown(self):
        with self.lock:
            peers = list(self.peers)
        for p in peers:
            try:
                p.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
