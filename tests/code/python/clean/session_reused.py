import requests


def harvest(urls):
    with requests.Session() as s:
        return [s.get(u, timeout=5).text for u in urls]
