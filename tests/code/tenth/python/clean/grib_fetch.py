"""Downloads forecast files for the yacht routing service."""
import hashlib
import logging
import os
import tempfile
import time
from contextlib import closing

import requests
from requests.adapters import HTTPAdapter

log = logging.getLogger("grib")
BASE = "https://forecast.example/gfs"
_http = requests.Session()
_http.mount("https://", HTTPAdapter(pool_connections=2, pool_maxsize=4, pool_block=True))


class NotYet(Exception):
    """The run isn't published so far."""


def _open(run, hour):
    """Response whose body is yet to be read; the caller closes it."""
    url = f"{BASE}/{run:%Y%m%d%H}/f{hour:03d}.grb2"
    r = _http.get(url, stream=True, timeout=(5, 60))
    if r.status_code == 404:
        r.close()
        raise NotYet(url)
    try:
        r.raise_for_status()
    except requests.HTTPError:
        r.close()
        raise
    return r


def _spool(r, directory):
    fd, tmp = tempfile.mkstemp(dir=directory, suffix=".part")
    h = hashlib.md5()
    try:
        with os.fdopen(fd, "wb") as f:
            for block in r.iter_content(1 << 18):
                h.update(block)
                f.write(block)
        want = r.headers.get("X-Content-MD5")
        if want and want != h.hexdigest():
            raise requests.ConnectionError("file damaged on the way")
        return tmp
    except BaseException:
        os.unlink(tmp)
        raise


def fetch(run, hour, directory, patience=6):
    final = os.path.join(directory, f"{run:%Y%m%d%H}_{hour:03d}.grb2")
    for attempt in range(patience):
        try:
            with closing(_open(run, hour)) as r:
                length = int(r.headers.get("Content-Length", 0))
                if os.path.exists(final) and os.path.getsize(final) == length:
                    return final
                os.replace(_spool(r, directory), final)
                return final
        except NotYet:
            log.info("f%03d isn't out, waiting", hour)
            time.sleep(120)
        except requests.RequestException as e:
            log.warning("f%03d: %s", hour, e)
            time.sleep(5 * 2 ** attempt)
    return None


def fetch_run(run, hours, directory):
    missing = [h for h in hours if fetch(run, h, directory) is None]
    if missing:
        log.error("run %s lacks %s", run, missing)
    return not missing
