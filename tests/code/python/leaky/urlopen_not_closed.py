import json
import urllib.request


def fetch(url):
    resp = urllib.request.urlopen(url, timeout=5)
    if resp.status != 200:
        return None  # expect: close-wait-leak
    doc = json.load(resp)
    resp.close()
    return doc
