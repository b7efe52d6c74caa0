from contextlib import AsyncExitStack
import asyncio


async def pump(src, dst, idle):
    try:
        while chunk := await asyncio.wait_for(src.read(65536), idle):
            dst.write(chunk)
            await dst.drain()
        if dst.can_write_eof():
            dst.write_eof()
    except (ConnectionError, asyncio.TimeoutError):
        dst.close()


async def bridge(cr, cw, host, port, idle=180):
    async with AsyncExitStack() as stack:
        stack.callback(cw.close)
        try:
            br, bw = await asyncio.wait_for(asyncio.open_connection(host, port), 3)
        except (OSError, asyncio.TimeoutError):
            return
        stack.callback(bw.close)
        await asyncio.gather(pump(cr, bw, idle), pump(br, cw, idle))


def make(host, port):
    async def on_client(r, w):
        await bridge(r, w, host, port)
    return on_client
