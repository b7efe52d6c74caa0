import asyncio
import logging

class Relay:
    async def on_client(self, reader, writer):
        try:
            while True:
                line = await reader.readuntil(b"\n")
                writer.write(line.upper())
                await writer.drain()
        except asyncio.IncompleteReadError:  # expect: close-wait-leak
            logging.info("client left")
        except ConnectionResetError:
            writer.close()

    async def run(self):
        srv = await asyncio.start_server(self.on_client, port=7000)
        await srv.serve_forever()
