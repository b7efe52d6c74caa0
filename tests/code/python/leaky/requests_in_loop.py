import requests


def harvest(urls):
    out = []
    for u in urls:
        out.append(requests.get(u, timeout=5).text)  # expect: connection-churn
    return out
