#!/usr/bin/env python3
"""What crux thinks a sender had in mind, against what its kernel says in ss -ti.

Over labelled incidents with a sample of ss near the end of a transfer: cwnd,
ssthresh and congestion control against the estimate from the sender's capture,
rwnd_limited and sndbuf_limited against the ledger. All differences are printed;
what is checked is coarse, as a sample is some rounds older or younger than the
capture's end. Skipped where the incidents are not at hand.

With LAB, a folder of runs of tests/lab/lab.py, the same is held against TCP_INFO of
every 10 ms, of captures at both ends, and a table is printed (docs/lab.md).
"""
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

CRUX = os.environ["CRUX"]
LAB = os.environ.get("LAB")
INCIDENTS = pathlib.Path(os.environ["CRUX_SOURCE"]).parent / "shared" / "incidents"
SOCKET = re.compile(r"(\S+):(\d+)\s+(\S+):(\d+)[^\n]*\n?[ \t]*([^\n]*\bcwnd:\d+[^\n]*)")
SENT_MIN = 100_000  # bytes: below there is nothing to estimate from
NEAR_END = 0.9      # of the bytes: a sample that old is about another window
APART = 0.25        # of the transfer's duration: two views of one account differ by less


def value(line, name, scale=1.0):
    found = re.search(rf"\b{name}:(\d+)", line)
    return int(found[1]) * scale if found else 0


def samples(folder):
    """{(address, port, address, port): the socket's last line of ss} of big senders"""
    last = {}
    for path in folder.glob("ss-*.txt"):
        for found in SOCKET.finditer(path.read_text(errors="replace")):
            if value(found[5], "bytes_sent") >= SENT_MIN:
                last[found[1], int(found[2]), found[3], int(found[4])] = found[5]
    return last


def flows(folder):
    """(its addresses, flow, the half sent by the end that captured) of all flows"""
    for side in ("client", "server"):
        path = folder / f"{side}.pcap"
        if not path.exists():
            continue
        done = subprocess.run([CRUX, "flows", "--json", path], capture_output=True, text=True,
                              timeout=60, stdin=subprocess.DEVNULL)
        for flow in map(json.loads, done.stdout.splitlines()):
            ends = [(flow["client"], flow["client_port"]), (flow["server"], flow["server_port"])]
            half = {"client": "c2s", "server": "s2c"}.get(flow["vantage"])
            if half:
                own, peer = ends if half == "c2s" else ends[::-1]
                yield own + peer, flow, flow[half]


def algorithm(line):
    found = re.search(r"\b(cubic|bbr|reno)\b", line)
    return found[1] if found else "?"


def compare(name, line, flow, half):
    """-> (cwnd estimate / ss, what is wrong with the accounts, was the family told)"""
    mind, mss = half["mind"], value(line, "mss") or 1460
    cc, told = algorithm(line), mind["congestion_control"]
    cwnd, ssthresh = value(line, "cwnd"), value(line, "ssthresh")
    ours = (mind["cwnd"] or 0) / mss, (mind["ssthresh"] or 0) / mss
    share = value(line, "bytes_sent") / max(half["bytes"], 1)
    ledger, wrong = flow["ledger"], []
    print(f"# {name}: cwnd {ours[0]:.0f}{'+' if mind['cwnd_is_floor'] else ''} ss {cwnd:.0f};"
          f" ssthresh {ours[1]:.0f} ss {ssthresh:.0f}; {told['family']}"
          f" {told['confidence']:.2f} ss {cc}; factors {told['factors_reno']}r"
          f" {told['factors_cubic']}c {told['factors_none']}n mean {told['factor']};"
          f" paced {told['paced']}; at {share:.0%} of the bytes")
    for key, accounts in (("rwnd_limited", ("receive_window", "zero_window")),
                          ("sndbuf_limited", ("send_buffer",))):
        kernel = value(line, key, 0.001)
        account = sum(ledger.get(a, 0) for a in accounts)
        print(f"#   {key} {kernel:.3f} s, {' + '.join(accounts)} {account:.3f} s,"
              f" difference {account - kernel:+.3f} s of {flow['duration']:.3f} s")
        if key == "rwnd_limited" and share >= NEAR_END:
            if abs(account - kernel) > max(APART * flow["duration"], 0.5):
                wrong.append(f"{key}: {account:.3f} s here, {kernel:.3f} s there")
    if told["family"] not in ("unknown", cc):
        wrong.append(f"taken for {told['family']}, is {cc}")
    near = share >= NEAR_END and not mind["cwnd_is_floor"] and cwnd
    return (ours[0] / cwnd if near else None), wrong, told["family"] == cc


# --- the lab ---

NO_SSTHRESH = 2**31 - 1
NEAR = 0.15      # of the kernel's value: as near is right
TOLD_AT_SENDER = 0.7  # of the flows that had losses or left slow start by themselves


def kernels(folder):
    """{(side, own port, peer's port): (congestion control, samples)}"""
    found = {}
    for side in ("client", "server"):
        doc = json.loads((folder / "record" / f"info-{side}.json").read_text())
        for one in doc["connections"]:
            samples = [dict(zip(doc["fields"], row)) for row in one["samples"]]
            if samples:
                found[side, one["own"][1], one["peer"][1]] = one["cc"], samples
    return found


def entries(samples, state):
    """How often the kernel went into a state: 3 is recovery, 4 loss (a timeout), 2 CWR."""
    return sum(a["ca_state"] != state == b["ca_state"] for a, b in zip(samples, samples[1:]))


def lab_rows():
    """A row of (estimate, kernel's) for each big sender of each run, seen from both ends."""
    for folder in sorted(p.parent for p in pathlib.Path(LAB).rglob("truth.json")):
        known = kernels(folder)
        for capture in ("server", "client"):
            done = subprocess.run([CRUX, "flows", "--json", folder / f"{capture}.pcap"], text=True,
                                  capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
            for flow in map(json.loads, done.stdout.splitlines()):
                for side, half, own, peer in (("client", "c2s", "client_port", "server_port"),
                                              ("server", "s2c", "server_port", "client_port")):
                    kernel = known.get((side, flow[own], flow[peer]))
                    if kernel and flow[half].get("mind"):
                        yield lab_row(folder.name, side == capture, flow[half], *kernel)


def lab_row(name, at_sender, half, cc, samples):
    mind, busy = half["mind"], [s for s in samples if s["unacked"] or s["notsent"]]
    told, last = mind["congestion_control"], (busy or samples)[-1]
    mss, ssthresh = last["snd_mss"], last["ssthresh"]
    return {"name": name, "at_sender": at_sender, "cc": cc, "family": told["family"], "floor": mind["cwnd_is_floor"],
            "confidence": told["confidence"], "paced": told["paced"], "factor": told["factor"],
            "cwnd": ((mind["cwnd"] or 0) / mss, last["cwnd"]),
            "ssthresh": ((mind["ssthresh"] or 0) / mss, ssthresh if ssthresh < NO_SSTHRESH else 0),
            # in steps of the kernel's timer, of a round trip measured by then
            "rto": ((mind["rto"] or 0) * 1e3, last["rto"] / 1e3 / 2 ** last["backoff"]),
            "srtt": ((half["rtt"]["smoothed"] or 0) * 1e3, last["rtt"] / 1e3),
            "recoveries": (mind["recoveries"] - mind["recoveries_by_timeout"], entries(samples, 3)),
            "timeouts": (mind["recoveries_by_timeout"], entries(samples, 4)),
            "ecn": (mind["ecn_reductions"], entries(samples, 2)),
            "open": last["ca_state"] == 0, "samples": len(busy)}


def ratio_words(rows, key):
    """How many of a column's estimates are near the kernel's value, and the median of their ratio."""
    known = [r for r in rows if all(r[key]) and r["open"] and not (key == "cwnd" and (r["floor"] or r["cc"] == "bbr"))]
    ratios = [r[key][0] / r[key][1] for r in known]
    near = sum(abs(ratio - 1) <= NEAR for ratio in ratios)
    return near, len(ratios), statistics.median(ratios) if ratios else 0


def lab():
    """-> [(what was checked, what is wrong)]"""
    rows, results = list(lab_rows()), []
    print(f"# {'run':22} {'seen at':8} {'is':5} {'told':7} sure paced factor {'cwnd':>11} {'ssthresh':>9} {'rto ms':>9}"
          f" {'srtt ms':>9} recov. timeo. ecn   (here/kernel)")
    for r in rows:
        pairs = " ".join(f"{r[k][0]:>{w}.0f}/{r[k][1]:<{w}.0f}" for k, w in
                         (("cwnd", 5), ("ssthresh", 4), ("rto", 4), ("srtt", 4), ("recoveries", 2), ("timeouts", 2), ("ecn", 2)))
        share = [" -  " if r[k] is None else f"{r[k]:.2f}" for k in ("paced", "factor")]
        print(f"# {r['name']:22} {'sender' if r['at_sender'] else 'receiver':8} {r['cc']:5} {r['family']:7} {r['confidence']:.2f} "
              f"{share[0]:5} {share[1]:6} {pairs}{' cwnd is a floor' if r['floor'] else ''}")
    for place, chosen in (("sender", [r for r in rows if r["at_sender"]]), ("receiver", [r for r in rows if not r["at_sender"]])):
        right = sum(r["family"] == r["cc"] for r in chosen)
        wrong = [f"{r['name']}: taken for {r['family']}, is {r['cc']}" for r in chosen if r["family"] not in ("unknown", r["cc"])]
        print(f"# {place}: {len(chosen)} flows, family of {right} right, of {len(wrong)} wrong, of the rest not told")
        results.append((f"{place}: no family is wrong", wrong))
        for key in ("cwnd", "ssthresh", "rto") + ("srtt",) * (place == "sender"):
            near, all_, median = ratio_words(chosen, key)
            print(f"# {place}: {key} within {NEAR:.0%} of the kernel's in {near} of {all_}, median ratio {median:.3f}")
            results.append((f"{place}: {key}, the median", [] if abs(median - 1) <= NEAR else [f"{median:.3f}"]))
    bulk = [r for r in rows if r["at_sender"] and not r["floor"] and r["samples"] > 200]  # some seconds
    told = sum(r["family"] == r["cc"] for r in bulk)
    results.append((f"sender: {told} of {len(bulk)} families of long flows told",
                    [] if told >= TOLD_AT_SENDER * len(bulk) else ["too few"]))
    return results


def finish(results):
    print(f"1..{len(results)}")
    for number, (name, wrong) in enumerate(results, 1):
        print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
        for line in wrong:
            print(f"#   {line}")
    sys.exit(any(wrong for _, wrong in results))


def main():
    if LAB:
        finish(lab())
    if not INCIDENTS.is_dir():
        print("1..0 # SKIP no labelled incidents here")
        return
    results, ratios, right = [], [], 0
    for folder in sorted(p for p in INCIDENTS.iterdir() if p.is_dir()):
        known = samples(folder)
        if not known:
            continue
        for key, flow, half in flows(folder):
            if key in known and half.get("mind"):
                ratio, wrong, is_right = compare(folder.name, known[key], flow, half)
                results.append((folder.name, wrong))
                ratios += [ratio] if ratio else []
                right += is_right
    middle = statistics.median(ratios) if ratios else 0
    print(f"# {right} of {len(results)} families told; median of cwnd / ss {middle:.2f}"
          f" over {len(ratios)}")
    results.append(("cwnd, the median of all", [] if 0.6 <= middle <= 1.4 else [f"{middle}"]))
    finish(results)


if __name__ == "__main__":
    main()
