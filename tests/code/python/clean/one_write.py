import socket
import struct


def send_frame(sock, body):
    sock.sendall(struct.pack("!I", len(body)) + body)


def call(sock, body):
    send_frame(sock, body)
    return sock.recv(65536)
