"""One-off (run every night since 2021): pushes contacts changed yesterday to the CRM."""
import csv
import datetime
import os
import sys
import time

import requests

CRM = os.environ.get("CRM_URL", "https://crm.example.com/api/v3")
TOKEN = os.environ["CRM_TOKEN"]

FIELDS = ("email", "first_name", "last_name", "company", "phone")


def rows(path, since):
    with open(path, newline="", encoding="utf-8-sig") as f:
        for row in csv.DictReader(f, delimiter=";"):
            if row["changed"] >= since:
                yield row


def push(row):
    payload = {k: row[k].strip() for k in FIELDS if row.get(k)}
    for attempt in (1, 2, 3):
        r = requests.post(
            CRM + "/contacts/upsert",
            json=payload,
            headers={"Authorization": "Bearer " + TOKEN},
            timeout=(5, 20),
        )
        if r.status_code == 429:
            time.sleep(int(r.headers.get("Retry-After", "2")) * attempt)
            continue
        return r.status_code, r.text[:200]
    return 429, "rate limited"


def main():
    since = (datetime.date.today() - datetime.timedelta(days=1)).isoformat()
    done = failed = 0
    for row in rows(sys.argv[1], since):        # 20k to 60k rows
        try:
            status, text = push(row)
        except requests.RequestException as e:
            status, text = 0, str(e)
        if status in (200, 201):
            done += 1
        else:
            failed += 1
            print("%s: %s %s" % (row["email"], status, text), file=sys.stderr)
    print("%d pushed, %d failed" % (done, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
