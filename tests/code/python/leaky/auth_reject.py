import socketserver
import socket
import threading


def client_thread(sock, secret):
    hello = sock.recv(64)
    if hello.strip() != secret:
        sock.sendall(b"go away\n")
        return  # expect: close-wait-leak
    sock.sendall(b"welcome\n")
    sock.close()


def serve(srv, secret):
    while True:
        s, _ = srv.accept()
        t = threading.Thread(target=client_thread, args=(s, secret))
        t.start()
