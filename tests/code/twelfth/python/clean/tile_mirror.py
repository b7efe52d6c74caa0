"""Mirrors map tiles for the offline tablets of the forest rangers."""
import logging
import pathlib
import sys

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

logger = logging.getLogger("tiles")

BASE = "https://tiles.forst.example"
TIMEOUT = (4, 20)


def make_session() -> requests.Session:
    s = requests.Session()
    retry = Retry(total=3, backoff_factor=0.4, status_forcelist=(502, 503, 504))
    s.mount("https://", HTTPAdapter(pool_connections=2, pool_maxsize=4, max_retries=retry))
    s.headers["User-Agent"] = "ranger-mirror/1.4"
    return s


def fetch_tile(session: requests.Session, z: int, x: int, y: int, root: pathlib.Path) -> bool:
    target = root / str(z) / str(x) / f"{y}.png"
    headers = {}
    stamp = target.with_suffix(".etag")
    if target.exists() and stamp.exists():
        headers["If-None-Match"] = stamp.read_text()

    with session.get(f"{BASE}/{z}/{x}/{y}.png", headers=headers, timeout=TIMEOUT, stream=True) as r:
        if r.status_code == 304:
            return False
        if r.status_code == 404:
            logger.debug("no tile %d/%d/%d: %s", z, x, y, r.text[:80])
            return False
        r.raise_for_status()
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        with part.open("wb") as f:
            for chunk in r.iter_content(64 * 1024):
                f.write(chunk)
        part.replace(target)
        if "ETag" in r.headers:
            stamp.write_text(r.headers["ETag"])
    return True


def mirror(root: pathlib.Path, z: int, xs: range, ys: range) -> int:
    new = 0
    with make_session() as session:
        for x in xs:
            for y in ys:
                try:
                    new += fetch_tile(session, z, x, y, root)
                except requests.RequestException as exc:
                    logger.error("tile %d/%d/%d: %s", z, x, y, exc)
    return new


def main(argv):
    logging.basicConfig(level=logging.INFO)
    if len(argv) != 7:
        print("usage: tile_mirror.py ROOT Z X0 X1 Y0 Y1", file=sys.stderr)
        return 2
    z, x0, x1, y0, y1 = map(int, argv[2:])
    n = mirror(pathlib.Path(argv[1]), z, range(x0, x1 + 1), range(y0, y1 + 1))
    logger.info("%d tiles new or changed", n)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
