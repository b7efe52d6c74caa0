import socket
import socketserver
import time


class Upload(socketserver.StreamRequestHandler):
    timeout = 20
    limit = 8 << 20

    def handle(self):
        verb, path, size = self.rfile.readline(2048).split()
        size = int(size)
        if size > self.limit:
            self.wfile.write(b"NO too large\n")
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
            self._swallow()
            return
        self.server.put(path, self.rfile.read(size))
        self.wfile.write(b"YES\n")

    def _swallow(self):
        self.connection.settimeout(2)
        end = time.monotonic() + 8
        try:
            while time.monotonic() < end and self.rfile.read1(65536):
                pass
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128
