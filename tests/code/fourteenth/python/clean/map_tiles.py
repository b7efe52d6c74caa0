import logging
import pathlib

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

logger = logging.getLogger(__name__)


def make_session() -> requests.Session:
    s = requests.Session()
    retry = Retry(total=3, backoff_factor=0.5, status_forcelist=(502, 503, 504))
    s.mount("https://", HTTPAdapter(pool_connections=2, pool_maxsize=8, max_retries=retry))
    return s


def fetch_tile(s: requests.Session, z: int, x: int, y: int, into: pathlib.Path) -> bool:
    url = f"https://tiles.hikers.example/{z}/{x}/{y}.pbf"
    with s.get(url, stream=True, timeout=(3.05, 20)) as r:
        if r.status_code == 404:
            return False
        r.raise_for_status()
        part = into.with_suffix(".part")
        with part.open("wb") as f:
            for block in r.iter_content(65536):
                f.write(block)
    part.rename(into)
    return True


def fetch_area(zoom: int, xs: range, ys: range, root: pathlib.Path) -> int:
    n = 0
    with make_session() as s:
        for x in xs:
            for y in ys:
                try:
                    n += fetch_tile(s, zoom, x, y, root / f"{zoom}-{x}-{y}.pbf")
                except (requests.RequestException, OSError) as e:
                    logger.warning("tile %d/%d/%d: %s", zoom, x, y, e)
    return n
