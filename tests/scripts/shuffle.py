#!/usr/bin/env python3
"""Packets in another order within the clock's resolution: nothing that crux says changes.

Captures that can be found, and generated ones, are shuffled among packets with the same
time stamp, as they are and by a clock of 10 us. Flows and verdicts are compared without what
names a packet or a connection by its place: those are of the file.
"""
import concurrent.futures
import functools
import gzip
import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import CRUX, SOURCE, crux, run, same

FOLDER = tempfile.TemporaryDirectory(prefix="crux-shuffle-")
PLACE = pathlib.Path(FOLDER.name)
MAKE = pathlib.Path(CRUX).parent / "bench" / "make-capture"
LARGEST_BYTES = 250_000
LITTLE = 0xA1B2C3D4.to_bytes(4, "little")
SEEDS = (1, 2)
# Names of packets and connections by their place; "packets" counts.
PLACES = ("packet", "connection", "number")


@functools.cache
def captures():
    """-> [(name, header of the file, [(ns, length on the wire, bytes)])]"""
    found = []
    for folder in ("examples", "tests/data", "../shared/incidents"):
        found += sorted((SOURCE / folder).rglob("*.pcap"))
        found += sorted((SOURCE / folder).rglob("*.pcap.gz"))
    named = []
    for path in found:
        if path.stat().st_size > LARGEST_BYTES:
            continue
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        if data[:4] == LITTLE:
            named.append((str(path), data))
    for kind, packets, flows in (("bulk", 10000, 4), ("churn", 8000, 400), ("full", 2000, 4)):
        path = PLACE / f"{kind}.pcap"
        subprocess.run([MAKE, "-n", str(packets), "-f", str(flows), kind, path], stdout=subprocess.DEVNULL, check=True)
        named.append((kind, path.read_bytes()))
    return [(name, data[:24], records(data)) for name, data in named]


def records(data):
    at, found = 24, []
    while at + 16 <= len(data):
        s, us, have, wire = struct.unpack_from("<IIII", data, at)
        found.append((s * 10**9 + us * 1000, wire, data[at + 16:at + 16 + have]))
        at += 16 + have
    return found


def coarser(packets, grid_ns):
    return [(ns - ns % grid_ns, wire, kept) for ns, wire, kept in packets]


def shuffled(packets, seed):
    dice, at, out = random.Random(seed), 0, list(packets)
    while at < len(out):
        end = at
        while end < len(out) and out[end][0] == out[at][0]:
            end += 1
        run_of_them = out[at:end]
        dice.shuffle(run_of_them)
        out[at:end] = run_of_them
        at = end
    return out


def write(path, header, packets):
    path.write_bytes(header + b"".join(
        struct.pack("<IIII", ns // 10**9, ns % 10**9 // 1000, len(kept), wire) + kept
        for ns, wire, kept in packets))


def placeless(told):
    if isinstance(told, dict):
        return {k: placeless(v) for k, v in told.items()
                if k in ("packets", "data_packets", "late_max_packets") or k != "input"
                and not any(word in k for word in PLACES)}
    return [placeless(v) for v in told] if isinstance(told, list) else told


def flows(path):
    status, out, err = crux("flows", "--json", path)
    same(status, 0, f"status: {err}")
    return sorted(json.dumps(placeless(json.loads(line)), sort_keys=True) for line in out.splitlines())


def verdict(path):
    status, out, err = crux("diagnose", "--json", path)
    assert status < 2, err
    told = json.loads(out)
    return [(f["id"], f["confidence"]) for f in told["findings"]], (told.get("verdict") or {}).get("id")


def for_all(check):
    """check(number, capture) -> how many packets moved, and in words what differs, or None"""
    all_of_them = captures()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        told = list(pool.map(check, range(len(all_of_them)), all_of_them))
    wrong = [f"{c[0]}: {w}" for c, (_, w) in zip(all_of_them, told) if w]
    if wrong:
        raise AssertionError(f"{len(wrong)} captures\n" + "\n".join(wrong[:8]))
    moved = sum(n for n, _ in told)
    assert moved > 1000, f"{moved} packets moved"


def difference(want, got):
    if len(want) != len(got):
        return f"{len(want)} connections and {len(got)}"
    for a, b in zip(want, got):
        if a != b:
            a, b = json.loads(a), json.loads(b)
            return {k: (a.get(k), b.get(k)) for k in a.keys() | b.keys() if a.get(k) != b.get(k)}
    return None


def hold(ask, compare, grid_ns):
    def check(number, capture):
        name, header, packets = capture
        packets = coarser(packets, grid_ns)
        path = PLACE / f"{number}.pcap"
        write(path, header, packets)
        want, moved, wrong = ask(path), 0, None
        for seed in SEEDS:
            other = shuffled(packets, seed)
            moved += sum(a is not b for a, b in zip(packets, other))
            write(path, header, other)
            wrong = wrong or compare(want, ask(path))
        path.unlink()
        return moved, wrong

    for_all(check)


def flows_are_the_same():
    hold(flows, difference, 1000)


def flows_by_a_clock_of_10_us():
    hold(flows, difference, 10_000)


def verdicts_by_a_clock_of_10_us():
    hold(verdict, lambda a, b: None if a == b else f"{a} and {b}", 10_000)


def threads_are_the_same():
    """Runs over the ends of their batches, which depend on threads."""
    path, other = PLACE / "threads.pcap", PLACE / "shuffled.pcap"
    subprocess.run([MAKE, "-f", "3000", "churn", path], stdout=subprocess.DEVNULL, check=True)
    data = path.read_bytes()
    packets = coarser(records(data), 10_000)
    write(path, data[:24], packets)
    write(other, data[:24], shuffled(packets, 5))
    for command in (["flows", "--json"], ["diagnose", "--json"], ["explain", "--json"]):
        one = crux(*command, "--threads", "1", other)
        for threads in ("2", "4"):
            assert crux(*command, "--threads", threads, other) == one, (command, threads)
    same(difference(flows(path), flows(other)), None, "of the larger one")


if __name__ == "__main__":
    tests = [flows_are_the_same, flows_by_a_clock_of_10_us, verdicts_by_a_clock_of_10_us,
             threads_are_the_same]
    run([(test.__name__.replace("_", " "), test) for test in tests])
