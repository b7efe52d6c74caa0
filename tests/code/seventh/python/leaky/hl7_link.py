"""MLLP over TLS towards the hospital's integration engine."""
import errno
import socket
import ssl
import time


class LinkDown(Exception):
    pass


class Hl7Link:
    START, END = b"\x0b", b"\x1c\x0d"

    def __init__(self, host, port, cafile, certfile):
        self.host, self.port = host, port
        self.ctx = ssl.create_default_context(cafile=cafile)
        self.ctx.load_cert_chain(certfile)
        self.tls = None
        self.last_error = None

    def connect(self, tries=5):
        self.close()
        for n in range(tries):
            try:
                raw = socket.create_connection((self.host, self.port), timeout=8)
            except OSError as e:
                self.last_error = e
                time.sleep(min(30, 2 ** n))
                continue
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            try:
                tls = self.ctx.wrap_socket(raw, server_hostname=self.host,
                                           do_handshake_on_connect=False)
                tls.do_handshake()
            except OSError as e:
                self.last_error = e
                raise LinkDown("TLS with %s: %s" % (self.host, e)) from e
            self.tls = tls
            return
        raise LinkDown("no connection to %s: %s" % (self.host, self.last_error))

    def send(self, message):
        self.tls.sendall(self.START + message + self.END)
        reply = b""
        while not reply.endswith(self.END):
            part = self.tls.recv(4096)
            if not part:
                self.close()
                raise LinkDown("engine closed during ACK (%s)" % errno.errorcode[errno.EPIPE])
            reply += part
        return reply[1:-2]

    def close(self):
        if self.tls is not None:
            self.tls.close()
            self.tls = None
