import asyncio

UPSTREAM = ("10.0.0.9", 3306)


async def pipe(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass


async def on_client(reader, writer):
    try:
        up_r, up_w = await asyncio.open_connection(*UPSTREAM)
    except OSError:
        return  # expect: close-wait-leak
    await asyncio.gather(pipe(reader, up_w), pipe(up_r, writer))
    writer.close()
    up_w.close()


async def main():
    srv = await asyncio.start_server(on_client, "", 3306)
    async with srv:
        await srv.serve_forever()
