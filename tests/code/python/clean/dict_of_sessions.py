import socket


class Hub:
    def __init__(self):
        self.sessions = {}

    def add(self, sock):
        self.sessions[sock.fileno()] = sock

    def drop(self, fd):
        sock = self.sessions.pop(fd)
        sock.close()

    def on_readable(self, fd):
        data = self.sessions[fd].recv(1024)
        if not data:
            self.drop(fd)
            return
        self.sessions[fd].sendall(data)
