"""async control of the stage dimmers (theatre, 96 channels per rack)"""
import asyncio


class DimmerError(Exception):
    pass


class DimmerRack:
    def __init__(self, host: str, port: int = 3032):
        self.host, self.port = host, port
        self.history = []

    async def _ask(self, line: str) -> str:
        try:
            reader, writer = await asyncio.wait_for(
                asyncio.open_connection(self.host, self.port), timeout=2)
        except (OSError, asyncio.TimeoutError) as e:
            raise DimmerError(f"rack {self.host} unreachable") from e
        self.history.append((line, writer))
        del self.history[:-1000]
        writer.write(line.encode("ascii") + b"\r\n")
        try:
            raw = await asyncio.wait_for(reader.readline(), timeout=1.5)
        except asyncio.TimeoutError:
            raise DimmerError(f"rack {self.host} did not answer {line!r}")
        except OSError as e:
            writer.close()
            raise DimmerError(str(e)) from e
        writer.close()
        try:
            await writer.wait_closed()
        except OSError:
            pass
        return raw.decode("ascii").strip()

    async def level(self, channel: int) -> int:
        reply = await self._ask(f"LEV? {channel}")
        return int(reply.split()[-1])

    async def fade(self, channel: int, to: int, seconds: float) -> None:
        reply = await self._ask(f"FADE {channel} {to} {seconds:.1f}")
        if reply != "OK":
            raise DimmerError(reply)
