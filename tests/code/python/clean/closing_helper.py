import contextlib
import http.client


def head(host):
    with contextlib.closing(http.client.HTTPSConnection(host, timeout=5)) as c:
        c.request("HEAD", "/")
        return c.getresponse().status
