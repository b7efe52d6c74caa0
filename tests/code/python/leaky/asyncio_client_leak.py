import asyncio


async def probe(host, port):
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"PING\r\n")
    await writer.drain()
    answer = await asyncio.wait_for(reader.readline(), 2)
    if answer != b"PONG\r\n":
        return False  # expect: close-wait-leak
    writer.close()
    await writer.wait_closed()
    return True
