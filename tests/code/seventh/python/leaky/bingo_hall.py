#!/usr/bin/env python3
# Bingo hall push server. One thread, selectors. Caller publishes numbers
# via /run/bingo.fifo, halls are connected by plain TCP.
import selectors, socket, os, time

sel = selectors.DefaultSelector()
halls = {}          # fd -> Hall


class Hall:
    def __init__(self, sock, addr):
        self.sock = sock
        self.addr = addr
        self.joined = time.time()
        self.out = b""
        self.active = True


def on_accept(lsock):
    try:
        c, addr = lsock.accept()
    except OSError as e:
        print("accept:", e)
        time.sleep(0.2)
        return
    c.setblocking(False)
    c.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    h = Hall(c, addr)
    halls[c.fileno()] = h
    sel.register(c, selectors.EVENT_READ, h)


def on_hall(h, mask):
    if mask & selectors.EVENT_WRITE and h.out:
        n = h.sock.send(h.out)
        h.out = h.out[n:]
        if not h.out:
            sel.modify(h.sock, selectors.EVENT_READ, h)
    if mask & selectors.EVENT_READ:
        data = h.sock.recv(512)
        if not data:
            print("hall", h.addr, "left after", int(time.time() - h.joined), "s")
            h.active = False
            sel.unregister(h.sock)
            return
        if data.startswith(b"PING"):
            publish(h, b"PONG\n")


def publish(h, line):
    if h.active:
        h.out += line
        sel.modify(h.sock, selectors.EVENT_READ | selectors.EVENT_WRITE, h)


def broadcast(line):
    for h in halls.values():
        publish(h, line)


def main():
    l = socket.create_server(("", 4455), backlog=256)
    l.setblocking(False)
    sel.register(l, selectors.EVENT_READ, None)
    fifo = os.open("/run/bingo.fifo", os.O_RDWR | os.O_NONBLOCK)
    sel.register(fifo, selectors.EVENT_READ, "fifo")
    while True:
        for key, mask in sel.select(timeout=30):
            if key.data is None:
                on_accept(l)
            elif key.data == "fifo":
                broadcast(os.read(fifo, 64))
            else:
                try:
                    on_hall(key.data, mask)
                except OSError as e:
                    print("hall", key.data.addr, e)
                    sel.unregister(key.data.sock)
                    halls.pop(key.fd, None)
                    key.data.sock.close()


main()
