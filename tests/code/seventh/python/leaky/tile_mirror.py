import hashlib
import logging
import os
import tempfile
from typing import Optional

import requests
from requests.adapters import HTTPAdapter

logger = logging.getLogger(__name__)


class TileMirror:
    """Keeps a local copy of map tiles; upstream is rate limited."""

    def __init__(self, base_url: str, cache_dir: str, workers: int = 8):
        self.base_url = base_url.rstrip("/")
        self.cache_dir = cache_dir
        self.http = requests.Session()
        self.http.mount("https://", HTTPAdapter(pool_connections=1, pool_maxsize=workers, pool_block=True))
        self.http.headers["User-Agent"] = "tile-mirror/2.3 (ops@geodepot.example)"
        self.misses = {}

    def _path(self, z: int, x: int, y: int) -> str:
        key = hashlib.sha1(f"{z}/{x}/{y}".encode()).hexdigest()
        return os.path.join(self.cache_dir, key[:2], key)

    def fetch(self, z: int, x: int, y: int) -> Optional[str]:
        target = self._path(z, x, y)
        if os.path.exists(target):
            return target
        resp = self.http.get(
            f"{self.base_url}/{z}/{x}/{y}.png", stream=True, timeout=(3.05, 20)
        )
        if resp.status_code != 200:
            logger.warning("tile %d/%d/%d: upstream said %d", z, x, y, resp.status_code)
            self.misses[(z, x, y)] = resp
            return None
        with resp, tempfile.NamedTemporaryFile(dir=self.cache_dir, delete=False) as tmp:
            for chunk in resp.iter_content(64 * 1024):
                tmp.write(chunk)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.replace(tmp.name, target)
        return target

    def close(self) -> None:
        self.http.close()
