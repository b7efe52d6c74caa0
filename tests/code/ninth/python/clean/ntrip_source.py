"""NTRIP source: pushes the reference station's corrections to the caster."""
import base64
import logging
import socket
import ssl
import time

log = logging.getLogger("ntrip")


class Caster:
    """Wraps the connection; also closes it when the object dies unused."""

    def __init__(self, host, port=443):
        raw = socket.create_connection((host, port), timeout=10)
        try:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._s = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
        except BaseException:
            raw.close()
            raise

    def login(self, mount, user, password):
        tok = base64.b64encode(("%s:%s" % (user, password)).encode()).decode()
        self._s.sendall(("POST /%s HTTP/1.1\r\nHost: caster\r\nNtrip-Version: Ntrip/2.0\r\n"
                         "Authorization: Basic %s\r\nTransfer-Encoding: chunked\r\n\r\n"
                         % (mount, tok)).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            part = self._s.recv(1024)
            if not part or len(answer) > 8192:
                raise ConnectionError("caster: no answer to the login")
            answer += part
        status = answer.split(b"\r\n", 1)[0]
        if b" 200 " not in status:
            raise PermissionError(status.decode("latin-1"))

    def push(self, rtcm):
        self._s.sendall(b"%x\r\n%s\r\n" % (len(rtcm), rtcm))

    def close(self):
        s, self._s = getattr(self, "_s", None), None
        if s is not None:
            s.close()

    __del__ = close


def run(conf, receiver):
    while True:
        caster = None
        try:
            caster = Caster(conf.host)
            caster.login(conf.mount, conf.user, conf.password)
            log.info("on line")
            for frame in receiver.frames():
                caster.push(frame)
        except PermissionError as e:
            log.error("refused: %s", e)
            return
        except OSError as e:
            log.warning("lost: %s", e)
        finally:
            if caster is not None:
                caster.close()
        time.sleep(10)
