import selectors
import socket

sel = selectors.DefaultSelector()


def accept(srv):
    conn, _ = srv.accept()
    conn.setblocking(False)
    sel.register(conn, selectors.EVENT_READ, read)


def read(conn):
    data = conn.recv(1000)
    if data:
        conn.sendall(data)
    else:  # expect: close-wait-leak
        sel.unregister(conn)


def loop(srv):
    sel.register(srv, selectors.EVENT_READ, accept)
    while True:
        for key, _ in sel.select():
            key.data(key.fileobj)
