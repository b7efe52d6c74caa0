"""Distributes ASTERIX plots of the harbour radar to the display consoles."""
import select
import socket
import logging

log = logging.getLogger("fanout")


class Fanout:
    def __init__(self, mcast, port, listen_port):
        self.rx = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.rx.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.rx.bind(("", port))
        req = socket.inet_aton(mcast) + socket.inet_aton("0.0.0.0")
        self.rx.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, req)
        self.srv = socket.create_server(("", listen_port), backlog=32)
        self.consoles = []

    def drop(self, c, why):
        log.info("console gone: %s", why)
        self.consoles.remove(c)
        c.close()

    def greet(self):
        c, addr = self.srv.accept()
        c.setblocking(False)
        c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        c.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.consoles.append(c)
        log.info("console %s, now %d", addr[0], len(self.consoles))

    def spread(self, plot):
        framed = len(plot).to_bytes(2, "big") + plot
        for c in list(self.consoles):
            try:
                c.send(framed)
            except BlockingIOError:
                log.warning("console slow, plot skipped")
            except OSError as e:
                self.drop(c, e)

    def loop(self):
        while True:
            ready, _, _ = select.select([self.rx, self.srv, *self.consoles], [], [], 60)
            for s in ready:
                if s is self.rx:
                    self.spread(s.recv(65535))
                elif s is self.srv:
                    self.greet()
                elif s in self.consoles:
                    # consoles never talk, readable means gone
                    try:
                        if s.recv(64) == b"":
                            self.drop(s, "closed")
                    except BlockingIOError:
                        pass
                    except OSError as e:
                        self.drop(s, e)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    Fanout("239.1.7.7", 8600, 8601).loop()
