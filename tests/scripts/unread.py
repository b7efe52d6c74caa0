#!/usr/bin/env python3
"""What share of the lines of real evidence crux cannot read.

    unread.py --crux build/crux FOLDER…     all text files below, as `crux evidence --json` tells
    CRUX=build/crux unread.py               those that the repository has, and shared ones beside it

Each file must be recognised, and at most --most percent of all lines may be unread.
Captures, JSON, documents and the like are left out: they are no text evidence.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

SUFFIXES = {".txt", ".log"}
ABOUT = ("README", "LICENSE", "COPYING", "CMake")


def own_folders():
    root = pathlib.Path(os.environ.get("CRUX_SOURCE", "."))
    wanted = [root / "tests/data/readers", root / "examples",
              root.parent / "shared/incidents", root.parent / "shared/seed-traces"]
    return [str(p) for p in wanted if p.is_dir()]


def files(folders):
    for folder in folders:
        root = pathlib.Path(folder)
        found = [root] if root.is_file() else sorted(root.rglob("*"))
        for path in found:
            if path.is_file() and path.suffix in SUFFIXES and not path.name.startswith(ABOUT):
                yield str(path)


def inputs(crux, paths):
    out = subprocess.run([crux, "evidence", "--json", *paths], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL).stdout
    return json.loads(out)["inputs"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--crux", default=os.environ.get("CRUX", "build/crux"))
    parser.add_argument("--most", type=float, default=1.0, help="percent of all lines (1)")
    parser.add_argument("folders", nargs="*", default=own_folders())
    args = parser.parse_args()
    paths = list(files(args.folders))
    if not paths:
        print("1..0 # SKIP no text files there")
        return 0
    told = inputs(args.crux, paths)
    lines = sum(i["lines"] for i in told)
    unread = sum(i["unread_count"] for i in told)
    strange = [i["path"] for i in told if i["kind"] == "unknown"]
    percent = 100 * unread / max(lines, 1)
    print("1..2")
    print(f"{'not ' if strange else ''}ok 1 - all {len(told)} files are recognised")
    for path in strange:
        print(f"# {path}")
    print(f"{'not ' if percent > args.most else ''}ok 2 - {unread} of {lines} lines unread, {percent:.3f} %")
    for i in told:
        if i["unread_count"]:
            first = i["unread"][0] if i["unread"] else {"line": 0, "text": ""}
            print(f"# {i['path']}:{first['line']}: {i['unread_count']} unread, first '{first['text'][:60]}'")
    return 1 if strange or percent > args.most else 0


if __name__ == "__main__":
    sys.exit(main())
