"""A thread feeds the socket while this one reads; who began it waits, and closes."""
import socket
import threading


class Job:
    def __init__(self, path):
        self.path = path
        self.problem = None

    def feed(self, sock):
        try:
            with open(self.path, "rb") as f:
                sock.sendfile(f)
            sock.shutdown(socket.SHUT_WR)
        except OSError as e:
            self.problem = e


def run(host, job, out):
    sock = socket.create_connection((host, 515), timeout=20)
    try:
        sock.settimeout(300)
        feeder = threading.Thread(target=job.feed, args=(sock,))
        feeder.start()
        try:
            while block := sock.recv(65536):
                out.write(block)
        finally:
            feeder.join()
        if job.problem:
            raise job.problem
    finally:
        sock.close()
