"""Many views, one camera connection. The last view to go hangs up."""
import logging
import socket
import struct
import threading
import weakref

log = logging.getLogger(__name__)


class _Feed:
    def __init__(self, addr):
        self.addr = addr
        self.refs = 0
        self.views = weakref.WeakSet()
        self.sock = socket.create_connection(addr, timeout=6)
        self.sock.settimeout(15)
        self.thread = threading.Thread(target=self._pump, name="feed-%s" % addr[0], daemon=True)

    def _exact(self, n):
        buf = b""
        while len(buf) < n:
            part = self.sock.recv(n - len(buf))
            if not part:
                raise EOFError
            buf += part
        return buf

    def _pump(self):
        try:
            while True:
                (size,) = struct.unpack(">I", self._exact(4))
                frame = self._exact(size)
                for v in list(self.views):
                    v.frame = frame
        except (OSError, EOFError) as e:
            log.info("camera %s ended: %r", self.addr[0], e)
        finally:
            Cameras.forget(self)
            self.sock.close()

    def hang_up(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class View:
    def __init__(self, feed):
        self.frame = None
        feed.views.add(self)
        self._fin = weakref.finalize(self, Cameras.put, feed)

    def close(self):
        self._fin()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Cameras:
    _lock = threading.RLock()
    _feeds = {}

    @classmethod
    def view(cls, host, port=8555):
        with cls._lock:
            feed = cls._feeds.get((host, port))
            if feed is None:
                feed = _Feed((host, port))
                cls._feeds[(host, port)] = feed
                feed.thread.start()
            feed.refs += 1
            return View(feed)

    @classmethod
    def put(cls, feed):
        with cls._lock:
            feed.refs -= 1
            if feed.refs == 0:
                cls.forget(feed)
                feed.hang_up()

    @classmethod
    def forget(cls, feed):
        with cls._lock:
            if cls._feeds.get(feed.addr) is feed:
                del cls._feeds[feed.addr]
