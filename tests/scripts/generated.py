#!/usr/bin/env python3
"""Connections that were simulated: crux against the truth of both ends.

bench/make_capture.c plays TCP over paths that lose, and knows of each repeat
whether a copy of it had got through. That is what crux has to find out from one
place on the way.
"""
import collections
import functools
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import CRUX, crux, run, same

MAKE = pathlib.Path(CRUX).parent / "bench" / "make-capture"
FOLDER = tempfile.TemporaryDirectory(prefix="crux-generated-")
HALVES = ("c2s", "s2c")
# Where the tap is, and which direction leaves there: repeats cannot be missed.
SENDER_SIDE = {("server", "s2c"), ("client", "c2s")}


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def make(name, *options):
    """-> (path, what make-capture says, what it knows)"""
    path, truth = (pathlib.Path(FOLDER.name) / (name + end) for end in (".pcap", ".truth"))
    said = subprocess.run([MAKE, "-j", truth, *options, path], stdout=subprocess.PIPE, check=True)
    return path, json.loads(said.stdout), lines(truth.read_text())


@functools.cache
def bulk(tap):
    return make(f"bulk-{tap}", "-t", tap, "-n", "30000", "-f", "24", "-r", "7", "bulk")


def ends(flow):
    return flow["client"], flow["client_port"], flow["server"], flow["server_port"]


def flows_of(path):
    status, out, err = crux("flows", "--json", path)
    same((status, err), (0, ""), "status and standard error")
    return {ends(flow): flow for flow in lines(out) if "c2s" in flow}


@functools.cache
def repeats(tap):
    """-> {packet: (direction, needed)} by crux and by the truth; crux's has None for open"""
    path, _, truth = bulk(tap)
    _, out, _ = crux("explain", "--json", path)
    found, direction = {}, {}
    for segment in lines(out):
        if "class" not in segment:
            continue
        direction[segment["packet"]] = segment["direction"]
        kind = segment["class"]
        if segment["len"] and kind.endswith(("retransmission", "loss-probe")):
            found[segment["packet"]] = segment["direction"], segment["needed"]
    real = {line["packet"]: (direction[line["packet"]], line["needed"])
            for line in truth if "packet" in line}
    return found, real


def test_again():
    one, _, _ = make("one", "-f", "50", "churn")
    two, _, _ = make("two", "-f", "50", "churn")
    same(one.read_bytes() == two.read_bytes(), True, "the same bytes each time")


def sum_of(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def check_frame(frame):
    ip = frame[14:]
    if frame[12:14] == b"\x08\x00":
        same(sum_of(ip[:20]), 0xFFFF, "sum of an IPv4 header")
        tcp, addresses = ip[20:], ip[12:20]
    else:
        tcp, addresses = ip[40:], ip[8:40]
    same(sum_of(addresses + struct.pack(">HH", 6, len(tcp)) + tcp), 0xFFFF, "sum of a segment")


def test_checksums():
    path, said, _ = make("full", "-n", "1500", "-f", "12", "full")
    data, at, packets = path.read_bytes(), 24, 0
    while at < len(data):
        kept, wire = struct.unpack_from("<II", data, at + 8)
        same(kept, wire, "bytes kept of a packet")
        check_frame(data[at + 16:at + 16 + kept])
        at += 16 + kept
        packets += 1
    same(packets, said["packets"], "packets")


def compare_totals(path, truth, exact):
    flows = flows_of(path)
    want = {ends(line): line for line in truth if "client" in line}
    same(flows.keys() ^ want.keys(), set(), "connections found by one alone")
    for key, flow in want.items():
        for half in HALVES:
            for field in ("packets", "bytes") + (("retransmissions",) if half in exact else ()):
                same(flow[half][field], flows[key][half][field], f"{key} {half} {field}")


def test_totals(tap):
    path, _, truth = bulk(tap)
    compare_totals(path, truth, [half for where, half in SENDER_SIDE if where == tap])


def test_churn():
    path, said, truth = make("churn", "-f", "400", "-t", "between", "churn")
    same(said["flows"] > 399, True, "connections made")
    compare_totals(path, truth, ())


def test_flood():
    path, said, _ = make("flood", "-n", "5000", "synflood")
    openings = collections.Counter(flow["opening"] for flow in flows_of(path).values())
    # One in a hundred is answered, a tenth of these aborted by who never asked.
    same(sum(openings.values()), said["flows"], "connections")
    same(openings["unanswered"], 4950, "unanswered")


def at_sender():
    for tap, half in SENDER_SIDE:
        found, real = repeats(tap)
        yield ({n: v[1] for n, v in found.items() if v[0] == half},
               {n: v[1] for n, v in real.items() if v[0] == half})


def test_found():
    for found, real in at_sender():
        same(len(real) > 20, True, "enough repeats to judge by")
        same(found.keys() ^ real.keys(), set(), "repeats found by one alone")


def test_needed():
    verdicts = collections.Counter()
    for found, real in at_sender():
        verdicts.update("open" if found[n] is None else found[n] == real[n] for n in real)
    answered, total = verdicts[True] + verdicts[False], verdicts.total()
    same(verdicts[True] >= 0.995 * answered, True, f"right ones among {dict(verdicts)}")
    same(verdicts["open"] <= 0.005 * total, True, f"open ones among {dict(verdicts)}")


def test_invented(tap):
    # A repeat of what was lost in front of the tap may look like new data: not all can
    # be found. But what is called a repeat must be one.
    found, real = repeats(tap)
    wrong = found.keys() - real.keys()
    same(len(wrong) <= 0.002 * len(found), True, f"invented among {len(found)}: {sorted(wrong)}")
    same(len(found) >= 0.975 * len(real), True, f"{len(found)} found of {len(real)}")


if __name__ == "__main__":
    taps = ("client", "server", "between")
    run([("a capture is the same each time", test_again),
         ("checksums are right", test_checksums),
         *((f"packets, bytes and repeats, tap {t}", functools.partial(test_totals, t)) for t in taps),
         ("many short connections", test_churn),
         ("a flood of SYNs", test_flood),
         ("each repeat is found at the sender's side", test_found),
         ("repeats are judged at the sender's side", test_needed),
         *((f"no repeat is invented, tap {t}", functools.partial(test_invented, t)) for t in taps)])
