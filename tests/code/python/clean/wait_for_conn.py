import asyncio

async def ask(host, port, msg):
    reader, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 3)
    try:
        writer.write(msg)
        await writer.drain()
        return await asyncio.wait_for(reader.readline(), 3)
    finally:
        writer.close()
        await writer.wait_closed()
