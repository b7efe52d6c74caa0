"""Greenhouse controller hub: sensors report over TCP, one coroutine each."""
import asyncio
import json
import logging
import struct

log = logging.getLogger("greenhouse")
HEADER = struct.Struct("!HB")
IDLE = 120


class Hub:
    def __init__(self, sink):
        self.sink = sink
        self.online = {}

    async def sensor(self, reader, writer):
        peer = writer.get_extra_info("peername")
        name = None
        try:
            while True:
                head = await asyncio.wait_for(reader.readexactly(HEADER.size), IDLE)
                length, kind = HEADER.unpack(head)
                body = await asyncio.wait_for(reader.readexactly(length), 10)
                if kind == 0:
                    name = body.decode("ascii", "replace")
                    self.online[name] = writer
                elif kind == 1:
                    await self.sink.put((name, json.loads(body)))
                    writer.write(b"\x06")
                    await writer.drain()
                else:
                    log.warning("%s: kind %d from %s", peer, kind, name)
        except asyncio.IncompleteReadError:
            log.info("%s hung up", name or peer)
            writer.close()
        except (asyncio.TimeoutError, ConnectionError) as e:
            log.info("%s lost: %r", name or peer, e)
            writer.close()
        except ValueError:
            log.exception("%s sends rubbish", name or peer)
        finally:
            if self.online.get(name) is writer:
                del self.online[name]

    async def command(self, name, payload):
        writer = self.online.get(name)
        if writer is None:
            return False
        writer.write(HEADER.pack(len(payload), 2) + payload)
        await writer.drain()
        return True


async def main():
    queue = asyncio.Queue(10000)
    hub = Hub(queue)
    server = await asyncio.start_server(hub.sensor, "0.0.0.0", 7020, backlog=256)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
