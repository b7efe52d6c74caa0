import logging
import socket
import ssl
import threading

log = logging.getLogger("radiolog")


class TransmitterLog:
    """Transmitter sites (about 3,000 of them) deliver their operating log over TLS."""

    def __init__(self, store, certfile, keyfile):
        self.store = store
        self.ctx = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.ctx.load_cert_chain(certfile, keyfile)
        self.stopping = threading.Event()

    def serve(self, port):
        listener = socket.create_server(("0.0.0.0", port), backlog=512)
        while not self.stopping.is_set():
            try:
                raw, addr = listener.accept()
            except OSError as e:
                log.error("accept: %s", e)
                continue
            threading.Thread(target=self._site, args=(raw, addr), daemon=True).start()
        listener.close()

    def _site(self, raw, addr):
        raw.settimeout(300)
        try:
            tls = self.ctx.wrap_socket(raw, server_side=True)
        except (OSError, ssl.SSLError) as e:
            log.warning("%s: handshake: %s", addr[0], e)
            raw.close()
            return
        with tls:
            try:
                self._receive(tls, addr)
            except OSError as e:
                log.warning("%s: %s", addr[0], e)

    def _receive(self, tls, addr):
        site = None
        pending = b""
        while True:
            data = tls.recv(8192)
            if not data:
                if pending:
                    log.warning("%s: unfinished line %r", site or addr[0], pending[:60])
                return
            pending += data
            while b"\n" in pending:
                line, pending = pending.split(b"\n", 1)
                text = line.decode("utf-8", "replace").rstrip()
                if site is None:
                    site = text
                else:
                    self.store.append(site, text)
