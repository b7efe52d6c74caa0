import csv
import sys
import time

import requests

GATEWAY = "https://esl-gw.store{:04d}.retail.example"


def load(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f, delimiter=";"))


def push_labels(store, rows):
    """Update the electronic shelf labels of one store (around 25k of them)."""
    base = GATEWAY.format(store)
    ok = 0
    for row in rows:
        with requests.Session() as http:
            try:
                r = http.put(
                    f"{base}/labels/{row['label_id']}",
                    json={"price": row["price"], "text": row["name"][:40]},
                    timeout=(3, 8),
                )
            except requests.RequestException as e:
                print(f"label {row['label_id']}: {e}", file=sys.stderr)
                continue
            if r.status_code == 200:
                ok += 1
            else:
                print(f"label {row['label_id']}: HTTP {r.status_code}", file=sys.stderr)
    return ok


if __name__ == "__main__":
    t0 = time.time()
    rows = load(sys.argv[2])
    done = push_labels(int(sys.argv[1]), rows)
    print(f"{done}/{len(rows)} labels in {time.time() - t0:.0f}s")
