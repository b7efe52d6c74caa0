def accept_forever(self):
    while not self.stopping:
        try:
            conn, addr = self.sock.accept()
        except OSError as exc:
            self.log.debug("accept failed: %s", exc)
            continue
        conn.settimeout(self.timeout)
        t = threading.Thread(target=self.session, args=(conn, addr))
        t.daemon = True
        t.start()

def session(self, conn, addr):
    with conn:
        while True:
            try:
                data = conn.recv(2048)
            except OSError:
                return
            if not data:
                return
            conn.sendall(self.answer(data, addr))
