import asyncio

class Collector(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(b"ok\n")

    def eof_received(self):  # expect: close-wait-leak
        return True

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Collector, "0.0.0.0", 9000)
    await server.serve_forever()
