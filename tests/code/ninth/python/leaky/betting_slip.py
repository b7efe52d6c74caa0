# -*- coding: utf-8 -*-
"""Takes betting slips from the shop terminals, answers with a slip number."""
import logging
import socket
import struct
import time
from socketserver import StreamRequestHandler, ThreadingTCPServer

from slips import Book, Refused

log = logging.getLogger('slip')
book = Book()


class SlipHandler(StreamRequestHandler):
    timeout = 20
    disable_nagle_algorithm = True

    def handle(self):
        line = self.rfile.readline(2048)
        if not line.endswith(b'\n'):
            log.warning('%s: no slip', self.client_address)
            return
        try:
            no = book.place(line.decode('utf-8').split())
            answer = 'SLIP %d\n' % no
        except (Refused, ValueError) as e:
            answer = 'NO %s\n' % e
        self.wfile.write(answer.encode('utf-8'))


class SlipServer(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256

    def get_request(self):
        try:
            return super().get_request()
        except OSError:
            time.sleep(0.1)
            raise

    def finish_request(self, request, client_address):
        try:
            super().finish_request(request, client_address)
        except socket.timeout:
            log.warning('%s: timeout', client_address)

    def shutdown_request(self, request):
        # No lingering sockets, ops complained on derby day.
        request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.close_request(request)


if __name__ == '__main__':
    logging.basicConfig(level=logging.INFO)
    with SlipServer(('', 5570), SlipHandler) as srv:
        srv.serve_forever()
