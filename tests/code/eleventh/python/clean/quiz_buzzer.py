import socketserver
import threading
import time


class Round:
    def __init__(self):
        self.lock = threading.Lock()
        self.first = None
        self.opened = time.monotonic()

    def buzz(self, team):
        with self.lock:
            if self.first is None:
                self.first = (team, time.monotonic() - self.opened)
            return self.first[0] == team

    def reopen(self):
        with self.lock:
            self.first = None
            self.opened = time.monotonic()


class BuzzerHandler(socketserver.StreamRequestHandler):
    """HELLO <team>, then BUZZ / PING lines. StreamRequestHandler gives us buffered
    reading; finish() and shutdown_request() of the server do the closing."""

    timeout = 45
    disable_nagle_algorithm = True

    def handle(self):
        try:
            hello = self.rfile.readline(80).split()
            if len(hello) != 2 or hello[0] != b"HELLO":
                self.wfile.write(b"WHO?\n")
                return
            team = hello[1].decode("ascii", "replace")
            print("team", team, "from", self.client_address[0])
            for line in iter(lambda: self.rfile.readline(80), b""):
                word = line.strip()
                if word == b"PING":
                    self.wfile.write(b"PONG\n")
                elif word == b"BUZZ":
                    won = self.server.round.buzz(team)
                    self.wfile.write(b"FIRST\n" if won else b"LATE\n")
                else:
                    self.wfile.write(b"WHAT?\n")
            print("team", team, "left")
        except OSError as e:
            print(self.client_address[0], "dropped:", e)


class BuzzerServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, addr):
        super().__init__(addr, BuzzerHandler)
        self.round = Round()


if __name__ == "__main__":
    with BuzzerServer(("", 9988)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        while input("enter for a new round, q to stop > ") != "q":
            server.round.reopen()
        server.shutdown()
