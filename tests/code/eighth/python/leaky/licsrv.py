"""licsrv: floating licences for the CAD workstations.

Client:  CHECKOUT <product> <host> <user>\\n      (sent as soon as connected)
Server:  OK <token>\\n | DENIED <reason>\\n
"""
import secrets
import socket
import threading

MAX_SESSIONS = 64
_sessions = threading.BoundedSemaphore(MAX_SESSIONS)
_seats = {"draft": 40, "render": 6}
_lock = threading.Lock()


def checkout(product, host, user):
    with _lock:
        left = _seats.get(product, 0)
        if left == 0:
            return "DENIED no seats"
        _seats[product] = left - 1
    return "OK " + secrets.token_hex(8)


def session(sock):
    try:
        with sock, sock.makefile("r", encoding="utf-8", newline="\n") as lines:
            sock.settimeout(300)
            for line in lines:
                words = line.split()
                if len(words) != 4 or words[0] != "CHECKOUT":
                    answer = "DENIED syntax"
                else:
                    answer = checkout(*words[1:])
                sock.sendall((answer + "\n").encode())
    except (OSError, UnicodeDecodeError) as e:
        print("session ended:", e)
    finally:
        _sessions.release()


def serve(port=27999):
    listener = socket.create_server(("", port), backlog=200)
    print("licsrv on", port)
    while True:
        sock, addr = listener.accept()
        if not _sessions.acquire(blocking=False):
            # tell them why, the old one just hung up and helpdesk got the calls
            sock.settimeout(1)
            try:
                sock.sendall(b"DENIED server full\n")
            except OSError:
                pass
            sock.close()
            continue
        threading.Thread(target=session, args=(sock,), daemon=True).start()


if __name__ == "__main__":
    serve()
