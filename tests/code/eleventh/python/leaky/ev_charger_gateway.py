"""Gateway for the older wallboxes that speak our binary dialect instead of OCPP."""
import asyncio
import logging
import struct

from chargers import billing, plans

log = logging.getLogger("evgw")

HEAD = struct.Struct(">BHI")
START, METER, STOP = 1, 2, 3
READ_TIMEOUT = 180


async def read_message(reader):
    head = await asyncio.wait_for(reader.readexactly(HEAD.size), READ_TIMEOUT)
    kind, length, box_id = HEAD.unpack(head)
    body = await asyncio.wait_for(reader.readexactly(length), READ_TIMEOUT)
    return kind, box_id, body


async def wallbox(reader, writer):
    peer = writer.get_extra_info("peername")
    session = None
    log.info("wallbox %s connected", peer)
    while True:
        try:
            kind, box_id, body = await read_message(reader)
        except asyncio.IncompleteReadError:
            log.info("wallbox %s hung up", peer)
            return
        except (asyncio.TimeoutError, ConnectionError) as exc:
            log.warning("wallbox %s: %r", peer, exc)
            writer.close()
            return

        if kind == START:
            session = billing.open_session(box_id, body.decode("ascii", "replace"))
        elif kind == METER and session is not None:
            (wh,) = struct.unpack(">I", body[:4].rjust(4, b"\0"))
            session.add(wh)
        elif kind == STOP and session is not None:
            billing.settle(session)
            session = None
        writer.write(bytes([plans.current_limit(box_id)]))


async def main():
    server = await asyncio.start_server(wallbox, "0.0.0.0", 8870, backlog=256)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
