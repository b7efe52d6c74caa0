class Worker(threading.Thread):
    def __init__(self, conn, addr, store):
        super(Worker, self).__init__()
        self.daemon = True
        self.conn = conn
        self.addr = addr
        self.store = store

    def run(self):
        self.conn.settimeout(30)
        f = self.conn.makefile("rb")
        while True:
            try:
                line = f.readline(65536)
            except socket.timeout:
                break
            if not line:
                break
            cmd, _, arg = line.strip().partition(b" ")
            if cmd == b"GET":
                self.conn.sendall(self.store.get(arg, b"") + b"\r\n")
            elif cmd == b"PUT":
                key, _, val = arg.partition(b" ")
                self.store[key] = val
                self.conn.sendall(b"OK\r\n")
            elif cmd == b"QUIT":
                break
            else:
                log.warning("%s: unknown command %r", self.addr, cmd)
                return
        f.close()
        self.conn.close()


def serve(sock, store):
    while True:
        conn, addr = sock.accept()
        Worker(conn, addr, store).start()
