import socket

def subscribe(host):
    s = socket.create_connection((host, 5222))
    s.settimeout(None)  # expect: dead-peer-timeout
    f = s.makefile()
    try:
        for line in f:
            print(line)
    finally:
        s.close()
