import os
import requests

session = requests.Session()


def download(url, dest, expected="application/octet-stream"):
    r = session.get(url, stream=True, timeout=(3.05, 30))
    if r.status_code != 200:
        r.close()
        raise IOError("HTTP %d for %s" % (r.status_code, url))
    ctype = r.headers.get("Content-Type", "")
    if not ctype.startswith(expected):
        return None

    tmp = dest + ".part"
    with open(tmp, "wb") as f:
        for chunk in r.iter_content(64 * 1024):
            f.write(chunk)
    r.close()
    os.rename(tmp, dest)
    return dest
