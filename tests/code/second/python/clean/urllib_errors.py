import json
import urllib.error
import urllib.request


def get_json(url, timeout=10):
    req = urllib.request.Request(url, headers={"Accept": "application/json"})
    try:
        with urllib.request.urlopen(req, timeout=timeout) as resp:
            return resp.status, json.load(resp)
    except urllib.error.HTTPError as e:
        with e:
            body = e.read(2000)
        return e.code, body.decode(errors="replace")
    except urllib.error.URLError as e:
        return None, str(e.reason)


def probe(url):
    resp = urllib.request.urlopen(url, timeout=3)
    try:
        if resp.status != 200:
            return False
        return resp.read(2) == b"ok"
    finally:
        resp.close()


def poll(urls):
    return {u: probe(u) for u in urls}
