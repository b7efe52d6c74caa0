import errno, logging, selectors, socket, time

log = logging.getLogger('relay')
R, W = selectors.EVENT_READ, selectors.EVENT_WRITE
HIGH = 256 * 1024
IDLE = 600

class Leg:
    """One side of a relayed pair. `other` is the opposite leg."""
    __slots__ = ('sock', 'other', 'out', 'eof', 'shut', 'connecting', 'used')
    def __init__(self, sock, connecting=False):
        self.sock, self.connecting = sock, connecting
        self.other, self.out = None, bytearray()
        self.eof = self.shut = False
        self.used = time.monotonic()

class Relay:
    def __init__(self, listen, target):
        self.sel = selectors.DefaultSelector()
        self.target = target
        self.legs = set()
        self.ls = socket.create_server(listen, backlog=400)
        self.ls.setblocking(False)
        self.sel.register(self.ls, R)
        self.full_until = 0

    def accept(self):
        try:
            c, who = self.ls.accept()
        except OSError as e:
            if e.errno in (errno.EMFILE, errno.ENFILE):
                self.sel.unregister(self.ls)
                self.full_until = time.monotonic() + 1
            return
        try:
            u = socket.socket()
        except OSError as e:
            log.error('no socket towards the target: %s', e)
            c.close()
            return
        for s in (c, u):
            s.setblocking(False)
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        a, b = Leg(c), Leg(u, connecting=True)
        a.other, b.other = b, a
        self.legs |= {a, b}
        if u.connect_ex(self.target) not in (0, errno.EINPROGRESS):
            return self.drop(a)
        self.arm(a); self.arm(b)

    def arm(self, leg):
        want = 0
        if not leg.eof and len(leg.other.out) < HIGH and not leg.connecting: want |= R
        if leg.out or leg.connecting: want |= W
        known = leg.sock in self.sel.get_map()
        if want and known: self.sel.modify(leg.sock, want, leg)
        elif want: self.sel.register(leg.sock, want, leg)
        elif known: self.sel.unregister(leg.sock)

    def drop(self, leg):
        for l in (leg, leg.other):
            if l.sock in self.sel.get_map():
                self.sel.unregister(l.sock)
            l.sock.close()
            self.legs.discard(l)

    def serve(self, leg, mask):
        other = leg.other
        leg.used = other.used = time.monotonic()
        if leg.connecting:
            err = leg.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if err: raise OSError(err, 'connect')
            leg.connecting = False
        if mask & W and leg.out:
            del leg.out[:leg.sock.send(leg.out)]
        if mask & R:
            data = leg.sock.recv(65536)
            if data: other.out += data
            else: leg.eof = True
        for x in (leg, other):
            if x.other.eof and not x.out and not x.shut and not x.connecting:
                x.sock.shutdown(socket.SHUT_WR)
                x.shut = True
        if leg.shut and other.shut:
            return self.drop(leg)
        self.arm(leg); self.arm(other)

    def run(self):
        while True:
            for key, mask in self.sel.select(1):
                leg = key.data
                if leg is None: self.accept()
                elif leg in self.legs:
                    try: self.serve(leg, mask)
                    except BlockingIOError: pass
                    except OSError as e:
                        log.info('%s', e)
                        self.drop(leg)
            now = time.monotonic()
            if self.full_until and now > self.full_until:
                self.full_until = 0
                self.sel.register(self.ls, R)
            for leg in [l for l in self.legs if now - l.used > IDLE]:
                if leg in self.legs: self.drop(leg)
