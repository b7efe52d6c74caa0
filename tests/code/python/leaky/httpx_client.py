import httpx

def status(url):
    client = httpx.Client(timeout=5)
    r = client.get(url)  # expect: close-wait-leak
    if r.status_code >= 500:
        raise RuntimeError(url)
    client.close()
    return r.status_code
