import logging
import urllib.error
import urllib.request

LOG = logging.getLogger(__name__)


class HttpCheck(object):
    interval = 15

    def __init__(self, url, want=200):
        self.url = url
        self.want = want
        self.history = []

    def tick(self):
        req = urllib.request.Request(self.url, headers={"User-Agent": "hc/1.2"})
        try:
            resp = urllib.request.urlopen(req, timeout=5)
        except urllib.error.URLError as e:
            LOG.warning("%s: %s", self.url, e)
            self.history.append(False)
            return False
        ok = resp.getcode() == self.want
        self.history.append(ok)
        return ok
