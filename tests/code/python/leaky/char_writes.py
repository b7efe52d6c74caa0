import socket


def type_out(sock, text):
    for ch in text.encode():
        sock.sendall(bytes([ch]))  # expect: small-writes
