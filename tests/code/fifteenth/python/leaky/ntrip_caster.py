import asyncio
import base64
import logging

logger = logging.getLogger(__name__)

MOUNTS: dict[str, set[asyncio.StreamWriter]] = {"NORTH1": set(), "NORTH2": set()}
USERS = {"survey": "tripod", "farm": "combine"}


def allowed(header: str) -> bool:
    try:
        user, pw = base64.b64decode(header.split()[-1]).decode().split(":", 1)
    except (ValueError, IndexError):
        return False
    return USERS.get(user) == pw


async def rover(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        raw = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    except (asyncio.TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
        writer.close()
        return
    lines = raw.decode("latin-1").split("\r\n")
    mount = lines[0].split(" ")[1].lstrip("/") if lines[0].count(" ") >= 2 else ""
    if mount not in MOUNTS:
        logger.info("rover asked for unknown mount %r", mount)
        return
    auth = next((l for l in lines if l.lower().startswith("authorization:")), "")
    if not allowed(auth):
        writer.write(b"HTTP/1.0 401 Unauthorized\r\n\r\n")
        writer.close()
        return
    writer.write(b"ICY 200 OK\r\n\r\n")
    MOUNTS[mount].add(writer)
    try:
        while await reader.read(512):
            pass
    except OSError:
        pass
    finally:
        MOUNTS[mount].discard(writer)
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(rover, port=2101, backlog=200)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
