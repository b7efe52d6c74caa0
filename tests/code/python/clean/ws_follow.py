import asyncio
import json
import websockets


async def follow(url, handle):
    while True:
        try:
            async with websockets.connect(url, ping_interval=20, ping_timeout=20) as ws:
                await ws.send(json.dumps({"op": "subscribe"}))
                async for m in ws:
                    handle(json.loads(m))
        except (OSError, websockets.ConnectionClosed):
            await asyncio.sleep(2)


async def ask(url, q):
    ws = await websockets.connect(url)
    try:
        await ws.send(q)
        return await asyncio.wait_for(ws.recv(), 5)
    finally:
        await ws.close()
