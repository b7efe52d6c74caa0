import selectors
import socket
import types

sel = selectors.DefaultSelector()

def accept(sock):
    conn, addr = sock.accept()
    conn.setblocking(False)
    sel.register(conn, selectors.EVENT_READ | selectors.EVENT_WRITE,
                 data=types.SimpleNamespace(addr=addr, out=b""))

def service(key, mask):
    sock, data = key.fileobj, key.data
    if mask & selectors.EVENT_READ:
        got = sock.recv(1024)
        if got:
            data.out += got
        else:  # expect: close-wait-leak
            print("closing", data.addr)
            sel.unregister(sock)
    if mask & selectors.EVENT_WRITE and data.out:
        n = sock.send(data.out)
        data.out = data.out[n:]
