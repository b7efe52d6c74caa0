"""TLS front of the signing service. Plain sockets come in, TLS happens in the
thread of the caller so that a slow handshake holds up nobody else."""
import concurrent.futures as cf
import errno
import logging
import socket
import ssl
import time

from signing import sign_digest

log = logging.getLogger("vault")


def context():
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ctx.load_cert_chain("/etc/vault/server.pem")
    ctx.load_verify_locations("/etc/vault/clients.pem")
    ctx.verify_mode = ssl.CERT_REQUIRED
    return ctx


class Keeper:
    # the firewall lets two dozen application servers in, one connection each
    def __init__(self, port, callers=32):
        self.ctx = context()
        self.port = port
        self.pool = cf.ThreadPoolExecutor(callers, thread_name_prefix="caller")

    def _secure(self, raw):
        try:
            raw.settimeout(10)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return self.ctx.wrap_socket(raw, server_side=True)
        except (OSError, ValueError):
            raw.close()
            raise

    def _caller(self, raw, ip):
        try:
            tls = self._secure(raw)
        except (OSError, ValueError) as e:
            log.warning("%s: handshake: %s", ip, e)
            return
        with tls, tls.makefile("rb") as rf:
            tls.settimeout(60)
            try:
                while digest := rf.read(32):
                    if len(digest) != 32:
                        log.warning("%s: cut off", ip)
                        return
                    sig = sign_digest(digest)
                    tls.sendall(len(sig).to_bytes(2, "big") + sig)
            except OSError as e:
                log.info("%s: %s", ip, e)

    def serve(self):
        with socket.create_server(("", self.port), backlog=128) as srv:
            while True:
                try:
                    raw, (ip, _) = srv.accept()
                except OSError as e:
                    if e.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS):
                        log.error("accept: %s", e)
                        time.sleep(0.25)
                        continue
                    if e.errno == errno.ECONNABORTED:
                        continue
                    raise
                try:
                    self.pool.submit(self._caller, raw, ip)
                except RuntimeError:
                    raw.close()
                    return


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    Keeper(8443).serve()
