import asyncio


async def handle(reader, writer):
    while True:
        line = await reader.readline()
        if not line:  # expect: close-wait-leak
            break
        writer.write(line)
        await writer.drain()


async def main():
    server = await asyncio.start_server(handle, "0.0.0.0", 8888)
    async with server:
        await server.serve_forever()
