"""Keeps a few NUT sessions warm for the rack overview page."""
import collections
import logging
import socket
import time

log = logging.getLogger("ups")


class UpsError(Exception):
    pass


class Session:
    MAX_AGE = 240

    def __init__(self, host):
        self.host = host
        self.born = self.used = time.monotonic()
        self._s = socket.create_connection((host, 3493), timeout=4)
        self._s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def ask(self, line):
        self._s.sendall(line.encode() + b"\n")
        while b"\n" not in self._rest:
            got = self._s.recv(2048)
            if not got:
                raise UpsError("%s closed" % self.host)
            self._rest += got
        head, _, self._rest = self._rest.partition(b"\n")
        self.used = time.monotonic()
        return head.decode("utf-8", "replace")

    def stale(self):
        return time.monotonic() - self.used > self.MAX_AGE

    def close(self):
        try:
            self._s.sendall(b"LOGOUT\n")
            self._s.settimeout(1)
            while self._s.recv(256):
                pass
        except OSError:
            pass
        finally:
            self._s.close()


class Sessions:
    def __init__(self, limit=24):
        self.limit = limit
        self._warm = collections.OrderedDict()

    def _get(self, host):
        for h in [h for h, s in self._warm.items() if s.stale()]:
            self._warm.pop(h).close()
        s = self._warm.pop(host, None)
        if s is None:
            s = Session(host)
        self._warm[host] = s
        while len(self._warm) > self.limit:
            _, oldest = self._warm.popitem(last=False)
            oldest.close()
        return s

    def value(self, host, ups, var):
        for attempt in (1, 2):
            try:
                answer = self._get(host).ask("GET VAR %s %s" % (ups, var))
                break
            except (OSError, UpsError) as e:
                dead = self._warm.pop(host, None)
                if dead is not None:
                    dead.close()
                if attempt == 2:
                    raise UpsError("%s: %s" % (host, e)) from e
        if answer.startswith("ERR"):
            raise UpsError(answer)
        return answer.split('"')[1]

    def close(self):
        while self._warm:
            self._warm.popitem()[1].close()
