import selectors
import socket
import time
import types

# Jukebox remote: phones send "PLAY id", "SKIP"; server answers with the queue.

sel = selectors.DefaultSelector()
playlist = []


def on_accept(lsock):
    try:
        conn, addr = lsock.accept()
    except BlockingIOError:
        return
    except OSError as e:
        print("accept:", e)
        time.sleep(0.05)
        return
    conn.setblocking(False)
    conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    data = types.SimpleNamespace(addr=addr, inb=b"", outb=b"", last=time.monotonic())
    sel.register(conn, selectors.EVENT_READ, data)


def run_command(text):
    verb, _, arg = text.partition(" ")
    if verb == "PLAY" and arg.isdigit():
        playlist.append(int(arg))
    elif verb == "SKIP" and playlist:
        playlist.pop(0)
    return (" ".join(map(str, playlist)) + "\n").encode()


def hang_up(sock):
    sel.unregister(sock)
    sock.close()


def on_phone(key, mask):
    sock, data = key.fileobj, key.data
    if mask & selectors.EVENT_READ:
        try:
            chunk = sock.recv(2048)
        except BlockingIOError:
            return
        except OSError:
            hang_up(sock)
            return
        if not chunk:
            hang_up(sock)
            return
        data.last = time.monotonic()
        data.inb += chunk
        while b"\n" in data.inb:
            line, data.inb = data.inb.split(b"\n", 1)
            data.outb += run_command(line.decode("utf-8", "ignore").strip())
    if data.outb:
        try:
            sent = sock.send(data.outb)
            data.outb = data.outb[sent:]
        except BlockingIOError:
            pass
        except OSError:
            hang_up(sock)
            return
    events = selectors.EVENT_READ | (selectors.EVENT_WRITE if data.outb else 0)
    sel.modify(sock, events, data)


quiet = []   # phones that went to sleep, for the statistics page


def sweep():
    limit = time.monotonic() - 600
    for key in list(sel.get_map().values()):
        if key.data is not None and key.data.last < limit:
            sel.unregister(key.fileobj)
            quiet.append(key)


def main():
    lsock = socket.create_server(("", 6600), backlog=128)
    lsock.setblocking(False)
    sel.register(lsock, selectors.EVENT_READ, None)
    while True:
        for key, mask in sel.select(timeout=5):
            if key.data is None:
                on_accept(key.fileobj)
            else:
                on_phone(key, mask)
        sweep()


if __name__ == "__main__":
    main()
