import socketserver
import threading


class Handler(socketserver.StreamRequestHandler):
    timeout = 60

    def handle(self):
        while True:
            line = self.rfile.readline(4096)
            if not line:
                return
            parts = line.decode("utf-8", "replace").split()
            if not parts:
                continue
            op = parts[0].upper()
            if op == "GET" and len(parts) == 2:
                with self.server.lock:
                    value = self.server.data.get(parts[1], "")
                self.wfile.write(f"VALUE {value}\n".encode())
            elif op == "SET" and len(parts) == 3:
                with self.server.lock:
                    self.server.data[parts[1]] = parts[2]
                self.wfile.write(b"OK\n")
            elif op == "QUIT":
                return
            else:
                self.wfile.write(b"ERROR\n")
                return


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, addr):
        super().__init__(addr, Handler)
        self.data = {}
        self.lock = threading.Lock()


if __name__ == "__main__":
    with Server(("", 11300)) as s:
        s.serve_forever()
