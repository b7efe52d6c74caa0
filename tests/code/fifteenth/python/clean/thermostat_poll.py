"""Polls all thermostats of the campus, at most 100 connections at a time."""
import asyncio
import sys

LIMIT = 100


async def read_one(host, sem):
    async with sem:
        try:
            r, w = await asyncio.wait_for(asyncio.open_connection(host, 4003), 3)
        except (OSError, asyncio.TimeoutError) as e:
            return host, None, repr(e)
        try:
            w.write(b"T?\r\n")
            await w.drain()
            line = await asyncio.wait_for(r.readline(), 3)
            if not line:
                return host, None, "closed"
            return host, float(line), None
        except (OSError, asyncio.TimeoutError, ValueError) as e:
            return host, None, repr(e)
        finally:
            w.close()
            try:
                await w.wait_closed()
            except OSError:
                pass


async def main(hosts):
    sem = asyncio.Semaphore(LIMIT)
    bad = 0
    for fut in asyncio.as_completed([read_one(h, sem) for h in hosts]):
        host, temp, err = await fut
        if err:
            bad += 1
            print(host, err, file=sys.stderr)
        else:
            print("%s %.1f" % (host, temp))
    return bad


if __name__ == "__main__":
    names = [l.strip() for l in sys.stdin if l.strip()]
    sys.exit(1 if asyncio.run(main(names)) else 0)
