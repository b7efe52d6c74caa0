import http.client
import json
import logging
import socket
import time

log = logging.getLogger("solr")


class SolrFeeder:
    """Feeds documents to solr over one persistent connection."""

    def __init__(self, host, core, port=8983):
        self.host, self.port = host, port
        self.path = "/solr/%s/update?commitWithin=5000" % core
        self._conn = None
        self._last = 0.0

    def _connection(self):
        # jetty drops idle connections after 30 s
        if self._conn is not None and time.monotonic() - self._last > 25:
            self.close()
        if self._conn is None:
            self._conn = http.client.HTTPConnection(self.host, self.port, timeout=20)
            self._conn.connect()
            self._conn.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._conn

    def close(self):
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    def _post(self, body):
        try:
            c = self._connection()
            c.request("POST", self.path, body, {"Content-Type": "application/json"})
            r = c.getresponse()
            text = r.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self._last = time.monotonic()
        if r.will_close:
            self.close()
        return r.status, text

    def add(self, docs):
        body = json.dumps(docs).encode()
        for attempt in range(3):
            try:
                status, text = self._post(body)
            except (OSError, http.client.HTTPException) as e:
                log.warning("solr: %s (attempt %d)", e, attempt + 1)
                time.sleep(2 ** attempt)
                continue
            if status == 200:
                return
            if status < 500:
                raise ValueError("solr %d: %s" % (status, text[:300]))
            time.sleep(2 ** attempt)
        raise ConnectionError("solr doesn't take %d documents" % len(docs))

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


def reindex(rows, host="search01"):
    batch = []
    with SolrFeeder(host, "articles") as solr:
        for row in rows:
            batch.append(row)
            if len(batch) == 500:
                solr.add(batch)
                batch = []
        if batch:
            solr.add(batch)
