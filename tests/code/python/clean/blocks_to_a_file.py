"""Blocks that come from the network, and go to a file."""
import httpx
import requests

session = requests.Session()


def fetch(url, f):
    with session.get(url, stream=True, timeout=(3, 60)) as r:
        r.raise_for_status()
        for b in r.iter_content(1 << 16):
            f.write(b)


def follow(url, out):
    with httpx.Client(timeout=10) as c, c.stream("GET", url) as r:
        for b in r.iter_bytes():
            out.write(b)


def greet(socks):
    for s in socks:
        s.sendall(b"\n")
