import selectors

sel = selectors.DefaultSelector()


def close(conn):
    sel.unregister(conn)
    conn.close()


def on_read(conn):
    try:
        data = conn.recv(1000)
    except BlockingIOError:
        return
    except ConnectionError:
        close(conn)
        return
    if not data:
        close(conn)
        return
    conn.sendall(data)


def on_accept(srv):
    conn, _ = srv.accept()
    conn.setblocking(False)
    sel.register(conn, selectors.EVENT_READ, on_read)
