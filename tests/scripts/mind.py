#!/usr/bin/env python3
"""What crux thinks a sender had in mind, against what its kernel says in ss -ti.

Over labelled incidents with a sample of ss near the end of a transfer: cwnd,
ssthresh and congestion control against the estimate from the sender's capture,
rwnd_limited and sndbuf_limited against the ledger. All differences are printed;
what is checked is coarse, as a sample is some rounds older or younger than the
capture's end. Skipped where the incidents are not at hand.
"""
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

CRUX = os.environ["CRUX"]
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


def main():
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
    print(f"1..{len(results)}")
    for number, (name, wrong) in enumerate(results, 1):
        print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
        for line in wrong:
            print(f"#   {line}")
    sys.exit(any(wrong for _, wrong in results))


if __name__ == "__main__":
    main()
