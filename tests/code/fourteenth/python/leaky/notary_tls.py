import logging
import socket
import ssl
import threading
import time

log = logging.getLogger("notary")


class NotaryServer:
    def __init__(self, port, certfile, keyfile, ledger):
        self.ctx = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.ctx.load_cert_chain(certfile, keyfile)
        self.ledger = ledger
        self.pending = set()
        self.lsock = socket.create_server(("", port), backlog=256)

    def serve_forever(self):
        while True:
            try:
                raw, addr = self.lsock.accept()
            except OSError:
                log.exception("accept")
                time.sleep(0.2)
                continue
            try:
                raw.settimeout(15)
                tls = self.ctx.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
            except OSError as e:
                log.info("%s: %s", addr[0], e)
                raw.close()
                continue
            self.pending.add(tls)
            threading.Thread(target=self._client, args=(tls, addr), daemon=True).start()

    def _client(self, tls, addr):
        try:
            tls.do_handshake()
        except OSError as e:  # SSLError is one
            log.info("%s: handshake: %s", addr[0], e)
            return
        self.pending.discard(tls)
        with tls:
            try:
                f = tls.makefile("rb")
                digest = f.readline(200).strip()
                if len(digest) == 64:
                    tls.sendall(self.ledger.stamp(digest) + b"\n")
            except OSError as e:
                log.info("%s: %s", addr[0], e)
