import os
import socket
import subprocess


def run_helper(argv, request):
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            proc = subprocess.Popen(argv, stdin=theirs, stdout=theirs, close_fds=True)
        ours.settimeout(30)
        try:
            ours.sendall(request)
            ours.shutdown(socket.SHUT_WR)
            parts = []
            while True:
                d = ours.recv(65536)
                if not d:
                    break
                parts.append(d)
        except OSError:
            proc.kill()
            raise
        finally:
            proc.wait()
    return b"".join(parts)
