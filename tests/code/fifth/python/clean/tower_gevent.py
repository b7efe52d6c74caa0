from gevent import monkey
monkey.patch_all()

import gevent
from gevent.pool import Pool
from gevent.queue import Full, Queue
from gevent.server import StreamServer
from gevent.socket import IPPROTO_TCP, TCP_NODELAY, timeout


class Tower:
    """Two greenlets per weather mast; the writer ends on None."""

    def __init__(self):
        self.masts = {}

    def handle(self, sock, addr):
        # gevent's server closes sock after handle() (do_close)
        sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        sock.settimeout(300)
        orders = Queue(50)
        writer = gevent.spawn(self.write, sock, orders)
        fh = sock.makefile("rb")
        name = None
        try:
            name = fh.readline(40).strip()
            if not name:
                return
            self.masts[name] = orders
            while True:
                line = fh.readline(1000)
                if not line:
                    return
                self.reading(name, line)
                orders.put(b"ACK\n", timeout=5)
        except (OSError, timeout, Full) as e:
            print("mast", name, repr(e))
        finally:
            if self.masts.get(name) is orders:
                del self.masts[name]
            writer.kill()
            fh.close()

    def write(self, sock, orders):
        for msg in iter(orders.get, None):
            try:
                sock.sendall(msg)
            except OSError:
                return

    def order(self, name, text):
        q = self.masts.get(name)
        if q is None:
            return False
        try:
            q.put_nowait(text + b"\n")
        except Full:
            return False
        return True

    def reading(self, name, line):
        print(name, line)


if __name__ == "__main__":
    t = Tower()
    StreamServer(("", 4001), t.handle, spawn=Pool(1000), backlog=256).serve_forever()
