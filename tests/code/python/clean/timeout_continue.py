import socket


def listen_for(sock, stop):
    with sock:
        sock.settimeout(1.0)
        while not stop.is_set():
            try:
                data = sock.recv(2048)
            except socket.timeout:
                continue
            if not data:
                return
            print(data)
