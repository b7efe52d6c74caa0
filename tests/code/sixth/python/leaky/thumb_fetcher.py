import os
import tempfile
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

MAX = 12 * 1024 * 1024
OK_TYPES = {"image/jpeg", "image/png", "image/webp"}

session = requests.Session()
session.mount("https://", HTTPAdapter(pool_connections=20, pool_maxsize=20, pool_block=True, max_retries=1))
session.headers["User-Agent"] = "thumbs/2.1"

RECENT = []


class Skipped:
    def __init__(self, url, rsp):
        self.url = url
        self.rsp = rsp

    def __str__(self):
        return "%s: %s, %s bytes" % (
            self.url, self.rsp.headers.get("content-type"), self.rsp.headers.get("content-length"))


def fetch(url, directory):
    """Returns the path, or None for things we make no thumbnail of."""
    rsp = session.get(url, stream=True, timeout=(4, 15))
    if rsp.status_code != 200:
        rsp.close()
        return None
    kind = rsp.headers.get("content-type", "").split(";")[0]
    size = int(rsp.headers.get("content-length") or 0)
    if kind not in OK_TYPES or size > MAX:
        RECENT.append(Skipped(url, rsp))
        return None
    with rsp:
        fd, path = tempfile.mkstemp(dir=directory, suffix=os.path.splitext(urlsplit(url).path)[1])
        got = 0
        with os.fdopen(fd, "wb") as f:
            for block in rsp.iter_content(64 * 1024):
                got += len(block)
                if got > MAX:
                    break
                f.write(block)
    if got > MAX:
        os.unlink(path)
        return None
    return path


def admin_page():
    return "\n".join(str(s) for s in RECENT)
