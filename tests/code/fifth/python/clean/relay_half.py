import asyncio
import logging

UP_HOST, UP_PORT = "mainframe.bank.example", 9001


async def copy(reader, writer, touch):
    """Moves bytes until EOF, then passes the EOF on."""
    while True:
        data = await reader.read(65536)
        if not data:
            break
        touch()
        writer.write(data)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()


class Watch:
    def __init__(self, seconds):
        self.seconds = seconds
        self.loop = asyncio.get_running_loop()
        self.last = self.loop.time()

    def touch(self):
        self.last = self.loop.time()

    async def expire(self):
        while (rest := self.last + self.seconds - self.loop.time()) > 0:
            await asyncio.sleep(rest)


async def handle(creader, cwriter):
    uwriter = None
    tasks = []
    try:
        ureader, uwriter = await asyncio.wait_for(
            asyncio.open_connection(UP_HOST, UP_PORT), 5)
        watch = Watch(600)
        both = asyncio.gather(copy(creader, uwriter, watch.touch),
                              copy(ureader, cwriter, watch.touch))
        expiry = asyncio.create_task(watch.expire())
        tasks = [both, expiry]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if both.done():
            both.result()
        else:
            logging.info("idle relay ended")
    except (OSError, asyncio.TimeoutError) as e:
        logging.warning("relay: %r", e)
    finally:
        for t in tasks:
            t.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for w in (uwriter, cwriter):
            if w is not None:
                w.close()


async def main():
    srv = await asyncio.start_server(handle, "127.0.0.1", 9001)
    async with srv:
        await srv.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
