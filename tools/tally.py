#!/usr/bin/env python3
"""Count what ran, and show what failed: tally.py FILE…

A FILE is Meson's testlog.json or a file of TAP lines. Every TAP line counts as
one; a program that died, or that did not run all that it had planned, is one
failure more. The last line is `N passed, N failed`; the status is 1 after any
failure, or when nothing ran at all.
"""
import json
import pathlib
import re
import sys

LINE = re.compile(r"(?P<no>not )?ok\b[^#]*(#\s*(?P<directive>\w+))?")
PLAN = re.compile(r"1\.\.(\d+)")
SHOWN = 12  # lines of remarks below a failure
DYING = 15  # lines of a program that died
DEATH = re.compile(r"ERROR: \w+Sanitizer|runtime error:|Assertion|Traceback")


def reason(said):
    """Of what a program said when it died, the lines that tell why."""
    for number, line in enumerate(said):
        if DEATH.search(line):
            return said[number:number + DYING]
    return said[-DYING:]


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def fail(self, what):
        self.failed += 1
        print(f"failed: {what}")

    def tap(self, name, text, status="", last_words=""):
        """Count one program's TAP output, and how it ended if not well."""
        planned, seen, failed, shown = None, 0, self.failed, SHOWN
        for line in text.splitlines():
            if plan := PLAN.match(line):
                planned = (planned or 0) + int(plan[1])
            if line.startswith("#") and shown < SHOWN:
                print(f"    {line[1:].strip()}")
                shown += 1
            if not (found := LINE.match(line)):
                continue
            seen, shown = seen + 1, SHOWN
            if found["no"]:
                self.fail(f"{name}: {line}")
                shown = 0
            elif (found["directive"] or "").upper() == "SKIP":
                self.skipped += 1
            else:
                self.passed += 1
        complete = planned is not None and seen == planned
        if complete and (not status or self.failed > failed):
            return
        self.fail(f"{name}: ran {seen} of {'unknown' if planned is None else planned} {status}")
        for line in reason(last_words.splitlines()):
            print(f"    {line}")

    def meson(self, path):
        for line in path.read_text().splitlines():
            test = json.loads(line)
            code = test.get("returncode") or 0
            good = test["result"] in ("OK", "SKIP") and code == 0
            self.tap(test["name"].removeprefix("crux:"), test.get("stdout") or "",
                     "" if good else f"({test['result'].lower()}, status {code})",
                     test.get("stderr") or "")


def main():
    tally = Tally()
    for path in map(pathlib.Path, sys.argv[1:]):
        if not path.exists():
            tally.fail(f"{path} is not there")
        elif path.suffix == ".json":
            tally.meson(path)
        else:
            tally.tap(path.stem, path.read_text(errors="replace"))
    if tally.skipped:
        print(f"{tally.skipped} skipped")
    print(f"crux: {tally.passed} passed, {tally.failed} failed")
    return tally.failed > 0 or tally.passed == 0


if __name__ == "__main__":
    sys.exit(main())
