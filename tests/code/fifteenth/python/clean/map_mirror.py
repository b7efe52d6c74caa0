import argparse
import concurrent.futures as cf
import pathlib
import sys

import requests
from requests.adapters import HTTPAdapter


def make_session(workers):
    s = requests.Session()
    s.mount("https://", HTTPAdapter(pool_maxsize=workers, pool_block=True, max_retries=2))
    return s


def fetch(session, url, target):
    with session.get(url, stream=True, timeout=(3, 20)) as r:
        if r.status_code == 404:
            return "missing"
        if r.headers.get("Content-Type") != "image/png":
            return "odd"
        r.raise_for_status()
        tmp = target.with_name(target.name + "~")
        with tmp.open("wb") as f:
            for chunk in r.iter_content(1 << 16):
                f.write(chunk)
        tmp.rename(target)
        return "ok"


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("list", type=pathlib.Path)
    ap.add_argument("out", type=pathlib.Path)
    ap.add_argument("-j", type=int, default=8)
    a = ap.parse_args()
    urls = a.list.read_text().split()
    with make_session(a.j) as sess, cf.ThreadPoolExecutor(a.j) as ex:
        futs = {ex.submit(fetch, sess, u, a.out / u.rsplit("/", 1)[1]): u for u in urls}
        for f in cf.as_completed(futs):
            try:
                print(f.result(), futs[f])
            except (requests.RequestException, OSError) as e:
                print("error", futs[f], e, file=sys.stderr)


if __name__ == "__main__":
    main()
