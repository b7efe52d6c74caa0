import asyncio
import json
import logging
import struct

log = logging.getLogger("lifts")

HEADER = struct.Struct("!HHI")
handlers = {}
connected = {}


def message(kind):
    def deco(fn):
        handlers[kind] = fn
        return fn
    return deco


@message(1)
def position(lift, body):
    log.debug("%s at floor %r", lift, body[:1])


@message(2)
def alarm(lift, body):
    log.warning("%s alarm %s", lift, json.loads(body))


async def lift(reader, writer):
    who = writer.get_extra_info("peername")
    connected[who] = writer
    try:
        while True:
            head = await asyncio.wait_for(reader.readexactly(HEADER.size), 300)
            kind, serial, length = HEADER.unpack(head)
            if length > 65536:
                raise ValueError("length %d" % length)
            body = await asyncio.wait_for(reader.readexactly(length), 30)
            handlers.get(kind, lambda *_: None)(serial, body)
            writer.write(HEADER.pack(0x8000 | kind, serial, 0))
            await writer.drain()
    except asyncio.IncompleteReadError:
        log.info("%s hung up", who)
        return
    except (OSError, ValueError, asyncio.TimeoutError) as e:
        log.warning("%s: %r", who, e)
        connected.pop(who, None)
        writer.close()


async def main():
    server = await asyncio.start_server(lift, "0.0.0.0", 9312, backlog=256)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
