import asyncio
import json
import struct


class UploadProtocol(asyncio.Protocol):
    """u32 length + JSON, any number of them; answers with the ids."""

    def __init__(self, sink):
        self.sink = sink
        self.buf = bytearray()
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport
        self.sink.register(self)

    def data_received(self, data):
        self.buf += data
        while len(self.buf) >= 4:
            (n,) = struct.unpack_from("!I", self.buf)
            if n > 1 << 20:
                self.transport.abort()
                return
            if len(self.buf) < 4 + n:
                return
            doc = json.loads(self.buf[4:4 + n])
            del self.buf[:4 + n]
            self.transport.write(self.sink.store(doc))

    def eof_received(self):
        if self.buf:
            self.sink.truncated(bytes(self.buf))
            self.buf.clear()
        return True

    def connection_lost(self, exc):
        self.sink.unregister(self)


async def main(sink, port=9401):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: UploadProtocol(sink), port=port)
    await server.serve_forever()
