#!/usr/bin/env python3
"""Two captures of the same connections give the truth about loss.

Wherever captures of both ends lie beside a packets.json, which says of each
retransmission what became of it, explain with both is held against that. pairs.py
FOLDER… prints what it found; as a test it looks at tests/data/pairs and, where it is
set, $CRUX_INCIDENTS.
"""
import collections
import json
import os
import pathlib
import re
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import SOURCE, crux, run

KINDS = {"fast-retransmission", "rto-retransmission", "tail-loss-probe",
         "unneeded-retransmission", "retransmission"}


def said_of(folder):
    """{capture: {packet: segment}} of both captures together."""
    captures = [str(folder / name) for name in ("client.pcap", "server.pcap")]
    status, out, err = crux("explain", "--json", *captures)
    assert status == 0, (folder, err)
    said = collections.defaultdict(dict)
    for line in out.splitlines():
        segment = json.loads(line)
        said[pathlib.Path(segment["input"]).name][segment["packet"]] = segment
    return said


def judge(folder):
    """Counts, and words for each mistake."""
    counts, wrong = collections.Counter(), []
    said = said_of(folder)
    for flow in json.loads((folder / "packets.json").read_text())["flows"]:
        near, far = said[flow["sender_capture"]], said[flow["receiver_capture"]]
        lost = set(flow["lost_sender_frames"])
        for frame in lost:
            good = near[frame].get("fate") in ("lost", "damaged")
            counts["lost right" if good else "lost wrong"] += 1
            if not good:
                wrong.append(f"{folder.name} {frame}: lost, said {near[frame].get('fate')}")
        for r in flow["retransmissions"]:
            s, want = near[r["frame"]], r["verdict"] == "needed"
            verdict = "right" if s["needed"] is want else "wrong"
            counts[f"needed {verdict}"] += 1
            if verdict == "wrong":
                wrong.append(f"{folder.name} {r['frame']}: want needed {want}, said"
                             f" {s['needed']} {s['class']}, {s['why']}")
            there = r["this_reached_receiver_as_frame"]
            if there is None:
                continue
            arrived = (s.get("arrived") or {}).get("packet")
            counts["arrival right" if arrived == there else "arrival wrong"] += 1
            if arrived != there:
                wrong.append(f"{folder.name} {r['frame']}: arrived as {there}, said {arrived}")
            counts["needed at the receiver " + (
                "right" if far[there]["needed"] is want else "wrong")] += 1
        for o in flow["originals_that_arrived_late"]:
            s = far[o["receiver_frame"]]
            counts["late taken for a repeat"] += s["class"] in KINDS
            counts["late sent as"] += (s.get("sent") or {}).get("packet") == o["sender_frame"]
            counts["late"] += 1
    return counts, wrong


def folders(roots):
    for root in roots:
        for truth in sorted(pathlib.Path(root).rglob("packets.json")):
            if all((truth.parent / n).exists() for n in ("client.pcap", "server.pcap")):
                yield truth.parent


def need_is_known_from_both_captures():
    roots = [SOURCE / "tests" / "data" / "pairs", os.environ.get("CRUX_INCIDENTS")]
    total = collections.Counter()
    for folder in folders(r for r in roots if r):
        counts, wrong = judge(folder)
        assert not wrong, wrong[:5]
        assert not counts["late taken for a repeat"], folder
        total += counts
    assert total["needed right"] > 100 and total["lost right"] > 100, total


def by_another_clock(data, offset_ns, drift_ppm):
    """A capture in microseconds as a host with that clock has it."""
    out, at, first_ns = [data[:24]], 24, None
    while at + 16 <= len(data):
        s, us, have, wire = struct.unpack_from("<IIII", data, at)
        ns = s * 10**9 + us * 1000
        first_ns = ns if first_ns is None else first_ns
        ns += offset_ns + int((ns - first_ns) * drift_ppm / 10**6)
        out.append(struct.pack("<IIII", ns // 10**9, ns % 10**9 // 1000, have, wire))
        out.append(data[at + 16:at + 16 + have])
        at += 16 + have
    return b"".join(out)


UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
CLOCK = re.compile(r"is (ahead|behind) by ([\d.]+) (\w+) ± ([\d.]+) (\w+)"
                   r" and (gains|loses) ([\d.]+) ± ([\d.]+) ppm")


def clock_of(folder):
    """(offset in s, its error, drift in ppm, its error) as the text has them."""
    status, out, err = crux("explain", folder / "client.pcap", folder / "server.pcap")
    assert status == 0, err
    found = CLOCK.search(" ".join(out[out.rindex("Clocks:"):].split()))
    assert found, out[-600:]
    ahead, value, unit, error, error_unit, gains, ppm, ppm_error = found.groups()
    return ((1 if ahead == "ahead" else -1) * float(value) * UNITS[unit],
            float(error) * UNITS[error_unit],
            (1 if gains == "gains" else -1) * float(ppm), float(ppm_error))


def clocks_may_drift():
    """The server's is wrong and runs wrong: that is told, and no judgement changes by it."""
    for folder in folders([SOURCE / "tests" / "data" / "pairs"]):
        right, _ = judge(folder)
        for offset_ns, drift_ppm in ((2_500_000_000, 150), (-700_000_000, -150)):
            with tempfile.TemporaryDirectory(prefix="crux-drift-") as name:
                there = pathlib.Path(name)
                for copied in ("client.pcap", "packets.json"):
                    (there / copied).write_bytes((folder / copied).read_bytes())
                (there / "server.pcap").write_bytes(by_another_clock(
                    (folder / "server.pcap").read_bytes(), offset_ns, drift_ppm))
                told, wrong = judge(there)
                offset_s, offset_error_s, drift, drift_error = clock_of(there)
            assert (told, wrong) == (right, []), (folder, drift_ppm, wrong[:3])
            assert abs(drift - drift_ppm) <= drift_error, (folder, drift, drift_error)
            assert abs(offset_s - offset_ns / 1e9) <= offset_error_s, (folder, offset_s)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        total = collections.Counter()
        for f in folders(sys.argv[1:]):
            c, mistakes = judge(f)
            total += c
            for m in mistakes:
                print(m)
        print(dict(total))
    else:
        run([("need is known from both captures", need_is_known_from_both_captures),
             ("clocks may drift", clocks_may_drift)])
