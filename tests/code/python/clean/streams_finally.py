import asyncio

async def handle(reader, writer):
    try:
        while data := await reader.read(4096):
            writer.write(data)
            await writer.drain()
    except (ConnectionResetError, asyncio.TimeoutError):
        pass
    finally:
        writer.close()
        try:
            await writer.wait_closed()
        except OSError:
            pass

async def main():
    server = await asyncio.start_server(handle, "0.0.0.0", 8888, backlog=1024)
    async with server:
        await server.serve_forever()
