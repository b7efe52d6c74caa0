#!/usr/bin/env python3
"""Hold `crux flows` against itself and against tshark: captures.py --crux build/crux PATH…

For each capture in the paths: every nanosecond of each connection is charged
to one account, none negative, the sum equal to the duration; and, where tshark is
installed, the same connections with the same packets and payload bytes each
way, and the same time for the handshake.
"""
import argparse
import collections
import concurrent.futures
import decimal
import json
import os
import pathlib
import shutil
import subprocess
import sys

SUFFIXES = {".pcap", ".pcapng", ".cap"}
PACKED = {".gz", ".zst", ".lz4", ".xz"}
SECONDS = 120
FIELDS = ["tcp.stream", "ip.src", "ipv6.src", "tcp.srcport", "ip.dst", "ipv6.dst", "tcp.dstport",
          "tcp.len", "tcp.analysis.initial_rtt", "tcp.flags.syn"]


class Flow:
    def __init__(self):
        self.packets = collections.Counter()  # by (address, port) of the sender
        self.bytes = collections.Counter()
        self.syns = collections.Counter()
        self.handshake = None

    def key(self):
        return (tuple(sorted(self.packets)), tuple(sorted(self.packets.items())),
                tuple(sorted(self.bytes.items())))

    def words(self):
        return ", ".join(f"{a}:{p} {n} packets {self.bytes[a, p]} bytes"
                         for (a, p), n in sorted(self.packets.items()))


def run(command):
    return subprocess.run(command, capture_output=True, timeout=SECONDS,
                          stdin=subprocess.DEVNULL)


def crux_flows(crux, path):
    """-> (the objects of crux flows, problems)"""
    done = run([crux, "flows", "--json", str(path)])
    if done.returncode:
        return [], [f"status {done.returncode}", *done.stderr.decode().splitlines()[-20:]]
    return [json.loads(line, parse_float=decimal.Decimal) for line in done.stdout.splitlines()], []


def ledger_problems(flows):
    for flow in flows:
        ledger = {k: decimal.Decimal(v) for k, v in flow["ledger"].items()}
        where = f"connection {flow['connection']}"
        for account, seconds in ledger.items():
            if seconds < 0:
                yield f"{where}: {account} is {seconds}"
        if sum(ledger.values()) != flow["duration"]:
            yield f"{where}: accounts {sum(ledger.values())}, duration {flow['duration']}"


def from_crux(flow):
    ours = Flow()
    ends = {"c2s": (flow["client"], flow["client_port"]), "s2c": (flow["server"], flow["server_port"])}
    for direction, end in ends.items():
        if flow[direction]["packets"]:
            ours.packets[end] = flow[direction]["packets"]
            ours.bytes[end] = flow[direction]["bytes"]
    if flow["handshake"] == "full":
        ours.handshake = decimal.Decimal(flow["ledger"]["handshake"])
    return ours


def from_tshark(path):
    """tshark's streams of a capture, by number."""
    done = run(["tshark", "-n", "-r", str(path), "-Y", "tcp && !icmp && !icmpv6", "-T", "fields",
                "-E", "occurrence=l", *(w for f in FIELDS for w in ("-e", f))])
    streams = collections.defaultdict(Flow)
    for line in done.stdout.decode().splitlines():
        number, v4, v6, port, _, _, _, length, rtt, syn = line.split("\t")
        stream, end = streams[int(number)], (v4 or v6, int(port))
        stream.packets[end] += 1
        stream.bytes[end] += int(length or 0)
        stream.syns[end] += syn in ("1", "True")
        if rtt:
            stream.handshake = decimal.Decimal(rtt)
    return list(streams.values())


def disagreements(ours, theirs):
    """Connections that only one of the two has; handshakes that take another time."""
    by_key = collections.defaultdict(list)
    for flow in ours:
        by_key[flow.key()].append(flow)
    for stream in theirs:
        same = by_key[stream.key()]
        if not same:
            yield f"only tshark has: {stream.words()}"
            continue
        flow = same.pop(0)
        # With a SYN sent twice tshark counts from another one than the ledger.
        if stream.handshake is None or flow.handshake is None or max(stream.syns.values()) > 1:
            continue
        if abs(stream.handshake - flow.handshake) >= decimal.Decimal("0.000001"):
            yield f"handshake {flow.handshake} s, tshark {stream.handshake}: {stream.words()}"
    for rest in by_key.values():
        for flow in rest:
            yield f"only crux has: {flow.words()}"


def check(crux, path):
    flows, problems = crux_flows(crux, path)
    yield f"{path}: flows", problems
    if problems:
        return
    yield f"{path}: the ledger of {len(flows)} connections adds up", list(ledger_problems(flows))
    if shutil.which("tshark"):
        ours = [from_crux(f) for f in flows]
        theirs = from_tshark(path)
        yield f"{path}: {len(theirs)} connections as tshark has them", list(disagreements(ours, theirs))


def captures(paths):
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            suffixes = [s for s in file.suffixes if s not in PACKED]
            if file.is_file() and suffixes and suffixes[-1] in SUFFIXES:
                yield file


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crux", required=True)
    parser.add_argument("paths", nargs="+", type=pathlib.Path)
    args = parser.parse_args()

    number = failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for results in pool.map(lambda p: list(check(args.crux, p)), list(captures(args.paths))):
            for name, problems in results:
                number += 1
                failed += bool(problems)
                print(f"{'not ' if problems else ''}ok {number} - {name}")
                for problem in problems[:10]:
                    print(f"# {problem}")
    if not number:
        number, failed = 1, 1
        print("not ok 1 - there are captures")
    print(f"1..{number}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
