import socketserver

LIMIT = 5 * 1024 * 1024


class UploadHandler(socketserver.StreamRequestHandler):
    timeout = 20

    def handle(self):
        request = self.rfile.readline(4096)
        headers = {}
        while True:
            line = self.rfile.readline(4096).strip()
            if not line:
                break
            k, _, v = line.decode("latin-1").partition(":")
            headers[k.lower()] = v.strip()
        size = int(headers.get("content-length", 0))
        if size > LIMIT:
            self.wfile.write(b"HTTP/1.1 413 Too Large\r\nConnection: close\r\n\r\n")
            self.request.close()
            return
        body = self.rfile.read(size)
        save(request, body)
        self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128
