import socketserver

class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        while True:
            data = self.request.recv(1024)
            if not data:
                break
            self.request.sendall(data)

class Server(socketserver.ThreadingTCPServer):
    request_queue_size = 1  # expect: accept-queue-overflow
    allow_reuse_address = True

Server(("", 9000), Handler).serve_forever()
