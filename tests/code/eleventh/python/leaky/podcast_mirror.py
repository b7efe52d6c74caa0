from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter

logger = logging.getLogger(__name__)

session = requests.Session()
session.mount("https://", HTTPAdapter(pool_connections=10, pool_maxsize=10, pool_block=True))
session.headers["User-Agent"] = "castmirror/2.3 (+https://castmirror.example/bot)"


@dataclass
class Episode:
    guid: str
    url: str
    size: int | None = None


class MirrorError(Exception):
    pass


def mirror(ep: Episode, root: Path) -> Path | None:
    """Download one enclosure; None if our copy is still current."""
    target = root / (hashlib.sha1(ep.guid.encode()).hexdigest() + ".mp3")
    resp = session.get(ep.url, stream=True, timeout=(5, 30))
    length = int(resp.headers.get("Content-Length", 0))

    if target.exists() and length and target.stat().st_size == length:
        logger.debug("%s unchanged (%d bytes)", ep.guid, length)
        return None

    part = target.with_suffix(".part")
    try:
        resp.raise_for_status()
        with part.open("wb") as fh:
            for block in resp.iter_content(256 * 1024):
                fh.write(block)
        part.replace(target)
    except (requests.RequestException, OSError) as exc:
        part.unlink(missing_ok=True)
        raise MirrorError(f"{ep.guid}: {exc}") from exc
    finally:
        resp.close()

    ep.size = target.stat().st_size
    return target


def mirror_feed(episodes: list[Episode], root: Path) -> int:
    fetched = 0
    for ep in episodes:
        try:
            if mirror(ep, root):
                fetched += 1
        except (MirrorError, requests.RequestException):
            logger.exception("skipping %s", ep.guid)
    return fetched
