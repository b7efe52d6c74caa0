import json
import socket
import subprocess


def run_job(req):
    done = subprocess.run(["/usr/local/bin/render", req["scene"]], capture_output=True, timeout=120)
    return {"status": done.returncode, "log": done.stderr.decode(errors="replace")[-2000:]}


def read_request(f):
    line = f.readline(65536)
    return json.loads(line) if line else None


def serve(port=9010):
    ls = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    ls.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    ls.bind(("", port))
    ls.listen(1)
    while True:
        sock, addr = ls.accept()
        with sock, sock.makefile("rb") as f:
            try:
                req = read_request(f)
                if req is None:
                    continue
                out = run_job(req)
            except (ValueError, KeyError, subprocess.TimeoutExpired) as e:
                out = {"status": -1, "log": str(e)}
            try:
                sock.sendall(json.dumps(out).encode() + b"\n")
            except OSError:
                pass


if __name__ == "__main__":
    serve()
