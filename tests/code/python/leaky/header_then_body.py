import socket
import struct

def call(sock, body):
    sock.sendall(struct.pack("!I", len(body)))
    sock.sendall(body)  # expect: nagle-delayed-ack
    size, = struct.unpack("!I", sock.recv(4))
    return sock.recv(size)
