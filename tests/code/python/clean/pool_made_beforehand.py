"""Connections that are made in a loop, for a pool."""
import http.client
import queue


class Pool:
    def __init__(self, host, n=8):
        self.free = queue.LifoQueue()
        for _ in range(n):
            c = http.client.HTTPSConnection(host, timeout=10)
            self.free.put(c)

    def call(self, path):
        c = self.free.get()
        try:
            c.request("GET", path)
            r = c.getresponse()
            return r.status, r.read()
        finally:
            self.free.put(c)
