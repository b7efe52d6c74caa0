import http.client
import time


class Client:
    """Keeps one connection; connects again when the server has dropped it."""

    def __init__(self, host):
        self.host = host
        self.conn = None

    def _drop(self):
        conn, self.conn = self.conn, None
        if conn is not None:
            conn.close()

    def get(self, path):
        for attempt in range(3):
            if self.conn is None:
                self.conn = http.client.HTTPSConnection(self.host, timeout=10)
            try:
                self.conn.request("GET", path)
                resp = self.conn.getresponse()
                body = resp.read()
            except (OSError, http.client.HTTPException):
                self._drop()
                if attempt == 2:
                    raise
                time.sleep(0.5)
                continue
            if resp.will_close:
                self._drop()
            return resp.status, body

    def close(self):
        self._drop()
