import base64
import http.client
import json
import time

# Syncs the library catalogue from the consortium. Python 3.6 on the old box.


class SyncError(Exception):
    pass


class CatalogSync:
    def __init__(self, host, user, password):
        self.host = host
        tok = base64.b64encode(("%s:%s" % (user, password)).encode()).decode()
        self.headers = {"Authorization": "Basic " + tok, "Connection": "keep-alive"}
        self.since = None
        self.trace = []

    def _open(self):
        c = http.client.HTTPSConnection(self.host, timeout=30)
        self.trace.append((time.time(), c))   # debug console
        return c

    def pull(self):
        conn = self._open()
        hdrs = dict(self.headers)
        if self.since:
            hdrs["If-Modified-Since"] = self.since
        try:
            conn.request("GET", "/export/catalog.json", headers=hdrs)
            resp = conn.getresponse()
        except (OSError, http.client.HTTPException) as e:
            conn.close()
            raise SyncError(str(e))
        if resp.status == 304:
            return []
        try:
            if resp.status != 200:
                raise SyncError("consortium: %d %s" % (resp.status, resp.reason))
            self.since = resp.getheader("Last-Modified")
            return json.loads(resp.read().decode("utf-8"))["records"]
        finally:
            conn.close()


def nightly(sync, apply):
    """Once an hour, whatever the name says."""
    while True:
        try:
            for rec in sync.pull():
                apply(rec)
        except SyncError as e:
            print("sync:", e)
        time.sleep(3600)
