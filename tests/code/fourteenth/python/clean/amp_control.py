import asyncio
import contextlib


class AmpUnavailable(Exception):
    pass


class Amplifier:
    """Zone amplifier of the museum guide; the unit takes one client at a time."""

    def __init__(self, host, port=50000):
        self._addr = (host, port)
        self._lock = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def _link(self):
        async with self._lock:
            try:
                reader, writer = await asyncio.wait_for(asyncio.open_connection(*self._addr), 3)
            except (OSError, asyncio.TimeoutError) as e:
                raise AmpUnavailable(str(e)) from e
            try:
                yield reader, writer
            finally:
                writer.close()
                with contextlib.suppress(OSError, asyncio.TimeoutError):
                    await asyncio.wait_for(writer.wait_closed(), 2)

    async def command(self, *lines):
        replies = []
        async with self._link() as (reader, writer):
            try:
                for line in lines:
                    writer.write(f"@{line}\r\n".encode())
                    await writer.drain()
                    raw = await asyncio.wait_for(reader.readuntil(b"\r\n"), 2)
                    replies.append(raw.decode().strip().lstrip("@"))
            except (asyncio.TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError) as e:
                raise AmpUnavailable(f"{self._addr[0]}: {e!r}") from e
        return replies

    async def mute_all(self, zones):
        return await self.command(*(f"ZONE{z}:MUTE=On" for z in zones))
