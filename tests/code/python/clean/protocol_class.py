import asyncio


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)

    def eof_received(self):
        return False


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echo, "", 8888)
    await server.serve_forever()
