#!/usr/bin/env python3
"""Hold crux against labelled incidents: incidents.py --crux build/crux FOLDER…

An incident is a folder with evidence and a truth.json: `main` is the id that
the verdict has to be, `not` the ids that would be false accusations (a finding
that is not benign with a confidence of 0.5 or more). A truth.json of several
names is about files that are an incident each. Three tests each: all of it
is read and the answer has the promised form; nobody is falsely accused; the
verdict is right. The last is skipped while there is no rule for the main id.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

SRC = pathlib.Path(__file__).resolve().parent.parent / "src"
CODE = {".c", ".go", ".py", ".java", ".js", ".rs"}
LABELS = {"truth.json", "packets.json", "README.md"}
SECONDS = 60
ACCUSED = 0.5  # from here on somebody acts on a finding


def incidents(folder):
    """(name, [path of evidence…], truth) of every incident below a folder"""
    for path in sorted(folder.rglob("truth.json")):
        truth, here = json.loads(path.read_text()), path.parent
        if "main" in truth:
            yield here.name, [p for p in here.iterdir() if p.is_file()], truth
        else:
            yield from ((f"{here.name}/{name}", [here / name], t) for name, t in truth.items())


def diagnose(crux, evidence):
    """-> (the diagnosis or None, what is wrong with it)"""
    try:
        done = subprocess.run([crux, "diagnose", "--json", *evidence], capture_output=True,
                              timeout=SECONDS, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return None, [f"no answer in {SECONDS} s"]
    said = done.stderr.decode("utf-8", "replace").splitlines()[-20:]
    if done.returncode:
        return None, [f"status {done.returncode}", *said]
    try:
        diagnosis = json.loads(done.stdout)
    except ValueError as error:
        return None, [f"not JSON: {error}", *said]
    return diagnosis, form(diagnosis, evidence)


def form(diagnosis, evidence):
    problems = []
    if diagnosis.get("schema") != "crux.diagnosis/1":
        problems.append(f"schema {diagnosis.get('schema')!r}")
    read = {i.get("path") for i in diagnosis.get("inputs", [])}
    problems += [f"{path} is not among the inputs" for path in evidence if path not in read]
    for finding in [diagnosis.get("verdict") or {}, *diagnosis.get("findings", [])]:
        if not finding.get("id") or not 0 <= finding.get("confidence", -1) <= 1:
            problems.append(f"finding without id or confidence: {json.dumps(finding)[:100]}")
    return problems


def accusations(diagnosis, truth):
    said = {f["id"] for f in diagnosis["findings"]
            if not f.get("benign") and f["confidence"] >= ACCUSED}
    verdict = diagnosis["verdict"]
    # "healthy" below this says "not well, and I know no name for it": no acquittal
    if verdict["id"] != "healthy" or verdict["confidence"] >= ACCUSED:
        said.add(verdict["id"])
    wrong = said & set(truth.get("not", []))
    return [f"accuses {', '.join(sorted(wrong))}; it is {truth['main']}"] if wrong else []


def not_yet(truth, evidence):
    """What the house still lacks to reach this verdict, None if nothing."""
    rule = SRC / "diagnose" / "rules" / f"{truth['main'].replace('-', '_')}.c"
    if truth["main"] != "healthy" and not rule.exists():
        return "no such rule yet"
    if not (SRC / "code").exists() and all(p.suffix in CODE for p in evidence):
        return "source code is not judged yet"
    return None


def judge(crux, name, paths, truth):
    """-> [(name, problems or None for skipped)]"""
    evidence = sorted(p for p in paths if p.name not in LABELS)
    diagnosis, problems = diagnose(crux, [str(p) for p in evidence])
    yield f"{name}: all is read", problems
    if diagnosis is None or problems:
        return
    yield f"{name}: nobody is falsely accused", accusations(diagnosis, truth)
    verdict = diagnosis["verdict"]["id"]
    lacking = not_yet(truth, evidence)
    if not lacking:
        wrong = [] if verdict == truth["main"] else [f"want {truth['main']}, got {verdict}"]
        yield f"{name}: the verdict is {truth['main']}", wrong
    else:
        yield f"{name}: the verdict is {truth['main']} # SKIP {lacking}", None


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crux", required=True)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    args = parser.parse_args()
    found = [i for folder in args.folders for i in incidents(folder)]

    number = failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for results in pool.map(lambda i: list(judge(args.crux, *i)), found):
            for name, problems in results:
                number += 1
                failed += bool(problems)
                print(f"{'not ' if problems else ''}ok {number} - {name}")
                for problem in problems or []:
                    print(f"# {problem}")
    if not found:
        number, failed = 1, 1
        print("not ok 1 - there are incidents")
    print(f"1..{number}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
