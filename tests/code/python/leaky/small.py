import socket

def dump(sock, rows):
    for row in rows:
        for cell in row:
            sock.sendall(str(cell).encode())  # expect: small-writes
            sock.sendall(b",")
        sock.sendall(b"\n")
