import logging
import socketserver
import struct

log = logging.getLogger("locker")


class LockerHandler(socketserver.StreamRequestHandler):
    timeout = 60
    disable_nagle_algorithm = True
    wbufsize = 4096

    def handle(self):
        n = 0
        while True:
            head = self.rfile.read(4)
            if not head:
                break
            if len(head) < 4:
                log.warning("%s broke off", self.client_address)
                break
            kind, length = struct.unpack("!HH", head)
            body = self.rfile.read(length)
            if len(body) < length:
                log.warning("%s broke off in a body", self.client_address)
                break
            status, reply = self.server.depot.handle(kind, body)
            self.wfile.write(struct.pack("!HH", status, len(reply)))
            self.wfile.write(reply)
            self.wfile.flush()
            n += 1
        log.info("%s: %d requests", self.client_address[0], n)


class LockerServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 200

    def __init__(self, addr, depot):
        self.depot = depot
        super().__init__(addr, LockerHandler)

    def handle_error(self, request, client_address):
        log.exception("request of %s", client_address)


def serve(depot, port=8020):
    with LockerServer(("", port), depot) as s:
        s.serve_forever()
