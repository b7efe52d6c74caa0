import socket
import struct

def kill(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # expect: reset-with-unread-data
    sock.close()
