import http.client
import json

def api(host, path):
    conn = http.client.HTTPSConnection(host, timeout=5)
    conn.request("GET", path)
    resp = conn.getresponse()
    if resp.status != 200:
        raise ValueError(resp.status)  # expect: close-wait-leak
    data = json.loads(resp.read())
    conn.close()
    return data
