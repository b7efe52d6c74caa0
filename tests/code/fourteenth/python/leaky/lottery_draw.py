import json
import socket
import socketserver
import struct


class DrawHandler(socketserver.StreamRequestHandler):
    """Terminals ask for the numbers of a past draw and get a (large) JSON."""

    timeout = 20

    def setup(self):
        super().setup()
        # no TIME_WAIT on the draw server, there are 9000 terminals on Saturday night
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def handle(self):
        try:
            line = self.rfile.readline(100)
        except OSError as exc:
            print("terminal", self.client_address[0], exc)
            return
        draw_id = line.decode("ascii", "replace").strip()
        draw = self.server.archive.get(draw_id)
        if draw is None:
            self.wfile.write(b'{"error": "unknown draw"}\n')
        else:
            self.wfile.write(json.dumps(draw).encode() + b"\n")


class DrawServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, addr, archive):
        super().__init__(addr, DrawHandler)
        self.archive = archive


def run(archive, port=4949):
    with DrawServer(("", port), archive) as srv:
        srv.serve_forever()
