import requests

session = requests.Session()

def size_of(url):
    r = session.get(url, stream=True, timeout=10)
    if r.status_code != 200:
        return None  # expect: close-wait-leak
    total = 0
    for chunk in r.iter_content(8192):
        total += len(chunk)
    r.close()
    return total
