"""Stream relay: a table for the status page knows each listener, and nobody closes by it."""
import socket
import threading

lock = threading.Lock()
listeners = {}


def status():
    with lock:
        return [(name, since) for name, since, _ in listeners.values()]


def play(number, sock, feed):
    with lock:
        listeners[number] = (f"radio-{number}", feed.now(), sock)
    try:
        for frame in feed:
            sock.sendall(frame)
    except BrokenPipeError:
        with lock:
            del listeners[number]
        sock.close()
        return
    except socket.timeout:
        feed.leave(number)
        return  # expect: close-wait-leak
    with lock:
        listeners.pop(number)
    sock.close()


def main(feed):
    server = socket.create_server(("", 8000), backlog=128)
    number = 0
    while True:
        sock, _ = server.accept()
        number += 1
        threading.Thread(target=play, args=(number, sock, feed)).start()
