import json
import requests
from requests.adapters import HTTPAdapter

session = requests.Session()
session.mount("https://", HTTPAdapter(pool_maxsize=32))


def download(url, path):
    with session.get(url, stream=True, timeout=(3, 30)) as r:
        r.raise_for_status()
        with open(path, "wb") as f:
            for chunk in r.iter_content(1 << 16):
                f.write(chunk)


def status(url):
    r = session.head(url, timeout=5, allow_redirects=True)
    return r.status_code


def events(url):
    r = session.get(url, stream=True, timeout=(3, 90))
    try:
        for line in r.iter_lines():
            if line.startswith(b"data:"):
                yield json.loads(line[5:])
    finally:
        r.close()
