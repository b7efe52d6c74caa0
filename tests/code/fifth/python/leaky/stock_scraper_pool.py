import queue
import socket
import ssl
import threading
import time


class Broken(Exception):
    pass


class FeedConnection:
    """TLS line to the vendor's quote feed."""

    def __init__(self, host, port=8443):
        raw = socket.create_connection((host, port), timeout=5)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
        except Exception:
            raw.close()
            raise
        self.rfile = self.sock.makefile("rb")
        self.born = time.time()

    def ask(self, symbol):
        self.sock.sendall(b"Q %s\n" % symbol.encode())
        line = self.rfile.readline(256)
        if not line:
            raise Broken("feed closed")
        return line.decode().rstrip()

    def close(self):
        self.rfile.close()
        self.sock.close()


class FeedPool:
    def __init__(self, host, size=6):
        self.host = host
        self.idle = queue.LifoQueue()
        self.permits = threading.BoundedSemaphore(size)

    def lease(self):
        self.permits.acquire()
        try:
            while True:
                conn = self.idle.get_nowait()
                if time.time() - conn.born < 300:
                    return conn
                conn.close()
        except queue.Empty:
            pass
        try:
            return FeedConnection(self.host)
        except Exception:
            self.permits.release()
            raise

    def give_back(self, conn):
        self.idle.put(conn)
        self.permits.release()

    def discard(self, conn):
        conn.close()
        self.permits.release()


def quote(pool, symbol):
    conn = pool.lease()
    try:
        line = conn.ask(symbol)
    except (Broken, OSError):
        pool.discard(conn)
        raise
    if line.startswith("ERR"):
        raise KeyError("%s: %s" % (symbol, line))
    pool.give_back(conn)
    _, bid, ask = line.split(",")
    return float(bid), float(ask)


def poller(pool, symbols, out):
    while True:
        for s in symbols:
            try:
                out[s] = quote(pool, s)
            except Exception as e:
                print(s, e)
        time.sleep(2)
