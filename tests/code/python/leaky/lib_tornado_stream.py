from tornado.tcpserver import TCPServer
from tornado.iostream import StreamClosedError
from tornado.ioloop import IOLoop


class Intake(TCPServer):
    def __init__(self, store):
        super().__init__()
        self.store = store

    async def handle_stream(self, stream, address):
        try:
            head = await stream.read_until(b"\n", max_bytes=128)
            if not head.startswith(b"METER "):
                return  # expect: close-wait-leak
            while True:
                line = await stream.read_until(b"\n", max_bytes=1024)
                if line == b"BYE\n":
                    stream.close()
                    return
                self.store.add(head, line)
        except StreamClosedError:
            pass
