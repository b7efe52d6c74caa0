import socket
import ssl


class SyslogTLS:
    """RFC 5425 sender (octet counting)."""

    def __init__(self, host, port=6514, cafile=None):
        self.host, self.port = host, port
        self.ctx = ssl.create_default_context(cafile=cafile)
        self.tls = None

    def _open(self):
        raw = socket.create_connection((self.host, self.port), timeout=5)
        try:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # wrap_socket takes the descriptor over, raw is empty afterwards
            return self.ctx.wrap_socket(raw, server_hostname=self.host)
        except BaseException:
            raw.close()
            raise

    def send(self, msg):
        data = msg.encode("utf-8")
        frame = b"%d %s" % (len(data), data)
        for last in (False, True):
            if self.tls is None:
                self.tls = self._open()
            try:
                self.tls.sendall(frame)
                return
            except OSError:
                self._drop()
                if last:
                    raise

    def _drop(self):
        tls, self.tls = self.tls, None
        if tls is not None:
            tls.close()

    def close(self):
        tls, self.tls = self.tls, None
        if tls is None:
            return
        try:
            tls.settimeout(2)
            tls.unwrap().close()
        except (OSError, ValueError):
            pass
        finally:
            tls.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


def audit(lines, host):
    with SyslogTLS(host) as s:
        for l in lines:
            s.send("<109>1 - - audit - - - " + l)
