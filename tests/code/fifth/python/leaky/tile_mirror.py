import os
import socket
import socketserver
import struct

ROOT = "/srv/tiles/incoming"


class TileUpload(socketserver.StreamRequestHandler):
    """Satellite tile upload: [u16 name length][u64 size][name][bytes...], many per connection."""

    timeout = 60
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        # 2000 uploaders at once, keep kernel memory down
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)

    def handle(self):
        while True:
            head = self.rfile.read(10)
            if len(head) < 10:
                return
            nlen, size = struct.unpack(">HQ", head)
            name = os.path.basename(self.rfile.read(nlen).decode())
            if not name or size > 1 << 31:
                self.server.say("refusing %r (%d) of %s", name, size, self.client_address)
                return
            tmp = os.path.join(ROOT, name + ".part")
            with open(tmp, "wb") as out:
                left = size
                while left:
                    block = self.rfile.read(min(left, 1 << 18))
                    if not block:
                        self.server.say("%s broke off", name)
                        return
                    out.write(block)
                    left -= len(block)
            os.replace(tmp, tmp[:-5])
            self.wfile.write(b"\x01")


class TileServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256

    def say(self, fmt, *a):
        print(fmt % a, flush=True)


if __name__ == "__main__":
    with TileServer(("", 7400), TileUpload) as srv:
        srv.serve_forever()
