import select
import socket


def receive(conn):
    try:
        data = conn.recv(512)
    except ConnectionResetError:
        return None
    return data


def serve(listener, clients):
    while True:
        ready, _, _ = select.select([listener] + clients, [], [])
        for s in ready:
            if s is listener:
                conn, _ = listener.accept()
                clients.append(conn)
                continue
            data = receive(s)
            if not data:  # expect: close-wait-leak
                clients.remove(s)
                continue
            s.sendall(data)
