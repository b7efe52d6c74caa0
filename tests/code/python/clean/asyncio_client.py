import asyncio


async def probe(host, port):
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(b"PING\r\n")
        await writer.drain()
        return await asyncio.wait_for(reader.readline(), 2) == b"PONG\r\n"
    finally:
        writer.close()
        await writer.wait_closed()
