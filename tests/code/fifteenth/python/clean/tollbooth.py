import queue
import socket
import threading

jobs = queue.Queue(maxsize=100)


def work(lookup):
    while True:
        s, peer = jobs.get()
        with s:
            try:
                s.settimeout(5)
                tag = b""
                while not tag.endswith(b"\n") and len(tag) < 64:
                    more = s.recv(64)
                    if not more:
                        break
                    tag += more
                if tag.endswith(b"\n"):
                    s.sendall(b"%d\n" % lookup(tag.strip().decode("ascii")))
            except (OSError, ValueError) as e:
                print("booth %s: %s" % (peer[0], e))
            except Exception as e:
                print("lookup failed:", e)


def refuse(s):
    """Tell the booth to use its offline list; read what it has sent first."""
    with s:
        try:
            s.settimeout(1)
            s.sendall(b"-1\n")
            s.shutdown(socket.SHUT_WR)
            for _ in range(16):
                if not s.recv(256):
                    break
        except OSError:
            pass


def main(lookup, port=7601):
    for _ in range(12):
        threading.Thread(target=work, args=(lookup,), daemon=True).start()
    with socket.create_server(("", port), backlog=256) as ls:
        while True:
            s, peer = ls.accept()
            try:
                jobs.put_nowait((s, peer))
            except queue.Full:
                threading.Thread(target=refuse, args=(s,), daemon=True).start()
