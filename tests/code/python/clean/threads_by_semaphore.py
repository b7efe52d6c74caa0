"""Two threads copy while this one waits; it closes both ends when they are done."""
import socket
import threading


def copy(source, sink, done):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    finally:
        done.release()


def tunnel(client, addr):
    try:
        upstream = socket.create_connection(addr, 5)
    except OSError:
        client.close()
        return
    with client, upstream:
        done = threading.Semaphore(0)
        for a, b in ((client, upstream), (upstream, client)):
            threading.Thread(target=copy, args=(a, b, done), daemon=True).start()
        done.acquire()
        for s in (client, upstream):
            s.shutdown(socket.SHUT_RDWR)
        done.acquire()


def main():
    server = socket.create_server(("", 1080))
    while True:
        client, _ = server.accept()
        threading.Thread(target=tunnel, args=(client, ("db", 5432)), daemon=True).start()
