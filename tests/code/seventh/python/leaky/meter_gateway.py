"""Parking meter gateway: meters phone home every 15 minutes or stay connected."""
import asyncio
import logging
import struct

log = logging.getLogger("metergw")
HEADER = struct.Struct("!HBB")
online = {}


async def store_reading(meter_id, payload):
    await asyncio.sleep(0)
    log.debug("meter %s: %d bytes", meter_id, len(payload))


async def serve_meter(reader, writer):
    peer = writer.get_extra_info("peername")
    try:
        raw = await asyncio.wait_for(reader.read(8), 20)
    except (asyncio.TimeoutError, ConnectionError):
        log.info("%s: no hello", peer)
        writer.close()
        return
    meter_id = raw.decode("ascii", "replace").strip()
    online[meter_id] = writer
    log.info("meter %s online from %s", meter_id, peer)
    while True:
        try:
            head = await asyncio.wait_for(reader.readexactly(HEADER.size), 1200)
            length, kind, _ = HEADER.unpack(head)
            body = await asyncio.wait_for(reader.readexactly(length), 30)
        except asyncio.IncompleteReadError:
            log.info("meter %s went offline", meter_id)
            return
        except (asyncio.TimeoutError, ConnectionError) as exc:
            log.warning("meter %s: %r", meter_id, exc)
            break
        if kind == 0x07:
            break
        try:
            await store_reading(meter_id, body)
            writer.write(b"\x06")
            await writer.drain()
        except Exception:
            log.exception("meter %s", meter_id)
            break
    online.pop(meter_id, None)
    writer.close()


async def main():
    server = await asyncio.start_server(serve_meter, "0.0.0.0", 7010, backlog=512)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
