"""A lambda hands reader and writer on: who closes the writer has closed both."""
import asyncio


async def watch(reader, writer, news):
    try:
        who = await asyncio.wait_for(reader.readline(), 5)
        print("watching", who)
        async for item in news():
            writer.write(item)
            await asyncio.wait_for(writer.drain(), 10)
            if reader.at_eof():
                break
    except asyncio.TimeoutError:
        writer.transport.abort()
    except (ConnectionError, ValueError) as e:
        print(e)
    finally:
        writer.close()


async def main(news):
    server = await asyncio.start_server(lambda r, w: watch(r, w, news), None, 8600, backlog=128)
    async with server:
        await server.serve_forever()
