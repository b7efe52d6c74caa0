import socketserver
import struct


class Frames(socketserver.BaseRequestHandler):
    """The server's shutdown_request closes self.request when handle returns, however it does."""

    timeout = 30

    def setup(self):
        self.request.settimeout(self.timeout)

    def recv_exact(self, n):
        buf = bytearray()
        while len(buf) < n:
            part = self.request.recv(n - len(buf))
            if not part:
                return None
            buf += part
        return bytes(buf)

    def handle(self):
        while True:
            head = self.recv_exact(4)
            if head is None:
                return
            (n,) = struct.unpack("!I", head)
            if n > 1 << 16:
                return
            body = self.recv_exact(n)
            if body is None:
                return
            self.request.sendall(head + body[::-1])


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    with Server(("", 9000), Frames) as srv:
        srv.serve_forever()
