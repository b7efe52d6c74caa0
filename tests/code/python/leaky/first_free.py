import queue
import socket
import time

lanes = [queue.Queue(20), queue.Queue(20)]


def accept_all():
    with socket.create_server(("", 7070), backlog=128) as listener:
        while True:
            try:
                conn, _ = listener.accept()  # expect: close-wait-leak
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
                print("no lane is free")


def ask(host, what):
    with socket.create_connection((host, 7071), timeout=5) as conn:  # expect: connection-churn
        conn.settimeout(5)
        conn.sendall(what)
        reply = conn.recv(4096)
    return reply


def ask_all(host, questions):
    for what in questions:
        print(ask(host, what))
