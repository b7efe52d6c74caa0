"""Pre-loads aerial picture tiles for tomorrow's survey flights."""
import logging
import pathlib
from concurrent.futures import ThreadPoolExecutor

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

logger = logging.getLogger(__name__)

BASE = "https://tiles.geo.example/ortho/{z}/{x}/{y}.jp2"
CACHE = pathlib.Path("/data/tilecache")


def make_session() -> requests.Session:
    s = requests.Session()
    retry = Retry(total=3, backoff_factor=0.5, status_forcelist=(502, 503), raise_on_status=False)
    s.mount("https://", HTTPAdapter(pool_connections=1, pool_maxsize=8, pool_block=True, max_retries=retry))
    s.headers["User-Agent"] = "survey-prefetch/1.4"
    return s


class Prefetch:
    def __init__(self):
        self.http = make_session()
        self.stats = {"new": 0, "have": 0, "void": 0, "failed": 0}
        self.odd = []

    def tile(self, z, x, y):
        dest = CACHE / str(z) / str(x) / f"{y}.jp2"
        if dest.exists():
            self.stats["have"] += 1
            return
        dest.parent.mkdir(parents=True, exist_ok=True)
        r = self.http.get(BASE.format(z=z, x=x, y=y), stream=True, timeout=(5, 30))
        if r.status_code == 204:
            r.close()
            self.stats["void"] += 1
            return
        if r.status_code != 200 or r.headers.get("Content-Type") != "image/jp2":
            logger.warning("tile %s/%s/%s: %s %s", z, x, y, r.status_code, r.headers.get("Content-Type"))
            self.odd.append(r)
            self.stats["failed"] += 1
            return
        tmp = dest.with_suffix(".part")
        with r, open(tmp, "wb") as f:
            for block in r.iter_content(64 * 1024):
                f.write(block)
        tmp.rename(dest)
        self.stats["new"] += 1

    def area(self, z, xs, ys):
        jobs = [(z, x, y) for x in xs for y in ys]
        with ThreadPoolExecutor(max_workers=8) as ex:
            for fut in [ex.submit(self.tile, *j) for j in jobs]:
                try:
                    fut.result()
                except (requests.RequestException, OSError) as exc:
                    logger.error("prefetch: %s", exc)
                    self.stats["failed"] += 1
        return self.stats, [(r.url, r.status_code) for r in self.odd]

    def close(self):
        self.http.close()
