import socket
import subprocess

def main():
    s = socket.socket()
    s.bind(("", 7001))
    s.listen(200)
    while True:
        c, addr = s.accept()
        out = subprocess.check_output(["report", addr[0]])  # expect: accept-queue-overflow
        c.sendall(out)
        c.close()
