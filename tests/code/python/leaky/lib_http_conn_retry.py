import http.client
import json
import time


def submit(host, doc, tries=4):
    body = json.dumps(doc)
    for n in range(tries):
        conn = http.client.HTTPSConnection(host, timeout=10)
        conn.request("POST", "/v1/docs", body, {"Content-Type": "application/json"})
        resp = conn.getresponse()
        if resp.status in (502, 503):
            time.sleep(2 ** n)
            continue  # expect: close-wait-leak
        data = resp.read()
        conn.close()
        return json.loads(data)
    raise RuntimeError("gave up")
