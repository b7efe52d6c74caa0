import concurrent.futures
import logging
import socket
import ssl
import struct

LOG = logging.getLogger("meterhead")


class MeterHead:
    """Head end for the district heating meters: TLS with client certificates, one reading per connection."""

    def __init__(self, cert, key, ca, sink, port=8883):
        self.ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ctx.load_cert_chain(cert, key)
        self.ctx.load_verify_locations(ca)
        self.ctx.verify_mode = ssl.CERT_REQUIRED
        self.sink = sink
        self.listener = socket.create_server(("::", port), family=socket.AF_INET6, backlog=511)
        self.workers = concurrent.futures.ThreadPoolExecutor(32, thread_name_prefix="meter")
        self.stopping = False

    def forever(self):
        while not self.stopping:
            raw, addr = self.listener.accept()
            raw.settimeout(20)      # NB-IoT: the round trip alone takes up to two seconds
            try:
                conn = self.ctx.wrap_socket(raw, server_side=True)
            except (ssl.SSLError, OSError) as e:
                LOG.warning("%s: handshake: %s", addr[0], e)
                raw.close()
                continue
            try:
                self.workers.submit(self.reading, conn, addr[0])
            except RuntimeError:        # executor shut down
                conn.close()

    def reading(self, conn, who):
        with conn:
            try:
                head = self.exactly(conn, 6)
                serial, count = struct.unpack("!IH", head)
                body = self.exactly(conn, 8 * count)
                self.sink.put_many(serial, struct.iter_unpack("!If", body))
                conn.sendall(b"\x06")
            except (EOFError, OSError) as e:
                LOG.info("%s: %s", who, e)

    @staticmethod
    def exactly(conn, n):
        parts = []
        while n:
            part = conn.recv(min(n, 65536))
            if not part:
                raise EOFError("peer closed, %d bytes missing" % n)
            parts.append(part)
            n -= len(part)
        return b"".join(parts)
