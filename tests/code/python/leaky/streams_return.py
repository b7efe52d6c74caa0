import asyncio

async def handle(reader, writer):
    header = await reader.readline()
    if not header:
        return  # expect: close-wait-leak
    size = int(header)
    body = await reader.readexactly(size)
    writer.write(b"%d\n" % len(body))
    await writer.drain()
    writer.close()
    await writer.wait_closed()

async def main():
    server = await asyncio.start_server(handle, "0.0.0.0", 8888)
    async with server:
        await server.serve_forever()
