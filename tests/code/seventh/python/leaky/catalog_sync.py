import http.client
import json
import logging
import ssl
import time

log = logging.getLogger("catalog.sync")
CTX = ssl.create_default_context()


class SyncFailed(Exception):
    """The shop refused an article."""


def push_article(host, token, article):
    conn = http.client.HTTPSConnection(host, timeout=15, context=CTX)
    try:
        conn.request(
            "PUT",
            "/v2/articles/" + article["sku"],
            body=json.dumps(article),
            headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"},
        )
        resp = conn.getresponse()
        payload = resp.read()
        if resp.status >= 300:
            raise SyncFailed("%s: %d %s" % (article["sku"], resp.status, payload[:200]))
    finally:
        conn.close()


def sync_all(host, token, articles):
    """Nightly run, some 180k articles."""
    started = time.monotonic()
    done = failed = 0
    for article in articles:
        try:
            push_article(host, token, article)
            done += 1
        except (SyncFailed, OSError, http.client.HTTPException) as exc:
            failed += 1
            log.warning("skipping: %s", exc)
        if (done + failed) % 5000 == 0:
            log.info("%d done, %d failed, %.0fs", done, failed, time.monotonic() - started)
    return done, failed
