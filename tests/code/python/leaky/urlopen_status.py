from urllib.request import urlopen

def exists(url):
    resp = urlopen(url, timeout=3)
    if resp.status == 404:
        return False  # expect: close-wait-leak
    resp.close()
    return True
