import socket


def call(sock, header, body):
    sock.sendall(header)
    sock.sendall(body)  # expect: nagle-delayed-ack
    return sock.recv(4096)
