import queue
import socket
import time

lanes = [queue.Queue(20), queue.Queue(20)]


def accept_all():
    with socket.create_server(("", 7070), backlog=128) as listener:
        while True:
            try:
                conn, _ = listener.accept()
            except OSError:
                time.sleep(0.1)
                continue
            for lane in lanes:
                try:
                    lane.put_nowait(conn)
                    break
                except queue.Full:
                    continue
            else:
                conn.close()


def watch(host, seen):
    with socket.create_connection((host, 7071), timeout=5) as conn:
        conn.settimeout(60)
        conn.sendall(b"watch\n")
        while True:
            part = conn.recv(4096)
            if not part:
                return
            seen(part)


def watch_for_ever(host, seen):
    while True:
        try:
            watch(host, seen)
        except OSError:
            pass
        time.sleep(2)
