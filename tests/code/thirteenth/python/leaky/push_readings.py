import json
import logging
import sqlite3
import time

import requests

URL = "https://energy-portal.example/api/v3/readings"
log = logging.getLogger("push")


def pending(db, limit=5000):
    cur = db.execute(
        "SELECT id, meter, kwh, taken_at FROM reading WHERE pushed = 0 ORDER BY id LIMIT ?", (limit,)
    )
    return cur.fetchall()


def push(db, token):
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
    done = []
    for rid, meter, kwh, taken in pending(db):
        body = json.dumps({"meter": meter, "kwh": kwh, "at": taken})
        try:
            r = requests.post(URL, data=body, headers=headers, timeout=(3, 10))
        except requests.RequestException as e:
            log.warning("portal: %s", e)
            break
        if r.status_code in (200, 201, 409):
            done.append((rid,))
        else:
            log.error("reading %d: %d %s", rid, r.status_code, r.text[:100])
    with db:
        db.executemany("UPDATE reading SET pushed = 1 WHERE id = ?", done)
    return len(done)


def main():
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    token = open("/etc/energy/token").read().strip()
    db = sqlite3.connect("/var/lib/energy/readings.db")
    while True:
        n = push(db, token)
        log.info("%d readings delivered", n)
        time.sleep(10 if n else 120)


if __name__ == "__main__":
    main()
