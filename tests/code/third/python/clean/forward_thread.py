# Each direction has a thread; whoever ends second closes the two sockets.
class Splice:
    def __init__(self, a, b):
        self.a = a
        self.b = b
        self.left = 2
        self.lock = threading.Lock()

    def start(self):
        for src, dst in ((self.a, self.b), (self.b, self.a)):
            threading.Thread(target=self._pump, args=(src, dst), daemon=True).start()

    def _pump(self, src, dst):
        try:
            while True:
                data = src.recv(32768)
                if not data:
                    break
                dst.sendall(data)
            dst.shutdown(socket.SHUT_WR)
        except OSError:
            self._abort()
        finally:
            self._finished()

    def _abort(self):
        for s in (self.a, self.b):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _finished(self):
        with self.lock:
            self.left -= 1
            if self.left:
                return
        self.a.close()
        self.b.close()


def on_client(conn, upstream):
    try:
        up = socket.create_connection(upstream, timeout=5)
    except OSError:
        conn.close()
        return
    for s in (conn, up):
        s.settimeout(None)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)
    Splice(conn, up).start()
