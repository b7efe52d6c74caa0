#!/usr/bin/env python3
import asyncio
import hmac
import json
import os
import sys

SECRETS = json.load(open(os.environ.get("BEACON_SECRETS", "/etc/beacons.json")))


async def session(reader, writer):
    peer = writer.get_extra_info("peername")
    try:
        first = await asyncio.wait_for(reader.readline(), 10)
    except (asyncio.TimeoutError, ValueError, OSError) as e:
        print("no login from", peer, repr(e), file=sys.stderr)
        writer.close()
        return

    beacon, _, secret = first.decode("utf-8", "replace").strip().partition(":")
    if not hmac.compare_digest(SECRETS.get(beacon, ""), secret) or not secret:
        print("login refused", beacon, peer, file=sys.stderr)
        return

    writer.write(b"HI\n")
    try:
        await writer.drain()
        while True:
            line = await asyncio.wait_for(reader.readline(), 300)
            if not line:
                break
            print(json.dumps({"beacon": beacon, "seen": line.decode("ascii", "replace").strip()}), flush=True)
    except (asyncio.TimeoutError, ValueError, OSError) as e:
        print(beacon, "dropped:", repr(e), file=sys.stderr)
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(session, port=int(os.environ.get("PORT", 7010)), limit=4096)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
