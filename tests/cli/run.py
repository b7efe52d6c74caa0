#!/usr/bin/env python3
"""Play the command line tests: text in, text out.

Each folder beside this file is a test, found by its name, without registration:

    cmd             arguments of crux, or a shell script if it names $CRUX
    expect.out      what stands on standard output; no file: nothing
    expect.err      the same for standard error
    expect.status   the exit status; no file: 0
    needs           "code": only for a crux that judges source code
    anything else   evidence

The command runs in a copy of the folder in which `data` is tests/data and
`examples` is the examples folder, so that the paths in the output are the same
on every machine. A file of expectations in which a line is `...` matches any
number of lines there.

    run.py --crux build/crux               run all, print TAP
    run.py --crux build/crux NAME…         only these
    run.py --crux build/crux --update …    write what came out as the expectation
"""
import argparse
import concurrent.futures
import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SECONDS = 60
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb", "PATH": os.environ["PATH"]}


def play(test, crux):
    """-> {"out": text, "err": text, "status": text}"""
    command = (test / "cmd").read_text()
    if "$CRUX" not in command:
        command = '"$CRUX" ' + command
    with tempfile.TemporaryDirectory(prefix="crux-cli-") as folder:
        work = pathlib.Path(folder) / test.name
        shutil.copytree(test, work, symlinks=True)
        for name in ("cmd", "needs", "expect.out", "expect.err", "expect.status"):
            (work / name).unlink(missing_ok=True)
        (work / "data").symlink_to(ROOT / "tests" / "data")
        (work / "examples").symlink_to(ROOT / "examples")
        passed_on = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        env = ENVIRONMENT | passed_on | {"CRUX": str(crux), "HOME": folder}
        try:
            done = subprocess.run(["sh", "-c", command], cwd=work, env=env, timeout=SECONDS,
                                  stdin=subprocess.DEVNULL, capture_output=True)
        except subprocess.TimeoutExpired:
            return {"out": "", "err": f"no end after {SECONDS} s\n", "status": "timeout\n"}
    return {"out": done.stdout.decode("utf-8", "backslashreplace"),
            "err": done.stderr.decode("utf-8", "backslashreplace"),
            "status": f"{done.returncode}\n"}


def expected(test, part):
    path = test / f"expect.{part}"
    if path.exists():
        return path.read_text()
    return "0\n" if part == "status" else ""


def matches(want, got):
    """Line by line, `...` standing for any number of lines."""
    if not want:
        return not got
    if want[0] == "...\n":
        return any(matches(want[1:], got[i:]) for i in range(len(got) + 1))
    return bool(got) and want[0] == got[0] and matches_rest(want, got)


def matches_rest(want, got):
    same = 0
    while same < min(len(want), len(got)) and want[same] != "...\n" and want[same] == got[same]:
        same += 1
    return matches(want[same:], got[same:])


def compare(test, result):
    """-> a diff as lines, empty when all is as expected"""
    if not any(test.glob("expect.*")):
        return ["no expectation: run with --update and review it\n"]
    diff = []
    for part, got in result.items():
        want = expected(test, part).splitlines(keepends=True)
        lines = got.splitlines(keepends=True)
        if not matches(want, lines):
            diff += difflib.unified_diff(want, lines, f"{test.name}/expect.{part}", part)
    return diff


def update(test, result):
    for part, got in result.items():
        path = test / f"expect.{part}"
        if path.exists() and matches(path.read_text().splitlines(keepends=True),
                                     got.splitlines(keepends=True)):
            continue
        if got in ("", "0\n" if part == "status" else ""):
            path.unlink(missing_ok=True)
        else:
            path.write_text(got)
    if not any(test.glob("expect.*")):
        (test / "expect.out").write_text("")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crux", required=True, type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    tests = [HERE / name for name in args.names] or sorted(p.parent for p in HERE.glob("*/cmd"))
    crux = args.crux.resolve()
    version = subprocess.run([crux, "--version"], capture_output=True, text=True).stdout
    if "source code: read" not in version:
        tests = [t for t in tests if not (t / "needs").exists()]

    failed = 0
    print(f"1..{len(tests)}")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, (test, result) in enumerate(
                zip(tests, pool.map(lambda t: play(t, crux), tests)), 1):
            if args.update:
                update(test, result)
            diff = compare(test, result)
            print(f"{'not ' if diff else ''}ok {number} - {test.name}")
            for line in diff:
                print("# " + line.rstrip("\n"))
            failed += bool(diff)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
