import urllib3

http = urllib3.PoolManager(maxsize=10, block=True, timeout=urllib3.Timeout(connect=2, read=10))


def size_of(url):
    r = http.request("GET", url, preload_content=False)
    if r.status != 200:
        return None  # expect: close-wait-leak
    n = 0
    for chunk in r.stream(65536):
        n += len(chunk)
    r.release_conn()
    return n
