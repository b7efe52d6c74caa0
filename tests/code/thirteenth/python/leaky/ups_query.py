import asyncio
import logging
from dataclasses import dataclass

_LOG = logging.getLogger("ups")


@dataclass
class UpsState:
    charge: int
    load: int
    on_battery: bool


async def query(host: str, ups: str) -> UpsState | None:
    """LIST VAR of the network UPS daemon; polled every 10 s for 60 cabinets."""
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(host, 3493), 3)
    except (OSError, asyncio.TimeoutError) as e:
        _LOG.warning("%s not reachable: %r", host, e)
        return None

    found: dict[str, str] = {}
    try:
        writer.write(f"LIST VAR {ups}\n".encode())
        await writer.drain()
        while True:
            line = (await asyncio.wait_for(reader.readline(), 5)).decode()
            if not line or line.startswith("END"):
                break
            if line.startswith("VAR"):
                _, _, name, value = line.split(" ", 3)
                found[name] = value.strip().strip('"')
    except asyncio.TimeoutError:
        _LOG.warning("%s: daemon stalled after %d variables", host, len(found))
        return None
    except (OSError, ValueError) as e:
        _LOG.warning("%s: %r", host, e)
        found.clear()

    writer.close()
    if "ups.status" not in found:
        return None
    return UpsState(
        charge=int(found.get("battery.charge", "0")),
        load=int(found.get("ups.load", "0")),
        on_battery="OB" in found["ups.status"].split(),
    )


async def poll(hosts: list[str], publish) -> None:
    while True:
        for host, state in zip(hosts, await asyncio.gather(*(query(h, "main") for h in hosts))):
            publish(host, state)
        await asyncio.sleep(10)
