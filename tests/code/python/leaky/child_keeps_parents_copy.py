"""One child for each caller; the parent remembers whom it was, with the descriptor."""
import os
import socket

children = {}


def reap():
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        print("child", pid, "for", children[pid][1], "ended", status)
        children.pop(pid, None)


def main():
    server = socket.create_server(("", 79), backlog=64)
    while True:
        reap()
        caller, peer = server.accept()  # expect: close-wait-leak
        try:
            pid = os.fork()
        except OSError:
            caller.close()
            continue
        if not pid:
            server.close()
            caller.settimeout(20)
            caller.sendall(b"hello\n" + caller.recv(100))
            os._exit(0)
        children[pid] = (caller.detach(), peer)
