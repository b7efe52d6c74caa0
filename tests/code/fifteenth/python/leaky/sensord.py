import selectors
import socket
import struct
import sys

RECORD = struct.Struct("!IhH")  # sensor, temperature*100, humidity*100


class Sensord:
    def __init__(self, port, sink):
        self.sel = selectors.DefaultSelector()
        self.sink = sink
        self.clients = []
        lsock = socket.create_server(("0.0.0.0", port), backlog=256)
        lsock.setblocking(False)
        self.sel.register(lsock, selectors.EVENT_READ, None)

    def run(self):
        while True:
            for key, _ in self.sel.select():
                if key.data is None:
                    self.welcome(key.fileobj)
                else:
                    self.readable(key.fileobj, key.data)

    def welcome(self, lsock):
        c, _ = lsock.accept()
        c.setblocking(False)
        self.clients.append(c)
        self.sel.register(c, selectors.EVENT_READ, bytearray())

    def readable(self, c, buf):
        try:
            chunk = c.recv(4096)
        except BlockingIOError:
            return
        except OSError as e:
            print("sensor gone:", e, file=sys.stderr)
            self.sel.unregister(c)
            self.clients.remove(c)
            c.close()
            return
        if chunk == b"":
            self.sel.unregister(c)
            return
        buf += chunk
        while len(buf) >= RECORD.size:
            self.sink(*RECORD.unpack_from(buf))
            del buf[:RECORD.size]


if __name__ == "__main__":
    Sensord(int(sys.argv[1]), print).run()
