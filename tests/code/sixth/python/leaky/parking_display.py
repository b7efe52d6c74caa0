import socket
import socketserver
import struct
import threading


class Board:
    def __init__(self):
        self._free = {}
        self._lock = threading.Lock()

    def update(self, level, n):
        with self._lock:
            self._free[level] = n

    def text(self):
        with self._lock:
            return " ".join(f"{k}:{v:03d}" for k, v in sorted(self._free.items()))


BOARD = Board()


class Display(socketserver.StreamRequestHandler):
    """The displays at the entrances poll: one line in, one line out."""
    timeout = 5
    disable_nagle_algorithm = True

    def handle(self):
        l = self.rfile.readline(256).decode("ascii", "replace").split()
        if len(l) == 3 and l[0] == "SET":
            BOARD.update(l[1], int(l[2]))
            self.wfile.write(b"OK\r\n")
        elif l[:1] == ["SHOW"]:
            self.wfile.write(BOARD.text().encode() + b"\r\n")
        else:
            self.wfile.write(b"?\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def shutdown_request(self, request):
        # keeps the table of the little gateway box free of TIME_WAIT
        request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_request(request)


if __name__ == "__main__":
    with Server(("", 6500), Display) as s:
        s.serve_forever()
