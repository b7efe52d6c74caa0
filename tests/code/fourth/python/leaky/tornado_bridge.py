from tornado.iostream import StreamClosedError
from tornado.tcpclient import TCPClient
from tornado.tcpserver import TCPServer
from tornado import gen
import datetime


class Bridge(TCPServer):
    def __init__(self, upstream, **kw):
        super().__init__(**kw)
        self.upstream = upstream

    async def handle_stream(self, stream, address):
        up = await TCPClient().connect(*self.upstream, timeout=5)
        while True:
            try:
                req = await gen.with_timeout(datetime.timedelta(seconds=120), stream.read_until(b"\n", max_bytes=65536))
            except gen.TimeoutError:
                stream.close()
                up.close()
                return
            except StreamClosedError:
                return
            try:
                await up.write(req)
                ans = await gen.with_timeout(datetime.timedelta(seconds=30), up.read_until(b"\n"))
                await stream.write(ans)
            except (StreamClosedError, gen.TimeoutError):
                up.close()
                stream.close()
                return
