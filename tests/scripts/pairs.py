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


def packets_of(data):
    """[(s, us, length on the wire, bytes)] of a capture in microseconds"""
    found, at = [], 24
    while at + 16 <= len(data):
        s, us, have, wire = struct.unpack_from("<IIII", data, at)
        found.append((s, us, wire, data[at + 16:at + 16 + have]))
        at += 16 + have
    return found


def capture_of(data, packets):
    return data[:24] + b"".join(struct.pack("<IIII", s, us, len(packet), wire) + packet for s, us, wire, packet in packets)


def with_a_clock_that_is_set(data, by_ns):
    """In the middle somebody sets it."""
    packets = packets_of(data)
    for i in range(len(packets) // 2, len(packets)):
        s, us, wire, packet = packets[i]
        ns = s * 10**9 + us * 1000 + by_ns
        packets[i] = ns // 10**9, ns % 10**9 // 1000, wire, packet
    return capture_of(data, packets)


def cut_short(data, length):
    """As with a snap length that leaves no TCP options."""
    return capture_of(data, [(s, us, wire, packet[:length]) for s, us, wire, packet in packets_of(data)])


def sacks_rewritten(packet, at, end, by):
    while at < end and packet[at]:
        if packet[at] == 1:
            at += 1
            continue
        if packet[at] == 5:
            for block in range(at + 2, at + packet[at + 1], 4):
                struct.pack_into(">I", packet, block, (struct.unpack_from(">I", packet, block)[0] + by) % 2**32)
        at += max(packet[at + 1], 2)


def rewritten(data, by=0x9ABCDEF0, by_other=0x12345678):
    """As behind a firewall that gives both sides other numbers, with checksums that are not computed."""
    packets, first = [], None
    for s, us, wire, packet in packets_of(data):
        packet = bytearray(packet)
        tcp = 14 + (packet[14] & 15) * 4
        if packet[12:14] == b"\x08\x00" and packet[23] == 6:
            source = bytes(packet[26:30])
            first = first or source
            own, other = (by, by_other) if source == first else (by_other, by)
            seq, ack = struct.unpack_from(">II", packet, tcp + 4)
            struct.pack_into(">I", packet, tcp + 4, (seq + own) % 2**32)
            if packet[tcp + 13] & 16:
                struct.pack_into(">I", packet, tcp + 8, (ack + other) % 2**32)
            sacks_rewritten(packet, tcp + 20, min(tcp + (packet[tcp + 12] >> 4) * 4, len(packet)), other)
        packets.append((s, us, wire, bytes(packet)))
    return capture_of(data, packets)


def judge_with(folder, name, change):
    """The same, and the words behind the segments, when that capture is changed."""
    with tempfile.TemporaryDirectory(prefix="crux-pairs-") as there:
        there = pathlib.Path(there)
        for copied in ("client.pcap", "server.pcap", "packets.json"):
            (there / copied).write_bytes((folder / copied).read_bytes())
        (there / name).write_bytes(change((folder / name).read_bytes()))
        status, out, err = crux("explain", there / "client.pcap", there / "server.pcap")
        assert status == 0, err
        return judge(there), " ".join(out.split())


def a_clock_may_be_set():
    """By more than the way takes: it is told where, and no judgement changes by it."""
    for folder in folders([SOURCE / "tests" / "data" / "pairs"]):
        right = judge(folder)
        for name, by_ns in (("server.pcap", 5 * 10**8), ("server.pcap", -5 * 10**8), ("client.pcap", -3 * 10**8)):
            said, words = judge_with(folder, name, lambda data, by=by_ns: with_a_clock_that_is_set(data, by))
            assert said == right, (folder, name, by_ns, said)
            told = re.search(r"one of them was set, \S*server.pcap (ahead|back) by about ([\d.]+) ms", words)
            assert told, (folder, name, by_ns, words[-400:])
            ms = float(told[2]) * (1 if told[1] == "ahead" else -1) * (1 if name == "server.pcap" else -1)
            assert abs(ms - by_ns / 1e6) < 60, (folder, name, by_ns, told[0])


def one_may_have_no_options():
    for folder in folders([SOURCE / "tests" / "data" / "pairs"]):
        right = judge(folder)
        for name in ("client.pcap", "server.pcap"):
            said, _ = judge_with(folder, name, lambda data: cut_short(data, 64))
            assert said == right, (folder, name, said)


def numbers_may_be_rewritten():
    for folder in folders([SOURCE / "tests" / "data" / "pairs"]):
        right = judge(folder)
        said, words = judge_with(folder, "client.pcap", rewritten)
        assert said == right, (folder, said)
        assert "a device between the two rewrites the sequence numbers" in words, folder


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
             ("clocks may drift", clocks_may_drift),
             ("a clock may be set", a_clock_may_be_set),
             ("one may have no options", one_may_have_no_options),
             ("numbers may be rewritten", numbers_may_be_rewritten)])
