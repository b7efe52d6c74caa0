# kioskd - keeps the information kiosks of the terminal supplied with gate changes
import selectors, socket, time, json, sys

class Kiosk(object):
    def __init__(self, sock, addr):
        self.sock = sock
        self.addr = addr
        self.inbuf = b''
        self.outbuf = b''
        self.online = True
        self.seen = time.time()

class KioskServer(object):
    def __init__(self, port):
        self.sel = selectors.DefaultSelector()
        self.kiosks = []        # everybody who ever came today, for the nightly report
        ls = socket.socket()
        ls.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ls.bind(('', port))
        ls.listen(512)
        ls.setblocking(False)
        self.ls = ls
        self.sel.register(ls, selectors.EVENT_READ, None)

    def newcomer(self):
        try:
            s, addr = self.ls.accept()
        except BlockingIOError:
            return
        s.setblocking(False)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        k = Kiosk(s, addr)
        self.kiosks.append(k)
        self.sel.register(s, selectors.EVENT_READ, k)

    def readable(self, k):
        try:
            data = k.sock.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b''
        if not data:
            print('kiosk %s left' % (k.addr,), file=sys.stderr)
            self.sel.unregister(k.sock)
            k.online = False
            return
        k.seen = time.time()
        k.inbuf = (k.inbuf + data)[-8192:]
        while b'\n' in k.inbuf:
            line, k.inbuf = k.inbuf.split(b'\n', 1)
            if line == b'hello':
                self.send(k, {'welcome': k.addr[0]})

    def send(self, k, obj):
        if not k.online: return
        k.outbuf += json.dumps(obj).encode() + b'\n'
        self.sel.modify(k.sock, selectors.EVENT_READ | selectors.EVENT_WRITE, k)

    def writable(self, k):
        try:
            n = k.sock.send(k.outbuf)
        except BlockingIOError:
            return
        except OSError:
            return      # the read side will notice
        k.outbuf = k.outbuf[n:]
        if not k.outbuf:
            self.sel.modify(k.sock, selectors.EVENT_READ, k)

    def gate_change(self, flight, gate):
        for k in self.kiosks:
            self.send(k, {'flight': flight, 'gate': gate})

    def loop(self):
        while True:
            for key, ev in self.sel.select(5):
                k = key.data
                if k is None:
                    self.newcomer()
                    continue
                if ev & selectors.EVENT_WRITE:
                    self.writable(k)
                if ev & selectors.EVENT_READ:
                    self.readable(k)

if __name__ == '__main__':
    KioskServer(int(sys.argv[1])).loop()
