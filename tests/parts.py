#!/usr/bin/env python3
"""What crux can tell from a part of the evidence: parts.py --crux build/crux FOLDER…

Each incident (a folder with evidence and a truth.json, see incidents.py) is judged
whole and by its parts: the captures alone, each capture alone, the text alone, and
each kind of text alone. A table counts, for each part,

    right       the verdict is the main label
    accepted    the verdict is one that the label accepts as well
    less        no verdict: healthy below 0.5, or a suspicion
    unseen      the verdict is healthy or benign: the part does not show the trouble
    wrong       another verdict
    accused     somebody is accused whom the truth acquits

Only `accused` fails: less evidence may tell less, it must not tell anything false.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

import incidents

CAPTURES = {"pcap", "pcapng"}
KINDS = {"packet text": {"tcpdump", "tshark"}, "sockets": {"ss", "netstat", "ss-summary"},
         "counters": {"nstat", "netstat-s"}, "kernel log": {"dmesg"}}
COLUMNS = ["right", "accepted", "less", "unseen", "wrong", "accused"]


def kinds(crux, evidence):
    """{path: kind}"""
    done = subprocess.run([crux, "evidence", "--json", *evidence], capture_output=True,
                          timeout=incidents.SECONDS, stdin=subprocess.DEVNULL)
    return {i["path"]: i["kind"] for i in json.loads(done.stdout)["inputs"]}


def parts(kind_of):
    """(name, [path…]) of each part that an incident has"""
    captures = [p for p, kind in kind_of.items() if kind in CAPTURES]
    text = [p for p in kind_of if p not in captures]
    yield "all", list(kind_of)
    if captures and text:
        yield "captures", captures
        yield "text", text
    if len(kind_of) > 1:
        yield from (("one capture", [p]) for p in captures)
    for name, of in KINDS.items():
        some = [p for p in text if kind_of[p] in of]
        if some and len(some) < len(kind_of):
            yield name, some


def outcome(diagnosis, truth):
    verdict = diagnosis["verdict"]
    if verdict["id"] == truth["main"]:
        return "right"
    if verdict["id"] in truth.get("also_ok", []):
        return "accepted"
    if verdict["confidence"] < incidents.ACCUSED:
        return "less"
    return "unseen" if verdict["id"] == "healthy" or verdict.get("benign") else "wrong"


def sure(diagnosis):
    return diagnosis["verdict"]["confidence"] >= incidents.ACCUSED


def judge(crux, name, paths, truth):
    """[(part, incident, outcome, accusations)]"""
    evidence = [str(p) for p in sorted(paths) if p.name not in incidents.LABELS]
    for part, some in parts(kinds(crux, evidence)):
        diagnosis, problems = incidents.diagnose(crux, some)
        if diagnosis is None:
            yield part, name, "wrong", problems
            continue
        accused = incidents.accusations(diagnosis, truth)
        # from a part that does not show the trouble, healthy is no acquittal; a suspicion
        # says that it is one, and which command would settle it
        if diagnosis["verdict"]["id"] == "healthy" or not sure(diagnosis):
            accused = []
        yield part, name, outcome(diagnosis, truth), accused


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crux", required=True)
    parser.add_argument("--verbose", action="store_true", help="name what is not right")
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    args = parser.parse_args()
    found = [i for folder in args.folders for i in incidents.incidents(folder)]
    table = collections.defaultdict(collections.Counter)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for results in pool.map(lambda i: list(judge(args.crux, *i)), found):
            for part, name, how, accused in results:
                table[part].update({how: 1, "accused": bool(accused)})
                if accused or args.verbose and how != "right":
                    print(f"{part:12} {name:36} {how:9} {'; '.join(accused)}")
    print(f"{'evidence':12} {'judged':>8} " + " ".join(f"{c:>9}" for c in COLUMNS))
    for part, c in table.items():
        judged = sum(c[k] for k in COLUMNS[:-1])
        print(f"{part:12} {judged:8} " + " ".join(f"{c[k]:9}" for k in COLUMNS))
    return sum(c["accused"] for c in table.values()) > 0 or not table


if __name__ == "__main__":
    sys.exit(main())
