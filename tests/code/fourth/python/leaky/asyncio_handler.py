import asyncio
import json
import logging

log = logging.getLogger("ingest")


class IngestServer:
    def __init__(self, sink, idle=60):
        self.sink = sink
        self.idle = idle
        self.connected = 0

    async def on_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.connected += 1
        peer = writer.get_extra_info("peername")
        while True:
            try:
                line = await asyncio.wait_for(reader.readline(), self.idle)
            except asyncio.TimeoutError:
                log.info("%s idle", peer)
                writer.close()
                break
            if not line:
                log.info("%s finished", peer)
                break
            try:
                self.sink.put_nowait(json.loads(line))
            except ValueError:
                writer.write(b'{"error":"bad json"}\n')
                await writer.drain()
        self.connected -= 1

    async def run(self, port):
        server = await asyncio.start_server(self.on_client, port=port, backlog=512)
        async with server:
            await server.serve_forever()
