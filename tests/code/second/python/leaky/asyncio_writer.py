import asyncio
import json
import logging

log = logging.getLogger(__name__)


class Gateway:
    def __init__(self):
        self.devices = {}

    async def handle(self, reader, writer):
        peer = writer.get_extra_info("peername")
        hello = await reader.readline()
        try:
            ident = json.loads(hello)["id"]
        except (ValueError, KeyError):
            writer.write(b'{"error": "hello expected"}\n')
            await writer.drain()
            writer.close()
            await writer.wait_closed()
            return
        self.devices[ident] = writer
        log.info("device %s at %s", ident, peer)
        while True:
            line = await reader.readline()
            if not line:
                log.info("device %s is gone", ident)
                break
            await self.dispatch(ident, json.loads(line))
        return None

    async def dispatch(self, ident, msg):
        target = self.devices.get(msg.get("to"))
        if target is None or target.is_closing():
            return
        target.write(json.dumps({"from": ident, "body": msg["body"]}).encode() + b"\n")
        await target.drain()


async def main():
    gw = Gateway()
    server = await asyncio.start_server(gw.handle, port=9200)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
