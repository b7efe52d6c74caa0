#!/usr/bin/env python3
"""What crux explain says of retransmissions, held against what became of each packet in the lab.

    held.py --crux build/crux FOLDER...      runs of lab.py, or folders of runs; -v names the packets

For each capture: the retransmissions found, missed and invented; of those found whether "needed" is right, wrong or
left open. Kinds are held against the kernel's own counters, at the sender: probes, timeouts.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys

KINDS = {"fast-retransmission", "rto-retransmission", "tail-loss-probe", "unneeded-retransmission", "retransmission"}
COLUMNS = ("truth", "found", "missed", "invented", "right", "wrong", "open", "late")


def explain(crux, capture):
    """{packet: what is said of it} of all segments that carry data or FIN"""
    done = subprocess.run([crux, "explain", "--json", capture], capture_output=True, text=True, timeout=120,
                          stdin=subprocess.DEVNULL)
    rows = map(json.loads, done.stdout.splitlines())
    return {r["packet"]: r for r in rows if r.get("len") or "F" in r.get("flags", "")}


def truths(doc, capture, side):
    """-> {frame: (needed, rel_seq, len)}, {frames of late originals}"""
    found, late = {}, set()
    for flow in doc["flows"]:
        if flow[f"{side}_capture"] != capture:
            continue
        for r in flow["retransmissions"]:
            for frame in [r["frame"]] if side == "sender" else r["this_reached_receiver_as_frames"]:
                found[frame] = r["verdict"] == "needed", r["rel_seq"], r["len"]
        if side == "receiver":
            late.update(o["receiver_frame"] for o in flow["originals_that_arrived_late"])
    return found, late


def hold(truth, late, said):
    """-> (counts, [words about what differs])"""
    count, notes = collections.Counter(truth=len(truth)), []
    repeats = {n: r for n, r in said.items() if r["class"] in KINDS}
    for frame, (needed, rel_seq, length) in sorted(truth.items()):
        row = repeats.get(frame)
        if not row:
            count["missed"] += 1
            notes.append(f"missed {frame}: rel {rel_seq} len {length}, called {said.get(frame, {}).get('class')}")
            continue
        answer = False if row["class"] == "unneeded-retransmission" else row.get("needed")
        verdict = "open" if answer is None else "right" if answer == needed else "wrong"
        count.update(("found", verdict))
        if verdict != "right":
            notes.append(f"{verdict} {frame}: rel {rel_seq} len {length}, truth {'needed' if needed else 'unneeded'}, "
                         f"{row['class']}: {row['why']}")
    for frame in sorted(repeats.keys() - truth.keys()):
        count["late" if frame in late else "invented"] += 1
        notes.append(f"{'late original' if frame in late else 'invented'} {frame}: {repeats[frame]['class']}: "
                     f"{repeats[frame]['why']}")
    return count, notes


def counter(folder, side, name):
    def value(path):
        words = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
        return next((int(w[1]) for w in words if w and w[0] == name), 0)
    return value(folder / f"nstat-{side}.txt") - value(folder / f"nstat-{side}-before.txt")


def runs(folders):
    for folder in map(pathlib.Path, folders):
        yield from sorted(p.parent for p in folder.rglob("packets.json"))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--crux", required=True)
    ap.add_argument("-v", "--verbose", action="store_true")
    ap.add_argument("folders", nargs="+")
    args = ap.parse_args()
    total = collections.defaultdict(collections.Counter)
    print(f"{'run':24} {'capture':8} " + " ".join(f"{c:>8}" for c in COLUMNS) + "   timeouts, probes: here / kernel")
    for folder in runs(args.folders):
        doc = json.loads((folder / "packets.json").read_text())
        for side in ("client", "server"):
            said = explain(args.crux, folder / f"{side}.pcap")
            outgoing = {"client": "c2s", "server": "s2c"}[side]
            for role in ("sender", "receiver"):
                truth, late = truths(doc, f"{side}.pcap", role)
                own = {n: r for n, r in said.items() if (r["direction"] == outgoing) == (role == "sender")}
                count, notes = hold(truth, late, own)
                if not truth and not notes:
                    continue
                total[role] += count
                kinds = ""
                if role == "sender":
                    said_of = collections.Counter(r.get("kind") or r["class"] for r in own.values())
                    kinds = (f"   {said_of['rto-retransmission']}, {said_of['tail-loss-probe']} / "
                             f"{counter(folder, side, 'TcpExtTCPTimeouts')}, {counter(folder, side, 'TcpExtTCPLossProbes')}")
                print(f"{folder.name:24} {role:8} " + " ".join(f"{count[c]:8}" for c in COLUMNS) + kinds)
                if args.verbose:
                    for note in notes:
                        print(f"    {side}.pcap {note}")
    for role, count in total.items():
        print(f"{'all':24} {role:8} " + " ".join(f"{count[c]:8}" for c in COLUMNS))
    wrong = sum(c["missed"] + c["invented"] + c["wrong"] + c["late"] for c in total.values())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
