import logging
import shlex
import socket
import subprocess
import time

REPOS = {"shop": "/srv/git/shop", "api": "/srv/git/api", "docs": "/srv/git/docs"}
log = logging.getLogger("trigger")


def build(repo):
    p = subprocess.run(["make", "-C", REPOS[repo], "all"], capture_output=True, timeout=1800)
    return p.returncode, p.stderr.decode(errors="replace").splitlines()[-5:]


def request(conn):
    with conn.makefile("rb") as f:
        line = f.readline(1024)
    words = shlex.split(line.decode())
    if len(words) != 2 or words[0] != "build" or words[1] not in REPOS:
        return None
    return words[1]


def serve(port):
    with socket.create_server(("", port), backlog=64) as srv:
        while True:
            try:
                conn, peer = srv.accept()
            except OSError as e:
                log.error("accept: %s", e)
                time.sleep(0.2)
                continue
            with conn:
                conn.settimeout(10)
                try:
                    repo = request(conn)
                    if repo is None:
                        conn.sendall(b"? build REPO\n")
                        continue
                    log.info("%s builds %s", peer[0], repo)
                    code, tail = build(repo)
                    conn.sendall(f"{code}\n".encode() + "\n".join(tail).encode() + b"\n")
                except (OSError, ValueError, subprocess.TimeoutExpired) as e:
                    log.warning("%s: %s", peer[0], e)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    serve(8790)
