import socketserver
import subprocess


class Job(socketserver.StreamRequestHandler):
    timeout = 30

    def handle(self):
        name = self.rfile.readline(256).strip().decode()
        if name not in self.server.jobs:
            self.wfile.write(b"unknown\n")
            return
        p = subprocess.run(self.server.jobs[name], capture_output=True, timeout=600)
        self.wfile.write(p.stdout)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, addr, jobs):
        super().__init__(addr, Job)
        self.jobs = jobs


if __name__ == "__main__":
    with Server(("", 9100), {"date": ["date"]}) as s:
        s.serve_forever()
