import json
import logging
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

log = logging.getLogger("fwd")


class Forwarder:
    def __init__(self, base, chunk=200):
        self.url = base + "/api/put"
        self.chunk = chunk
        self.http = requests.Session()
        retry = Retry(total=3, backoff_factor=0.5, status_forcelist=(502, 503))
        self.http.mount(base, HTTPAdapter(pool_maxsize=4, max_retries=retry))

    def send(self, readings):
        readings = list(readings)
        for i in range(0, len(readings), self.chunk):
            part = [r.as_dict() for r in readings[i:i + self.chunk]]
            resp = self.http.post(self.url, data=json.dumps(part), timeout=(2, 10))
            if resp.status_code != 204:
                log.warning("%s: %d %s", self.url, resp.status_code, resp.text[:200])

    def close(self):
        self.http.close()
