# -*- coding: utf-8 -*-
import httplib
import socket


class StatusClient(object):

    def __init__(self, host, port=80, timeout=5):
        self.conn = httplib.HTTPConnection(host, port, timeout=timeout)

    def get(self, path):
        try:
            self.conn.request('GET', path, headers={'Connection': 'keep-alive'})
            r = self.conn.getresponse()
            body = r.read()
        except (httplib.HTTPException, socket.error), e:
            self.conn.close()
            raise RuntimeError('%s: %s' % (path, e))
        if r.status != 200:
            raise RuntimeError('%s: %d' % (path, r.status))
        return body

    def close(self):
        self.conn.close()


def collect(host, paths):
    c = StatusClient(host)
    try:
        return dict((p, c.get(p)) for p in paths)
    finally:
        c.close()
