import asyncio
import collections


class MiniCache(asyncio.Protocol):
    """Subset of the memcached text protocol, for the tests of the web team."""

    data = collections.OrderedDict()
    LIMIT = 10000

    def connection_made(self, transport):
        self.t = transport
        self.buf = bytearray()
        self.loop = asyncio.get_running_loop()
        self.paused = False
        self.arm()

    def arm(self):
        self.idle = self.loop.call_later(60, self.t.abort)

    def connection_lost(self, exc):
        self.idle.cancel()

    def eof_received(self):
        return None         # the transport closes itself

    def pause_writing(self):
        self.t.pause_reading()

    def resume_writing(self):
        self.t.resume_reading()

    def data_received(self, chunk):
        self.idle.cancel()
        self.arm()
        self.buf += chunk
        if len(self.buf) > 1 << 21:
            self.t.abort()
            return
        while self.step():
            pass

    def step(self):
        line, sep, rest = bytes(self.buf).partition(b"\r\n")
        if not sep:
            return False
        words = line.split()
        if words[:1] == [b"set"] and len(words) >= 5:
            n = int(words[4])
            if len(rest) < n + 2:
                return False
            self.put(words[1], rest[:n])
            self.t.write(b"STORED\r\n")
            self.buf = bytearray(rest[n + 2:])
            return True
        self.buf = bytearray(rest)
        if words[:1] == [b"get"]:
            out = [b"VALUE %s 0 %d\r\n%s\r\n" % (k, len(self.data[k]), self.data[k])
                   for k in words[1:] if k in self.data]
            self.t.write(b"".join(out) + b"END\r\n")
        elif words[:1] == [b"quit"]:
            self.t.close()
            return False
        else:
            self.t.write(b"ERROR\r\n")
        return True

    @classmethod
    def put(cls, k, v):
        cls.data[k] = v
        cls.data.move_to_end(k)
        while len(cls.data) > cls.LIMIT:
            cls.data.popitem(last=False)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(MiniCache, "127.0.0.1", 11211)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
