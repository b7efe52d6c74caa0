import logging
import pathlib
import socketserver
import struct
import socket
import uuid

logger = logging.getLogger("drop")
ROOT = pathlib.Path("/srv/footage")


class DropHandler(socketserver.StreamRequestHandler):
    """Cameramen abroad upload their footage: 8 bytes length, then the file."""

    timeout = 90

    def handle(self):
        head = self.rfile.read(8)
        if len(head) < 8:
            return
        (left,) = struct.unpack("!Q", head)
        name = ROOT / f"{uuid.uuid4()}.mxf"
        with open(name, "wb") as f:
            while left:
                block = self.rfile.read(min(left, 1 << 20))
                if not block:
                    logger.warning("%s: %d bytes missing", self.client_address[0], left)
                    break
                f.write(block)
                left -= len(block)
        if left:
            name.unlink()
            return
        self.wfile.write(b"OK " + name.name.encode() + b"\n")
        logger.info("%s from %s", name, self.client_address[0])


class DropServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self):
        # many uploads at a time; keep the kernel's memory for each of them down
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        super().server_bind()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    with DropServer(("", 8800), DropHandler) as server:
        server.serve_forever()
