import asyncio
import logging

log = logging.getLogger("linesrv")


class LineServer:
    def __init__(self, registry, idle=120):
        self.registry = registry
        self.idle = idle

    async def on_client(self, reader, writer):
        peer = writer.get_extra_info("peername")
        log.info("client %s", peer)
        try:
            while True:
                line = await asyncio.wait_for(reader.readline(), self.idle)
                if not line:
                    log.info("client %s finished", peer)
                    return
                cmd, _, arg = line.decode().strip().partition(" ")
                if cmd == "quit":
                    break
                writer.write(self.registry.run(cmd, arg).encode() + b"\n")
                await writer.drain()
        finally:
            writer.close()


async def main(registry):
    srv = LineServer(registry)
    server = await asyncio.start_server(srv.on_client, "0.0.0.0", 7007)
    async with server:
        await server.serve_forever()
