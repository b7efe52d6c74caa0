#!/usr/bin/env python3
"""A few short runs of the lab: does it do what was asked, does crux see what it did, and know what it is?

Skipped, with the reason, where namespaces are not to be had. Times are left alone: a busy machine is late. One that
goes wrong is played once more, by itself: what a loaded machine did to its clocks is no fault of crux's.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import held  # noqa: E402

# What the path must have done in each: fates of packets from server to client, and marks.
ASKED = {
    "data-lost": {"named": 1},
    "tail-lost": {"named": 1},
    "duplicated": {"duplicated": 1},
    "slow-reader": {},
}


def check_path(name, facts):
    done = {**facts["path"]["s2c"], **{k: v for k, v in facts["path"].items() if isinstance(v, int)}}
    wrong = [f"{key}: {done.get(key, 0)}, not {n} or more" for key, n in ASKED[name].items() if done.get(key, 0) < n]
    lost = sum(n for fate, n in facts["path"]["s2c"].items() if fate != "sent")
    if lost != ASKED[name].get("named", 0):
        wrong.append(f"{lost} packets were lost on the way")
    if facts["packets"]["needed"] < ASKED[name].get("named", 0):
        wrong.append("what was lost was never sent again")
    for side, results in facts["app"].items():
        wrong += [f"{side}: {r['error']}" for r in results if "error" in r]
    return wrong


def check_crux(crux, folder):
    doc, wrong = json.loads((folder / "packets.json").read_text()), []
    for side, outgoing in (("client", "c2s"), ("server", "s2c")):
        said = held.explain(crux, folder / f"{side}.pcap")
        for role in ("sender", "receiver"):
            truth, late = held.truths(doc, f"{side}.pcap", role)
            own = {n: r for n, r in said.items() if (r["direction"] == outgoing) == (role == "sender")}
            count, notes = held.hold(truth, late, own)
            if any(count[k] for k in ("missed", "invented", "wrong", "late")):
                wrong += [f"{side}.pcap {note}" for note in notes]
    return wrong


def check_verdict(crux, folder, truth):
    """What the folder is an incident of comes first, and nothing is accused that must not be."""
    evidence = [f for f in sorted(folder.iterdir()) if f.suffix in (".pcap", ".txt")]
    said = json.loads(subprocess.run([crux, "diagnose", "--json", *evidence], capture_output=True, check=True).stdout)
    wrong = [f"{f['id']} is accused" for f in said["findings"]
             if f["confidence"] >= 0.5 and not f["benign"] and f["id"] in truth["not"]]
    if said["verdict"]["id"] not in [truth["main"], *truth["also_ok"]]:
        wrong.append(f"the verdict is {said['verdict']['id']}, not {truth['main']}")
    return wrong


def play(path, folder, jobs, names):
    """-> (status, {name: what is wrong with the run}, all that was said)"""
    done = subprocess.run([sys.executable, HERE / "lab.py", "--path", path, "--out", folder, "--jobs", str(jobs), *names],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    wrong, name = {}, None
    for line in done.stdout.splitlines():
        if not line.startswith(" "):
            name = line.split()[0]
        if line.startswith("  wrong: ") or " not run: " in line:
            wrong.setdefault(name, []).append(line.strip())
    return done.returncode, wrong, done.stdout + done.stderr


def judge(run):
    """[(what, what is wrong with it)] of one scenario"""
    if not (run / "truth.json").exists():
        return [(f"{run.name}: was run", ["no truth.json"])]
    truth, crux = json.loads((run / "truth.json").read_text()), os.environ["CRUX"]
    results = []
    if run.name in ASKED:
        results.append((f"{run.name}: the path did it", check_path(run.name, truth["facts"])))
        results.append((f"{run.name}: crux saw it", check_crux(crux, run)))
    if truth["main"]:
        results.append((f"{run.name}: crux knows it", check_verdict(crux, run, truth)))
    return results


def results_of(path, folder, jobs, names):
    """-> (status, {name: results}, all that was said)"""
    status, wrong, said = play(path, folder, jobs, names)
    found = {run.name: [(f"{run.name}: runs", wrong.get(run.name, [])), *judge(run)] for run in sorted(folder.iterdir())}
    return status, found, said


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--path", required=True)
    args = ap.parse_args()
    with tempfile.TemporaryDirectory(prefix="crux-lab-") as folder:
        status, found, said = results_of(args.path, pathlib.Path(folder), 4, ["short"])
        if status == 77:
            print(f"1..0 # SKIP {said.strip()}")
            return 0
        for name in [n for n, results in found.items() if any(wrong for _, wrong in results)]:
            with tempfile.TemporaryDirectory(prefix="crux-lab-") as again:
                found[name] = results_of(args.path, pathlib.Path(again), 1, [name])[1].get(name, found[name])
    results = [one for of_name in found.values() for one in of_name]
    results += [(f"{name}: is among them", [] if name in found else [said]) for name in ASKED]
    print(f"1..{len(results)}")
    for number, (what, wrong) in enumerate(results, 1):
        print(f"{'not ok' if wrong else 'ok'} {number} - {what}")
        for line in wrong:
            print(f"#   {line}")
    return 1 if any(wrong for _, wrong in results) else 0


if __name__ == "__main__":
    sys.exit(main())
