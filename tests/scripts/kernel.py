#!/usr/bin/env python3
"""What crux thinks of senders, against what their kernels said while they sent.

tests/data/kernel has captures of both ends of live transfers, each with what TCP_INFO told at some
moments. Each capture is cut there, and what crux makes of what is left is held against it; of the whole,
the accounts. kernel.py --record RUN… adds runs of tests/lab/lab.py.
"""
import bisect
import gzip
import json
import pathlib
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import SOURCE, crux, run, same

DATA = SOURCE / "tests" / "data" / "kernel"
SIDES = ("server", "client")  # the server sends
MOMENTS = (.1, .2, .35, .5, .65, .8, .95)  # of the transfer
KEPT = ("ca_state", "cwnd", "ssthresh", "snd_mss", "rto", "backoff")
HEADERS = 14 + 20 + 60  # Ethernet, IP and TCP with all options
NO_SSTHRESH = 2**31 - 1
OPEN = 0  # of ca_state: neither recovery nor loss nor doubt
# How far an estimate may be off: a share, and segments, as a sample is some milliseconds off the cut.
NEAR, SEGMENTS = 0.15, 3
RTO_NEAR = 0.1
ACCOUNTS = {"rwnd_limited": ("receive_window", "zero_window"), "sndbuf_limited": ("send_buffer",)}
# Of the duration, and seconds: the kernel counts in jiffies, and elsewhere than in the capture.
ACCOUNT_SHARE, ACCOUNT_LEAST_S = 0.05, 0.1


def packets_of(data):
    """[(ns, its bytes in the file)] of a capture in nanoseconds"""
    found, at = [], 24
    while at + 16 <= len(data):
        s, ns, have, _ = struct.unpack_from("<IIII", data, at)
        found.append((s * 10**9 + ns, data[at:at + 16 + have]))
        at += 16 + have
    return found


# --- to record ---

def headers_only(data):
    out = [data[:24]]
    for _, packet in packets_of(data):
        s, ns, have, wire = struct.unpack_from("<IIII", packet)
        out.append(struct.pack("<IIII", s, ns, min(have, HEADERS), wire) + packet[16:16 + HEADERS])
    return b"".join(out)


def record(folder):
    there = DATA / folder.name
    there.mkdir(parents=True, exist_ok=True)
    for side in SIDES:
        data = headers_only((folder / f"{side}.pcap").read_bytes())
        (there / f"{side}.pcap.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    info = json.loads((folder / "record" / "info-server.json").read_text())
    one = info["connections"][0]
    samples = [dict(zip(info["fields"], row)) for row in one["samples"]]
    times = [s["time"] for s in samples]
    moments = []
    for share in MOMENTS:
        at = times[0] + share * (times[-1] - times[0])
        sample = samples[bisect.bisect_right(times, at) - 1]
        moments.append({"time": at, **{key: sample[key] for key in KEPT}})
    last = samples[-1]
    (there / "kernel.json").write_text(json.dumps({
        "params": {k: v for k, v in json.loads((folder / "truth.json").read_text())["params"].items() if v},
        "cc": one["cc"], "initial_window": 10, "moments": moments,
        **{key: last[key] / 1e6 for key in ("busy", *ACCOUNTS)}}, indent=1) + "\n")


# --- to hold ---

def flow_of(data):
    with tempfile.NamedTemporaryFile(suffix=".pcap") as cut:
        cut.write(data)
        cut.flush()
        status, out, err = crux("flows", "--json", cut.name)
    assert status == 0, err
    return next(f for f in map(json.loads, out.splitlines()) if "ledger" in f)


def is_off(ours, kernels, is_floor):
    """Both in segments. A floor is right below what is there."""
    room = max(NEAR * kernels, SEGMENTS)
    return ours > kernels + room or (not is_floor and ours < kernels - room)


def compare(where, mind, cc, moment):
    mss, wrong = moment["snd_mss"], []
    told = mind["congestion_control"]["family"]
    if told not in ("unknown", cc):
        wrong.append(f"{where}: taken for {told}, is {cc}")
    if moment["ca_state"] == OPEN and mind["cwnd"] is not None and cc != "bbr":
        if is_off(mind["cwnd"] / mss, moment["cwnd"], mind["cwnd_is_floor"]):
            wrong.append(f"{where}: cwnd {mind['cwnd'] / mss:.1f}, is {moment['cwnd']}")
    if mind["ssthresh"] is not None and cc != "bbr":
        if moment["ssthresh"] == NO_SSTHRESH or is_off(mind["ssthresh"] / mss, moment["ssthresh"], False):
            wrong.append(f"{where}: ssthresh {mind['ssthresh'] / mss:.1f}, is {moment['ssthresh']}")
    rto_s = moment["rto"] / 1e6 / 2**moment["backoff"]
    if mind["rto"] is not None and abs(mind["rto"] / rto_s - 1) > RTO_NEAR:
        wrong.append(f"{where}: rto {mind['rto']}, is {rto_s}")
    return wrong


def compare_accounts(where, flow, kernel):
    wrong = []
    for name, accounts in ACCOUNTS.items():
        ours = sum(flow["ledger"].get(a, 0) for a in accounts)
        print(f"# {where}: {name} {kernel[name]:.3f} s, here {ours:.3f} s of {flow['duration']:.3f} s")
        if abs(ours - kernel[name]) > max(ACCOUNT_SHARE * flow["duration"], ACCOUNT_LEAST_S):
            wrong.append(f"{where}: {name} {ours:.3f} s, is {kernel[name]:.3f} s")
    return wrong


def without_accounts(kernel, side):
    """Behind a queue and without time stamps nobody sees what the window lets out."""
    return side == "client" and kernel["params"].get("sysctl", {}).get("ipv4.tcp_timestamps") == 0


def hold(folder, side):
    """-> (moments compared, what is wrong)"""
    kernel = json.loads((folder / "kernel.json").read_text())
    data = gzip.decompress((folder / f"{side}.pcap.gz").read_bytes())
    packets, wrong, compared = packets_of(data), [], 0
    for moment in kernel["moments"]:
        mind = flow_of(data[:24] + b"".join(p for ns, p in packets if ns <= moment["time"] * 1e9))["s2c"].get("mind")
        if mind:
            wrong += compare(f"{folder.name} {side} at {moment['time']:.3f}", mind, kernel["cc"], moment)
            compared += 1
    flow = flow_of(data)
    mind = flow["s2c"].get("mind")
    if mind and mind["initial_window"] is not None:
        initial = mind["initial_window"] / kernel["moments"][0]["snd_mss"]
        if abs(initial - kernel["initial_window"]) > 1:
            wrong.append(f"{folder.name} {side}: initial window {initial}")
    if not without_accounts(kernel, side):
        wrong += compare_accounts(f"{folder.name} {side}", flow, kernel)
    return compared, wrong


def test(side):
    total, wrong = 0, []
    for folder in sorted(p.parent for p in DATA.glob("*/kernel.json")):
        compared, bad = hold(folder, side)
        total += compared
        wrong += bad
    print(f"# {side}: {total} moments compared")
    same(wrong, [], "too far off")
    same(total > 30, True, "enough to compare")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--record"]:
        for name in sys.argv[2:]:
            record(pathlib.Path(name))
    else:
        run([("seen at the sender", lambda: test("server")), ("seen at the receiver", lambda: test("client"))])
