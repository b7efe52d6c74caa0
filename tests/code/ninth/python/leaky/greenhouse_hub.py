"""Hub for the greenhouse controllers (vents, irrigation, light)."""
import asyncio
import json
import logging

log = logging.getLogger("greenhouse")

IDLE = 180


class Hub:
    def __init__(self, store):
        self.store = store
        self.online = set()

    async def on_controller(self, reader, writer):
        peer = writer.get_extra_info("peername")
        self.online.add(peer)
        log.info("%s connected, %d online", peer, len(self.online))
        try:
            while True:
                line = await asyncio.wait_for(reader.readline(), IDLE)
                if not line:
                    log.info("%s hung up", peer)
                    return
                try:
                    msg = json.loads(line)
                except ValueError:
                    writer.write(b'{"error": "not json"}\n')
                    await writer.drain()
                    continue
                await self.store.put(msg["id"], msg["values"])
                writer.write(b'{"ok": true}\n')
                await writer.drain()
        except Exception as exc:
            log.warning("%s dropped: %r", peer, exc)
            writer.close()
        finally:
            self.online.discard(peer)


class MemoryStore:
    def __init__(self):
        self.data = {}

    async def put(self, key, values):
        self.data[key] = values


async def main():
    hub = Hub(MemoryStore())
    server = await asyncio.start_server(hub.on_controller, "0.0.0.0", 7300, backlog=256)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
