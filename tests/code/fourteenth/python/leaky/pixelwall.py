import selectors
import socket

sel = selectors.DefaultSelector()


class Painter:
    all = []

    def __init__(self, conn, addr):
        self.conn = conn
        self.addr = addr
        self.buf = bytearray()
        self.painted = 0
        Painter.all.append(self)


def accept(lsock):
    try:
        conn, addr = lsock.accept()
    except BlockingIOError:
        return
    conn.setblocking(False)
    sel.register(conn, selectors.EVENT_READ, Painter(conn, addr))


def readable(p, canvas):
    try:
        data = p.conn.recv(65536)
    except BlockingIOError:
        return
    except OSError:
        sel.unregister(p.conn)
        p.conn.close()
        Painter.all.remove(p)
        return
    if not data:
        print("painter", p.addr, "done after", p.painted, "pixels")
        sel.unregister(p.conn)
        return
    p.buf += data
    *lines, rest = p.buf.split(b"\n")
    p.buf = bytearray(rest)
    for ln in lines:
        f = ln.split()
        if len(f) == 4 and f[0] == b"PX":
            canvas[int(f[1]), int(f[2])] = f[3].decode("ascii", "replace")
            p.painted += 1


def loop(port, canvas):
    lsock = socket.socket()
    lsock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    lsock.bind(("", port))
    lsock.listen(200)
    lsock.setblocking(False)
    sel.register(lsock, selectors.EVENT_READ, None)
    while True:
        for key, _ in sel.select():
            if key.data is None:
                accept(key.fileobj)
            else:
                readable(key.data, canvas)
