import socket
import socketserver
import threading


class Box(object):
    def __init__(self):
        self.lock = threading.Lock()
        self.votes = {}

    def cast(self, token, option):
        with self.lock:
            if token in self.votes:
                return False
            self.votes[token] = option
            return True


class BallotHandler(socketserver.StreamRequestHandler):
    timeout = 15
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle(self):
        while True:
            try:
                line = self.rfile.readline(256)
            except socket.timeout:
                return
            except OSError as e:
                print(self.client_address[0], e)
                return
            if not line:
                return
            parts = line.decode("utf-8", "replace").split()
            if len(parts) != 2:
                self.wfile.write(b"usage: TOKEN OPTION\n")
            elif self.server.box.cast(*parts):
                self.wfile.write(b"thank you\n")
            else:
                self.wfile.write(b"already voted\n")
            self.wfile.flush()


class BallotServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port):
        self.box = Box()
        socketserver.TCPServer.__init__(self, ("", port), BallotHandler)


if __name__ == "__main__":
    with BallotServer(9120) as s:
        s.serve_forever()
