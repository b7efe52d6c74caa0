"""Ticket gates of the ferry: each gate keeps a connection, scans come as lines."""
import asyncio
import contextlib
import logging

log = logging.getLogger("ferry")


class Gate:
    def __init__(self, reader, writer, tickets):
        self.reader, self.writer, self.tickets = reader, writer, tickets
        self.name = "?"

    async def serve(self):
        self.name = (await self._line(10)).decode("ascii", "replace")
        while True:
            code = await self._line(240)
            if not code:
                return
            verdict = await self.tickets.check(code.decode("ascii", "replace"))
            self.writer.write(b"GO\n" if verdict else b"STOP\n")
            async with asyncio.timeout(10):
                await self.writer.drain()

    async def _line(self, patience):
        async with asyncio.timeout(patience):
            return (await self.reader.readline()).strip()


class FerryServer:
    def __init__(self, tickets):
        self.tickets = tickets
        self.gates = set()

    async def __call__(self, reader, writer):
        gate = Gate(reader, writer, self.tickets)
        self.gates.add(gate)
        try:
            await gate.serve()
        except TimeoutError:
            log.info("gate %s silent", gate.name)
        except (ConnectionError, ValueError) as e:
            log.info("gate %s: %s", gate.name, e)
        finally:
            self.gates.discard(gate)
            writer.close()
            with contextlib.suppress(Exception):
                await writer.wait_closed()

    async def stop(self):
        for gate in list(self.gates):
            gate.writer.close()
        while self.gates:
            await asyncio.sleep(0.05)


async def main(tickets):
    ferry = FerryServer(tickets)
    server = await asyncio.start_server(ferry, port=6100, backlog=128, limit=4096)
    try:
        async with server:
            await server.serve_forever()
    finally:
        await ferry.stop()
