#!/usr/bin/env python3
"""The forms of tables, counters and the like: what tests/data/forms-tables.md says of each is so.

The document names for every form the fixtures, what kind crux takes them for, and the tests. Each
fixture must be there, begin with the command that printed it, be of that kind, be read whole and
give rows; each recording must be named; each test must exist.
"""
import fnmatch
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import SOURCE, crux, run, same

DATA = SOURCE / "tests" / "data"
DOCUMENT = DATA / "forms-tables.md"
# Known, and nothing to judge: they give no rows.
WITHOUT_ROWS = {"messages", "aside", "diagnose"}
# These print headings only where nothing happens, or tell of files.
NO_ROWS = {"lnstat-d.txt", "pidstat.txt", "ss-xa.txt"}
# Truly odd lines: awk's columns are shifted where ss left no blank; a bug of that release.
UNREAD = {"tables/bionic/ss-awk-queue.txt": 1}


def forms():
    """(form, fixtures, kinds, tests) of each row of the document's tables"""
    found = []
    for line in DOCUMENT.read_text().splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 4 and "`" in cells[1]:
            found.append((cells[0], re.findall(r"`([^`]+)`", cells[1]),
                          set(re.findall(r"[\w-]+", cells[2])), re.findall(r"`([^`]+)`", cells[3])))
    return found


def files_of(pattern):
    return sorted(p for p in DATA.glob(pattern) if p.is_file())


def inputs(paths):
    status, out, err = crux("evidence", "--json", *paths)
    return {i["path"]: i for i in json.loads(out)["inputs"]}


def check(form, patterns, kinds, tests):
    def test():
        for pattern in patterns:
            paths = files_of(pattern)
            assert paths, f"{pattern} names no file"
            if all(p.suffix == ".txt" for p in paths):
                one_by_one(paths, kinds)
        for name in tests:
            assert (SOURCE / "tests" / name).exists(), f"there is no test {name}"
    return test


def one_by_one(paths, kinds):
    told = inputs(paths)
    for path in paths:
        i, name = told[str(path)], str(path.relative_to(DATA))
        if name.startswith("tables/"):
            same(path.read_text()[:2], "$ ", f"{name} begins with its command")
        assert i["kind"] in kinds, f"{name} is taken for {i['kind']}, not {kinds}"
        same(i["unread_count"], UNREAD.get(name, 0), f"{name}: unread {i['unread'][:2]}")
        assert i["records"] or kinds & WITHOUT_ROWS or path.name in NO_ROWS, f"{name}: no rows"


def test_nothing_is_left_out():
    patterns = [p for _, patterns, _, _ in forms() for p in patterns]
    for path in sorted((DATA / "tables").glob("*/*.txt")):
        name = str(path.relative_to(DATA))
        assert any(fnmatch.fnmatch(name, p) for p in patterns), f"{name} is of no form"


if __name__ == "__main__":
    found = forms()
    assert len(found) > 40, "the document has lost its tables"
    run([*((form, check(form, *rest)) for form, *rest in found),
         ("each recording is of a form", test_nothing_is_left_out)])
