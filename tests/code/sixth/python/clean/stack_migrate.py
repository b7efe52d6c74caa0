"""One-off: copies the attachments of the old tracker to S3. May be started again at any time."""
import contextlib
import logging
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
import mysql.connector
import requests
from botocore.config import Config

log = logging.getLogger("migrate")

s3 = boto3.client("s3", config=Config(connect_timeout=4, read_timeout=30, max_pool_connections=8, retries={"max_attempts": 4}))


def todo(dsn):
    with contextlib.ExitStack() as stack:
        db = mysql.connector.connect(**dsn, connection_timeout=5)
        stack.callback(db.close)
        cur = db.cursor(buffered=True)
        stack.callback(cur.close)
        cur.execute("SELECT id, url FROM attachment WHERE moved IS NULL")
        yield from cur.fetchall()


def copy(session, bucket, att):
    ident, url = att
    with session.get(url, stream=True, timeout=(4, 30)) as rsp:
        if rsp.status_code == 404:
            log.warning("%s: gone", ident)
            return None
        rsp.raise_for_status()
        rsp.raw.decode_content = True
        s3.upload_fileobj(rsp.raw, bucket, f"attachments/{ident}")
    return ident


def mark(dsn, ids):
    with contextlib.closing(mysql.connector.connect(**dsn, connection_timeout=5)) as db:
        with contextlib.closing(db.cursor()) as cur:
            cur.executemany("UPDATE attachment SET moved = now() WHERE id = %s", [(i,) for i in ids])
        db.commit()


def main(dsn, bucket):
    work = list(todo(dsn))
    with requests.Session() as session, ThreadPoolExecutor(8) as pool:
        session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=8))
        futures = [pool.submit(copy, session, bucket, a) for a in work]
    done = []
    for a, f in zip(work, futures):
        if f.exception():
            log.error("%s: %s", a[0], f.exception())
        elif f.result() is not None:
            done.append(f.result())
    if done:
        mark(dsn, done)
    return 0 if len(done) == len(work) else 1


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    sys.exit(main({"host": sys.argv[1], "user": "migrate", "database": "tracker"}, sys.argv[2]))
