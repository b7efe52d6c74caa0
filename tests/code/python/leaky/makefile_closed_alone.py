import socket


def ask(host, word):
    s = socket.create_connection((host, 4242), timeout=5)
    f = s.makefile("rwb")
    f.write(word.encode() + b"\n")
    f.flush()
    line = f.readline()
    f.close()
    if not line:
        return None  # expect: close-wait-leak
    s.close()
    return line.decode()
