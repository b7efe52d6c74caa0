from __future__ import annotations

import logging
import shutil
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

log = logging.getLogger(__name__)


def make_session() -> requests.Session:
    s = requests.Session()
    retry = Retry(total=3, backoff_factor=0.5, status_forcelist=(502, 503, 504), allowed_methods=("GET",))
    s.mount("https://", HTTPAdapter(max_retries=retry, pool_maxsize=4))
    s.headers["User-Agent"] = "podlove-fetch/2.1"
    return s


def fetch(session: requests.Session, url: str, dest: Path) -> bool:
    with session.get(url, stream=True, timeout=(4, 30)) as r:
        if r.status_code == 404:
            log.warning("%s is gone", url)
            return False
        r.raise_for_status()
        size = int(r.headers.get("Content-Length", 0))
        if dest.exists() and size and dest.stat().st_size == size:
            return False
        tmp = dest.with_suffix(".part")
        with tmp.open("wb") as f:
            for chunk in r.iter_content(1 << 17):
                f.write(chunk)
    shutil.move(str(tmp), str(dest))
    return True


def fetch_all(episodes: list[tuple[str, str]], directory: Path) -> int:
    n = 0
    with make_session() as session:
        for guid, url in episodes:
            try:
                n += fetch(session, url, directory / f"{guid}.mp3")
            except requests.RequestException as e:
                log.error("%s: %s", guid, e)
    return n
