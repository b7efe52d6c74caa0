import concurrent.futures
import logging
import socket
import ssl
import time

log = logging.getLogger("tsa")


class StampServer:
    def __init__(self, cert, key, signer, port=3180):
        self.signer = signer
        self.ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ctx.load_cert_chain(cert, key)
        self.listener = socket.create_server(("", port), backlog=256)
        self.pool = concurrent.futures.ThreadPoolExecutor(max_workers=24)

    def run(self):
        while True:
            try:
                sock, addr = self.listener.accept()
            except OSError as e:
                log.error("accept: %s", e)
                time.sleep(0.2)
                continue
            try:
                self.pool.submit(self.client, sock, addr)
            except RuntimeError:  # pool is shutting down
                sock.close()
                return

    def client(self, sock, addr):
        try:
            sock.settimeout(10)
            with self.ctx.wrap_socket(sock, server_side=True) as tls:
                self.talk(tls)
        except (ssl.SSLError, OSError) as e:
            log.info("%s:%d %s", addr[0], addr[1], e)
        except Exception:
            log.exception("%s:%d", addr[0], addr[1])
        finally:
            sock.close()

    def talk(self, tls):
        with tls.makefile("rb") as rf:
            for line in rf:
                digest = line.strip()
                if len(digest) != 64:
                    tls.sendall(b"ERR length\n")
                    continue
                tls.sendall(b"OK " + self.signer.sign(digest) + b"\n")
