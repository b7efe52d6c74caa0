import socket


def wait_for(sock):
    sock.settimeout(None)  # expect: dead-peer-timeout
    return sock.recv(100)
