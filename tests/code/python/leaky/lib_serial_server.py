import socket
import requests


def main():
    s = socket.socket()
    s.bind(("0.0.0.0", 7777))
    s.listen(100)
    while True:
        c, a = s.accept()
        c.settimeout(5)
        try:
            who = c.recv(64).decode().strip()
            r = requests.get("https://auth.internal/u/" + who, timeout=20)  # expect: accept-queue-overflow
            c.sendall(b"yes" if r.ok else b"no")
        except (OSError, requests.RequestException):
            pass
        finally:
            c.close()
