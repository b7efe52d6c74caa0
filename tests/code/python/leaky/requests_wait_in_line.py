"""A server that overrides process_request, and puts the surplus on a list."""
import socketserver
import threading


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.settimeout(30)
        while data := self.request.recv(1024):
            self.request.sendall(data)


class Server(socketserver.ThreadingTCPServer):
    surplus = []

    def process_request(self, request, client_address):
        if threading.active_count() > 100:
            self.surplus.append(request)
            return  # expect: close-wait-leak
        super().process_request(request, client_address)


Server(("", 6000), Handler).serve_forever()
