import select
import socket
import time


def snapshot(book):
    lines = ["%s;%.4f;%.4f" % (s, b, a) for s, (b, a) in sorted(book.items())]
    return ("\n".join(lines) + "\n\n").encode("ascii")


def run(book, port):
    """Every second the full book (about 300 kB) to all terminals."""
    ls = socket.create_server(("", port), backlog=64)
    ls.setblocking(False)
    terms = set()
    due = time.monotonic()

    def gone(t):
        terms.discard(t)
        t.close()

    while True:
        wait = max(0.0, due - time.monotonic())
        ready, _, _ = select.select([ls, *terms], [], [], wait)
        for s in ready:
            if s is ls:
                t, _addr = ls.accept()
                t.setblocking(False)
                t.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                terms.add(t)
                continue
            try:
                if not s.recv(256):
                    gone(s)
            except BlockingIOError:
                pass
            except OSError:
                gone(s)
        if time.monotonic() < due:
            continue
        due += 1.0
        data = snapshot(book)
        for t in list(terms):
            try:
                t.send(data)
            except BlockingIOError:
                pass
            except OSError:
                gone(t)
