import http.client
import json
import time


class Inventory:
    def __init__(self, host, port=8080):
        self.host = host
        self.port = port

    def _call(self, method, path, body=None):
        conn = http.client.HTTPConnection(self.host, self.port, timeout=5)
        try:
            data = json.dumps(body).encode() if body is not None else None
            conn.request(method, path, data, {"Content-Type": "application/json"})
            resp = conn.getresponse()
            raw = resp.read()
            if resp.status >= 400:
                raise RuntimeError(f"{method} {path}: {resp.status}")
            return json.loads(raw) if raw else None
        finally:
            conn.close()

    def stock(self, sku):
        return self._call("GET", f"/stock/{sku}")["count"]

    def reserve(self, sku, n):
        return self._call("POST", f"/stock/{sku}/reserve", {"n": n})


def sync(inv, skus):
    counts = {}
    for sku in skus:
        counts[sku] = inv.stock(sku)
    return counts


def watch(inv, skus):
    while True:
        yield sync(inv, skus)
        time.sleep(1)
