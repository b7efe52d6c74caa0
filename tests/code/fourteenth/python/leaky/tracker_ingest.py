import asyncio
import struct
import logging

logger = logging.getLogger(__name__)

DEVICES = {}


async def on_device(reader, writer):
    peer = writer.get_extra_info("peername")
    try:
        imei = (await asyncio.wait_for(reader.readexactly(15), 10)).decode("ascii")
    except (asyncio.TimeoutError, asyncio.IncompleteReadError, ConnectionError, UnicodeDecodeError) as exc:
        logger.info("%s: no imei (%r)", peer, exc)
        writer.close()
        return
    DEVICES[imei] = writer
    try:
        while True:
            head = await asyncio.wait_for(reader.read(1), 600)
            if not head:
                logger.info("tracker %s went away", imei)
                return
            count = head[0]
            body = await asyncio.wait_for(reader.readexactly(count * 12), 30)
            for lat, lon, ts in struct.iter_unpack("!iiI", body):
                await store(imei, lat / 1e6, lon / 1e6, ts)
            writer.write(b"\x01")
            await writer.drain()
    except (asyncio.TimeoutError, asyncio.IncompleteReadError, ConnectionError) as exc:
        logger.warning("tracker %s: %r", imei, exc)
        DEVICES.pop(imei, None)
        writer.close()


async def store(imei, lat, lon, ts):
    await asyncio.sleep(0)
    logger.debug("%s %.5f %.5f @%d", imei, lat, lon, ts)


async def main():
    server = await asyncio.start_server(on_device, "0.0.0.0", 5027, backlog=512)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
