import hashlib
import os
import tempfile

import requests


class FirmwareMirror:
    """Mirrors vendor firmware images into the depot, a few hundred files a night."""

    def __init__(self, base, depot):
        self.base = base.rstrip("/")
        self.depot = depot
        self.http = requests.Session()
        self.http.headers["User-Agent"] = "depot-mirror/2.4"
        self.skipped = []

    def pull(self, name):
        resp = self.http.get(f"{self.base}/{name}", stream=True, timeout=(3, 30))
        target = os.path.join(self.depot, name)
        etag = resp.headers.get("ETag", "").strip('"')
        if etag and os.path.exists(target) and self._md5(target) == etag:
            self.skipped.append(resp)
            return False
        try:
            resp.raise_for_status()
            fd, tmp = tempfile.mkstemp(dir=self.depot)
            with os.fdopen(fd, "wb") as out:
                for block in resp.iter_content(1 << 18):
                    out.write(block)
            os.replace(tmp, target)
            return True
        finally:
            resp.close()

    def report(self):
        for r in self.skipped:
            print("unchanged:", r.url)

    @staticmethod
    def _md5(path):
        h = hashlib.md5()
        with open(path, "rb") as f:
            for b in iter(lambda: f.read(1 << 20), b""):
                h.update(b)
        return h.hexdigest()
