import select
import socket


def serve(listener):
    socks = [listener]
    while True:
        ready, _, _ = select.select(socks, [], [])
        for s in ready:
            if s is listener:
                c, _ = s.accept()
                socks.append(c)
                continue
            try:
                data = s.recv(4096)
            except OSError:
                data = b""
            if not data:
                socks.remove(s)
                s.close()
            else:
                s.sendall(data)
