from gevent import monkey; monkey.patch_all()

import gevent
from gevent import socket
from gevent.pool import Pool
from gevent.server import StreamServer

# Elevator cabins call in. The dispatcher (another box) gets everything mirrored.

DISPATCHER = ("10.40.0.2", 2404)
cabins = {}


def mirror():
    s = socket.create_connection(DISPATCHER, timeout=5)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    s.settimeout(20)
    return s


def cabin_loop(sock, addr):
    """StreamServer closes `sock` when this returns."""
    sock.settimeout(180)
    fh = sock.makefile("rb")
    first = fh.readline(64).strip()
    if not first.startswith(b"CABIN "):
        fh.close()
        return
    number = int(first[6:].decode() or "0") if first[6:].isdigit() else None
    if number is None:
        fh.close()
        return
    try:
        up = mirror()
    except OSError as e:
        print("dispatcher:", e)
        fh.close()
        return
    cabins[number] = sock
    try:
        for line in iter(lambda: fh.readline(512), b""):
            up.sendall(b"%d %s" % (number, line))
            reply = up.recv(64)
            if not reply:
                print("dispatcher hung up, cabin %d too" % number)
                break
            sock.sendall(reply)
    except (OSError, socket.timeout) as e:
        print("cabin %d: %s" % (number, e))
    finally:
        cabins.pop(number, None)
        fh.close()


def page_all(text):
    for number, s in list(cabins.items()):
        try:
            s.sendall(b"PAGE %s\n" % text.encode())
        except OSError:
            cabins.pop(number, None)


if __name__ == "__main__":
    server = StreamServer(("0.0.0.0", 2403), cabin_loop, spawn=Pool(400), backlog=256)
    gevent.signal_handler(15, server.stop)
    server.serve_forever()
