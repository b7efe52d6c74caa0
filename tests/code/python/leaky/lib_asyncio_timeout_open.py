import asyncio


async def check(host, port):
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 3)
    except (OSError, asyncio.TimeoutError):
        return False
    writer.write(b"PING\r\n")
    await writer.drain()
    try:
        line = await asyncio.wait_for(reader.readline(), 2)
    except asyncio.TimeoutError:
        return False  # expect: close-wait-leak
    writer.close()
    await writer.wait_closed()
    return line.startswith(b"+PONG")
