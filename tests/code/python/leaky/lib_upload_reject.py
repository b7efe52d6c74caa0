import socketserver

MAX = 1 << 20


class Upload(socketserver.StreamRequestHandler):
    def handle(self):
        size = int(self.rfile.readline())
        if size > MAX:
            self.request.sendall(b"413 too large\n")
            self.request.close()  # expect: reset-with-unread-data
            return
        data = self.rfile.read(size)
        self.server.store(data)
        self.wfile.write(b"200\n")
