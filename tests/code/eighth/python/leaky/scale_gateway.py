"""Gateway between the weighbridge scales (plain TCP, line protocol) and the dispatch database.

Scales dial in, say "ID <serial>", and then push one line per weighing.
"""
import asyncio
import logging
import signal

log = logging.getLogger("scales")
HELLO_WAIT = 8
LINE_WAIT = 900          # the controllers send a "PING" every five minutes


class Gateway:
    def __init__(self, store):
        self.store = store
        self.online = {}

    async def on_scale(self, reader, writer):
        peer = writer.get_extra_info("peername")
        try:
            hello = await asyncio.wait_for(reader.readline(), HELLO_WAIT)
        except (asyncio.TimeoutError, ConnectionError, ValueError) as exc:
            log.warning("%s: no proper hello, not a scale? %r", peer, exc)
            return
        serial = hello.decode("ascii", "replace").removeprefix("ID ").strip()
        self.online[serial] = peer
        try:
            await self._weighings(serial, reader, writer)
        except (asyncio.TimeoutError, ConnectionError, ValueError) as exc:
            log.info("scale %s gone: %r", serial, exc)
        finally:
            self.online.pop(serial, None)
            writer.close()
            try:
                await writer.wait_closed()
            except ConnectionError:
                pass

    async def _weighings(self, serial, reader, writer):
        while True:
            line = await asyncio.wait_for(reader.readline(), LINE_WAIT)
            if not line:
                return
            if line.startswith(b"PING"):
                writer.write(b"PONG\r\n")
            else:
                kilos = float(line.split(b";")[1])
                await self.store.add(serial, kilos)
                writer.write(b"OK\r\n")
            await writer.drain()


async def run(store, port=7601):
    gw = Gateway(store)
    server = await asyncio.start_server(gw.on_scale, "0.0.0.0", port, backlog=256)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with server:
        await stop.wait()
    log.info("bye, %d scales were online", len(gw.online))
