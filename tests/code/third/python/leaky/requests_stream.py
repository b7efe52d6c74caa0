import logging
import os

import requests

log = logging.getLogger(__name__)
session = requests.Session()
session.headers["User-Agent"] = "mirror/2.3"
_pending = {}


def download(url, dest, max_bytes=512 << 20):
    r = session.get(url, stream=True, timeout=(3, 30))
    _pending[url] = r
    if r.status_code != 200:
        log.warning("%s: HTTP %d", url, r.status_code)
        return False

    total = int(r.headers.get("Content-Length", 0))
    if total > max_bytes:
        r.close()
        del _pending[url]
        raise ValueError("%s: %d bytes is more than we want" % (url, total))

    tmp = dest + ".part"
    with open(tmp, "wb") as f:
        for chunk in r.iter_content(1 << 16):
            f.write(chunk)
    r.close()
    del _pending[url]
    os.replace(tmp, dest)
    return True


def mirror(base, names, root):
    ok = 0
    for n in names:
        if download(base + n, os.path.join(root, n)):
            ok += 1
    return ok
