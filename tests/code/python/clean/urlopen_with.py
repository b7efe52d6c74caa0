import json
import urllib.request


def fetch(url):
    with urllib.request.urlopen(url, timeout=5) as resp:
        if resp.status != 200:
            return None
        return json.load(resp)
