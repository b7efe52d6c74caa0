#!/usr/bin/env python3
"""Count what ran: tally.py FILE…

A FILE is Meson's testlog.json or a file of TAP lines. Every TAP line counts as
one; a program that died, or that did not run all that it had planned, is one
failure more. The last line is `N passed, N failed`; the status is 1 after any
failure, or when nothing ran at all.
"""
import json
import pathlib
import re
import sys

LINE = re.compile(r"^(?P<no>not )?ok\b[^#\n]*(#\s*(?P<directive>\w+))?", re.MULTILINE)
PLAN = re.compile(r"^1\.\.(\d+)", re.MULTILINE)


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.failures = []

    def tap(self, name, text, status):
        """Count one program's TAP output and how it ended."""
        failed = planned = seen = 0
        for line in LINE.finditer(text):
            seen += 1
            if not line["no"] and (line["directive"] or "").upper() == "SKIP":
                self.skipped += 1
            elif line["no"]:
                failed += 1
                self.failures.append(f"{name}: {line[0].strip()}")
            else:
                self.passed += 1
        for plan in PLAN.finditer(text):
            planned += int(plan[1])
        if seen < planned or (seen == 0 and not PLAN.search(text)):
            failed += 1
            self.failures.append(f"{name}: ran {seen} of {planned or 'unknown'}")
        elif status != "0" and not failed:
            failed += 1
            self.failures.append(f"{name}: {status}")
        self.failed += failed

    def meson(self, path):
        for line in path.read_text().splitlines():
            test = json.loads(line)
            ended = test["result"]
            code = test.get("returncode") or 0
            good = ended in ("OK", "SKIP", "EXPECTEDFAIL") and code == 0
            self.tap(test["name"], test.get("stdout") or "", "0" if good else f"{ended}, status {code}")


def main():
    tally = Tally()
    for path in map(pathlib.Path, sys.argv[1:]):
        if path.suffix == ".json":
            tally.meson(path)
        else:
            tally.tap(path.stem, path.read_text(errors="replace"), "0")
    for failure in tally.failures:
        print(f"failed: {failure}")
    if tally.skipped:
        print(f"{tally.skipped} skipped")
    print(f"crux: {tally.passed} passed, {tally.failed} failed")
    return tally.failed > 0 or tally.passed == 0


if __name__ == "__main__":
    sys.exit(main())
