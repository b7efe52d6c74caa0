from contextlib import ExitStack, closing
import random
import socket
import ssl
import time


class Refused(Exception):
    """The server understood, and said no. Not worth another try."""


class Session:
    def __init__(self, sock, rfile, cleanup):
        self._sock, self._rfile, self._cleanup = sock, rfile, cleanup

    @classmethod
    def open(cls, host, port, token):
        with ExitStack() as stack:
            raw = stack.enter_context(socket.create_connection((host, port), timeout=15))
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            tls = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
            stack.enter_context(tls)
            rfile = stack.enter_context(tls.makefile("rb"))
            banner = rfile.readline(512)
            if not banner.startswith(b"220"):
                raise ConnectionError("banner %r" % banner)
            me = cls(tls, rfile, None)
            me.command(b"AUTH " + token)
            me._cleanup = stack.pop_all()
            return me

    def command(self, text):
        self._sock.sendall(text + b"\r\n")
        answer = self._rfile.readline(4096)
        if not answer.endswith(b"\n"):
            raise ConnectionError("server hung up after %r" % text[:20])
        if answer[:1] == b"5":
            raise Refused(answer.decode("utf-8", "replace").strip())
        if answer[:1] != b"2":
            raise ConnectionError("try later: %r" % answer)
        return answer

    def close(self):
        self._cleanup.close()


def push(host, port, token, entries, tries=5):
    """Pushes the entries in order, going on after the last accepted one when the connection breaks."""
    entries = list(entries)
    done = 0
    refused = []
    for attempt in range(tries):
        try:
            with closing(Session.open(host, port, token)) as s:
                while done < len(entries):
                    try:
                        s.command(b"PUT " + entries[done])
                    except Refused as r:
                        refused.append((done, str(r)))
                    done += 1
                s.command(b"COMMIT")
                return refused
        except (OSError, ssl.SSLError) as e:
            pause = min(60, 2 ** attempt) * random.uniform(0.5, 1)
            print("attempt %d broke at entry %d: %s; next in %.1fs" % (attempt + 1, done, e, pause))
            time.sleep(pause)
    raise ConnectionError("gave up at entry %d of %d" % (done, len(entries)))
