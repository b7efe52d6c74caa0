import logging
import shutil
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

log = logging.getLogger(__name__)


class RegistryDownloads:
    """Deeds as TIFF bundles, up to 200 MB each."""

    def __init__(self, base, token):
        self.base = base.rstrip("/")
        self.http = requests.Session()
        self.http.headers["Authorization"] = "Token " + token
        retry = Retry(total=3, backoff_factor=0.5, status_forcelist=(502, 503))
        self.http.mount("https://", HTTPAdapter(max_retries=retry, pool_maxsize=4))

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.http.close()

    def deed(self, number, dest: Path):
        url = f"{self.base}/deeds/{number}/bundle"
        with self.http.get(url, stream=True, timeout=(4, 45)) as r:
            if r.status_code == 404:
                log.info("deed %s isn't digitised", number)
                return False
            r.raise_for_status()
            if r.headers.get("Content-Type") != "application/zip":
                raise ValueError(f"deed {number}: {r.headers.get('Content-Type')}")
            tmp = dest.with_name(dest.name + ".tmp")
            try:
                with tmp.open("wb") as out:
                    for chunk in r.iter_content(1 << 17):
                        out.write(chunk)
                shutil.move(tmp, dest)
            finally:
                tmp.unlink(missing_ok=True)
        return True


def fetch_list(numbers, outdir, base, token):
    done = []
    with RegistryDownloads(base, token) as reg:
        for n in numbers:
            try:
                if reg.deed(n, Path(outdir) / f"{n}.zip"):
                    done.append(n)
            except (requests.RequestException, ValueError, OSError) as e:
                log.error("deed %s: %s", n, e)
    return done
