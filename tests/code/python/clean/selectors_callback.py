import selectors
import socket

sel = selectors.DefaultSelector()

def accept(sock, mask):
    conn, addr = sock.accept()
    conn.setblocking(False)
    sel.register(conn, selectors.EVENT_READ, read)

def read(conn, mask):
    try:
        data = conn.recv(1000)
    except ConnectionResetError:
        data = b""
    except BlockingIOError:
        return
    if data:
        conn.sendall(data)
    else:
        sel.unregister(conn)
        conn.close()

sock = socket.socket()
sock.bind(("", 1234))
sock.listen(100)
sock.setblocking(False)
sel.register(sock, selectors.EVENT_READ, accept)
while True:
    for key, mask in sel.select():
        key.data(key.fileobj, mask)
