import selectors
import socket
import time
import types

sel = selectors.DefaultSelector()
IDLE = 90


def welcome(srv):
    try:
        c, addr = srv.accept()
    except BlockingIOError:
        return
    except OSError as e:
        print("accept", e)
        time.sleep(0.05)
        return
    c.setblocking(False)
    c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    ns = types.SimpleNamespace(addr=addr, inb=b"", outb=b"", seen=time.monotonic(), eof=False)
    sel.register(c, selectors.EVENT_READ, ns)


def bye(c):
    sel.unregister(c)
    c.close()


def serve(c, ns, mask):
    ns.seen = time.monotonic()
    try:
        if mask & selectors.EVENT_READ:
            got = c.recv(4096)
            if not got:
                ns.eof = True
            ns.inb += got
            *lines, ns.inb = ns.inb.split(b"\n")
            for l in lines:
                ns.outb += l.upper() + b"\n"
        if ns.outb:
            n = c.send(ns.outb)
            ns.outb = ns.outb[n:]
    except BlockingIOError:
        pass
    except OSError as e:
        print(ns.addr, e)
        bye(c)
        return
    if ns.eof and not ns.outb:
        bye(c)
    elif ns.outb:
        sel.modify(c, selectors.EVENT_WRITE, ns)
    else:
        sel.modify(c, selectors.EVENT_READ, ns)


def evict(now, everyone):
    for key in list(sel.get_map().values()):
        if key.data is not None and (everyone or now - key.data.seen > IDLE):
            bye(key.fileobj)


def main(port):
    with socket.create_server(("", port), backlog=200) as srv:
        srv.setblocking(False)
        sel.register(srv, selectors.EVENT_READ)
        try:
            while True:
                for key, mask in sel.select(5):
                    if key.data is None:
                        welcome(srv)
                    else:
                        serve(key.fileobj, key.data, mask)
                evict(time.monotonic(), everyone=False)
        finally:
            evict(0, everyone=True)
            sel.close()


if __name__ == "__main__":
    main(7200)
