from __future__ import annotations

import logging
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

log = logging.getLogger("podcast")


def make_session() -> requests.Session:
    s = requests.Session()
    retry = Retry(total=3, backoff_factor=1, status_forcelist=(502, 503, 504))
    s.mount("https://", HTTPAdapter(pool_connections=20, pool_maxsize=20, max_retries=retry))
    s.headers["User-Agent"] = "RadioArchive/2.0 (+https://archive.example)"
    return s


def target(root: Path, show: str, url: str) -> Path:
    return root / show / Path(urlsplit(url).path).name


def fetch_episode(s: requests.Session, url: str, dest: Path, limit: int) -> bool:
    """True when the episode has been stored, False when there's no need or no way."""
    with s.get(url, stream=True, timeout=(5, 45)) as r:
        if r.status_code == 410:
            log.info("withdrawn: %s", url)
            return False
        r.raise_for_status()
        size = int(r.headers.get("Content-Length") or 0)
        if dest.exists() and dest.stat().st_size == size:
            return False
        if size > limit:
            log.warning("%s: %d MB, skipped", url, size >> 20)
            return False
        dest.parent.mkdir(parents=True, exist_ok=True)
        part = dest.with_suffix(".part")
        r.raw.decode_content = True
        with part.open("wb") as out:
            shutil.copyfileobj(r.raw, out, 1 << 18)
        part.rename(dest)
        return True


def archive(shows: dict[str, list[str]], root: Path, limit: int = 500 << 20) -> int:
    stored = 0
    with make_session() as s:
        for show, urls in shows.items():
            for url in urls:
                try:
                    stored += fetch_episode(s, url, target(root, show, url), limit)
                except (requests.RequestException, OSError) as e:
                    log.error("%s: %s", url, e)
    return stored
