#!/usr/bin/env python3
"""Retransmissions as seen from one place, held against what became of them.

Where a packets.json lies beside captures of both ends, each capture alone is held
against it, FINs included; and where the sender's kernel counted its timeouts and
probes, so are the kinds. As a test it looks at the folders in ../shared/incidents and
$CRUX_INCIDENTS, if they are there. repeats.py FOLDER… prints each mistake.
"""
import collections
import json
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import SOURCE, crux, run, same

KINDS = {"fast-retransmission", "rto-retransmission", "tail-loss-probe",
         "unneeded-retransmission", "retransmission"}
NEEDED = {"needed": True, "spurious": False}
COUNTERS = ("TcpExtTCPTimeouts", "TcpExtTCPLossProbes", "TcpExtTCPFastRetrans",
            "TcpRetransSegs")
# Counted when ss or nstat ran, which may have been in the middle of a wait.
LATE = 2
# Where SACKed data is thrown away again, the kernel's state is not to be seen.
UNTOLD = {"receiver-drops"}


def folders(name):
    roots = sys.argv[1:] or [SOURCE.parent / "shared" / "incidents",
                             os.environ.get("CRUX_INCIDENTS")]
    for root in filter(None, roots):
        yield from sorted(f.parent for f in pathlib.Path(root).rglob(name))


def truth_of(packets):
    """-> {capture: {side: {frame: needed}}}"""
    truth = collections.defaultdict(lambda: {"sender": {}, "receiver": {}})
    for flow in packets["flows"]:
        for r in flow["retransmissions"]:
            needed = NEEDED.get(r["verdict"])
            truth[flow["sender_capture"]]["sender"][r["frame"]] = needed
            there = r["this_reached_receiver_as_frame"]
            if there:
                truth[flow["receiver_capture"]]["receiver"][there] = needed
    return truth


def segments(capture):
    status, out, err = crux("explain", "--json", capture)
    assert status == 0, (capture, err)
    return {s["packet"]: s for s in map(json.loads, out.splitlines()) if "class" in s}


def judge_one(counts, where, said, real):
    for frame, needed in real.items():
        s = said.get(frame)
        if s is None or s["class"] not in KINDS:
            verdict = "missed"
        elif needed is None:
            verdict = "undecided"
        else:
            # a FIN that nobody answers tells nothing: it is only to be found
            verdict = ("open" if s["len"] else "open FIN") if s["needed"] is None else \
                "right" if s["needed"] is needed else "wrong"
        counts[verdict] += 1
        if verdict in ("missed", "open", "wrong") and sys.argv[1:]:
            print(f"{where} {frame}: {verdict}, want needed {needed}: {s and s['why']}")


def judge_all():
    counts = collections.defaultdict(collections.Counter)
    for folder in folders("packets.json"):
        truth = truth_of(json.loads((folder / "packets.json").read_text()))
        for capture, sides in truth.items():
            if not (folder / capture).exists():
                continue
            said = segments(folder / capture)
            for side, real in sides.items():
                judge_one(counts[side], f"{folder.name}/{capture} {side}", said, real)
            found = {n for n, s in said.items() if s["class"] in KINDS}
            invented = found - sides["sender"].keys() - sides["receiver"].keys()
            counts["all"]["invented"] += len(invented)
            if invented and sys.argv[1:]:
                print(f"{folder.name}/{capture}: invented {sorted(invented)[:5]}")
    return counts


def test_repeats():
    counts = judge_all()
    if not counts:
        print("# skipped: no packets.json here")
        return
    for side, missed_most, wrong_most, open_most in (("sender", 0, 0.01, 0.02),
                                                     ("receiver", 0.02, 0.05, 0.10)):
        c = counts[side]
        print(f"# {side}: {dict(c)}")
        answered, told = c["right"] + c["wrong"], c["right"] + c["wrong"] + c["open"]
        same(c["missed"] <= missed_most * (told + c["missed"]), True, f"{side}: missed in {dict(c)}")
        same(c["wrong"] <= wrong_most * answered, True, f"{side}: wrong in {dict(c)}")
        same(c["open"] <= open_most * told, True, f"{side}: open in {dict(c)}")
    same(counts["all"]["invented"], 0, "invented")


def counters_of(folder, truth, name):
    """nstat leaves out what is 0; the facts hold some of the counters only."""
    facts = truth.get("facts", {}).get(f"counters_{name[0]}", {})
    file = folder / f"nstat-{name}.txt"
    found = re.findall(r"^(Tcp\w+)\s+(\d+)", file.read_text(), re.M) if file.exists() else []
    counted = {word: int(value) for word, value in found}
    return {n: facts.get(n, counted.get(n, 0 if counted else None)) for n in COUNTERS}


def kinds_of(capture, half):
    """What a sender's repeats were for, from the words: unneeded ones have one too."""
    kinds = collections.Counter()
    for s in segments(capture).values():
        if s["direction"] != half or s["class"] not in KINDS:
            continue
        why = s["why"]
        kinds["all"] += 1
        kinds["timeouts"] += "timer ended" in why or s["class"] == "rto-retransmission" and not s["len"]
        kinds["probes"] += "tail-loss probe" in why or s["class"] == "tail-loss-probe" and not s["len"]
        kinds["fast"] += s["class"] == "fast-retransmission"
    return kinds


def compare_kinds(folder, name, half):
    truth = json.loads((folder / "truth.json").read_text())
    want = counters_of(folder, truth, name)
    if not (folder / f"{name}.pcap").exists() or not (folder / "packets.json").exists():
        return False
    said = kinds_of(folder / f"{name}.pcap", half)
    # SYNs, probes with new data and what was sent after the count are not in both.
    if None in want.values() or not want["TcpRetransSegs"] or abs(said["all"] - want["TcpRetransSegs"]) > LATE:
        return False
    where = f"{folder.name} {name}: said {dict(said)}, counted {want}"
    if sys.argv[1:]:
        print(where)
    same(abs(said["timeouts"] - want["TcpExtTCPTimeouts"]) <= LATE, True, where)
    same(said["probes"] <= want["TcpExtTCPLossProbes"] + LATE, True, where)
    same(said["fast"] <= want["TcpExtTCPFastRetrans"], True, where)
    return True


def test_kinds():
    compared = 0
    for folder in folders("truth.json"):
        if any(folder.name.startswith(name) for name in UNTOLD):
            continue
        for name, half in (("client", "c2s"), ("server", "s2c")):
            compared += compare_kinds(folder, name, half)
    print(f"# {compared} senders compared")


if __name__ == "__main__":
    run([("one capture against what became of each repeat", test_repeats),
         ("kinds against what the sender's kernel counted", test_kinds)])
