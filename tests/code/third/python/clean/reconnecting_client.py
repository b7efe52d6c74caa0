class BrokerLink:
    def __init__(self, host, port, topic):
        self.host, self.port, self.topic = host, port, topic
        self.sock = None
        self.file = None

    def _open(self):
        s = socket.create_connection((self.host, self.port), timeout=4)
        try:
            s.sendall(b"SUB %s\n" % self.topic)
            f = s.makefile("rb")
        except OSError:
            s.close()
            raise
        s.settimeout(65)        # the broker pings each minute
        self.sock, self.file = s, f

    def _close(self):
        if self.file is not None:
            self.file.close()
        if self.sock is not None:
            self.sock.close()
        self.sock = self.file = None

    def messages(self):
        delay = 1
        while True:
            try:
                if self.sock is None:
                    self._open()
                    delay = 1
                line = self.file.readline()
                if not line:
                    raise ConnectionError("eof")
            except OSError as e:
                log.info("%s: %s; again in %d s", self.host, e, delay)
                self._close()
                time.sleep(delay)
                delay = min(delay * 2, 60)
                continue
            if line == b"PING\n":
                continue
            yield line.rstrip()
