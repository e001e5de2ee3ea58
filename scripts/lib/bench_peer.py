"""A slot bot as they are usually written, for comparison: one script that asks, compares and books.

usage: bench_peer.py <feed url> <bookings url> <key> …    (it asks with the keys in turn, once a second)
"""

import json
import sys
import time
import urllib.request
import uuid

WANTED = {"boxTypeID": 5, "coefficient": 5}


def fetch(url, key):
    request = urllib.request.Request(url, headers={"Authorization": key})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def book(url, key, row):
    body = {"warehouseID": row["warehouseID"], "date": row["date"][:10], "boxTypeID": row["boxTypeID"]}
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def main(feed, bookings, keys):
    known, asked = set(), 0
    while True:
        rows = fetch(feed, keys[asked % len(keys)])
        asked += 1
        wanted = {
            (row["warehouseID"], row["date"]): row for row in rows
            if row["allowUnload"] and 0 <= row["coefficient"] <= WANTED["coefficient"] and row.get("boxTypeID") == WANTED["boxTypeID"]
        }
        for cell in wanted.keys() - known:
            book(bookings, keys[0], wanted[cell])
        known = set(wanted)
        time.sleep(1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
