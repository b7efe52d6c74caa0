#!/usr/bin/env python3
import selectors
import socket

sel = selectors.DefaultSelector()
clients = {}


def accept(lsock):
    conn, addr = lsock.accept()
    conn.setblocking(False)
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    clients[conn.fileno()] = (conn, addr)
    sel.register(conn, selectors.EVENT_READ, read)


def read(conn):
    try:
        data = conn.recv(4096)
    except BlockingIOError:
        return
    except ConnectionResetError:
        drop(conn)
        return
    if not data:
        sel.unregister(conn)
        print("left:", clients[conn.fileno()][1])
        return
    for other, _ in list(clients.values()):
        if other is conn:
            continue
        try:
            other.sendall(data)
        except OSError:
            drop(other)


def drop(conn):
    clients.pop(conn.fileno(), None)
    sel.unregister(conn)
    conn.close()


def main():
    lsock = socket.create_server(("", 6667))
    lsock.setblocking(False)
    sel.register(lsock, selectors.EVENT_READ, accept)
    while True:
        for key, _mask in sel.select():
            key.data(key.fileobj)


if __name__ == "__main__":
    main()
