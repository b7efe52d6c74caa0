"""Docking stations keep a line open and report every bike that comes or goes."""
import asyncio
import json
import logging

from docks import ledger

log = logging.getLogger("docks")
QUIET = 150     # stations say hello every minute


class Docks:
    def __init__(self):
        self.lines: dict[str, asyncio.StreamWriter] = {}

    async def station(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = None
        try:
            name = (await asyncio.wait_for(reader.readline(), 10)).decode().strip()
            if not name:
                return
            before = self.lines.get(name)
            self.lines[name] = writer
            if before is not None:
                before.close()
            while line := await asyncio.wait_for(reader.readline(), QUIET):
                event = json.loads(line)
                await ledger.book(name, event)
                writer.write(b'{"ok": %d}\n' % event["seq"])
                await asyncio.wait_for(writer.drain(), 10)
        except (asyncio.TimeoutError, ConnectionError) as exc:
            log.info("station %s lost: %r", name, exc)
        except ValueError as exc:
            log.warning("station %s talks rubbish: %s", name, exc)
        finally:
            if self.lines.get(name) is writer:
                del self.lines[name]
            writer.close()
            try:
                await writer.wait_closed()
            except OSError:
                pass

    async def unlock(self, name: str, slot: int) -> bool:
        writer = self.lines.get(name)
        if writer is None or writer.is_closing():
            return False
        writer.write(b'{"unlock": %d}\n' % slot)
        return True

    async def serve(self, port: int) -> None:
        server = await asyncio.start_server(self.station, port=port, backlog=300, limit=1 << 16)
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(Docks().serve(7200))
