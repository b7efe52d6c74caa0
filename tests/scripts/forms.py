#!/usr/bin/env python3
"""The same packets in other files: what crux says of the connections must not change.

Every capture that can be found is written in other forms (byte orders, resolutions,
pcapng, compressed), in pieces, and as tcpdump prints it, and the flows are compared.
"""
import concurrent.futures
import functools
import gzip
import json
import lzma
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import CRUX, SOURCE, crux, run, same

FOLDER = tempfile.TemporaryDirectory(prefix="crux-forms-")
PLACE = pathlib.Path(FOLDER.name)
# Most of what there is; the rest would take longer than all of these together.
LARGEST_BYTES = 250_000
LITTLE = 0xA1B2C3D4.to_bytes(4, "little")


class Capture:
    def __init__(self, path):
        data = path.read_bytes()
        self.path, self.header, self.records = path, data[:24], []
        self.snaplen, self.link = struct.unpack("<II", data[16:24])
        at = 24
        while at + 16 <= len(data):
            s, us, have, wire = struct.unpack_from("<IIII", data, at)
            self.records.append((s, us, wire, data[at + 16:at + 16 + have]))
            at += 16 + have

    def pcap(self, records=None, order="<", nano=False):
        magic = 0xA1B23C4D if nano else 0xA1B2C3D4
        out = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, self.snaplen, self.link)]
        for s, us, wire, kept in self.records if records is None else records:
            out.append(struct.pack(order + "IIII", s, us * 1000 if nano else us, len(kept), wire))
            out.append(kept)
        return b"".join(out)

    def pcapng(self, order="<", nano=False):
        def block(kind, body):
            body += b"\0" * (-len(body) % 4)
            n = struct.pack(order + "I", len(body) + 12)
            return struct.pack(order + "I", kind) + n + body + n

        resolution = struct.pack(order + "HH", 9, 1) + bytes([9 if nano else 6]) + b"\0" * 7
        out = [block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1)),
               block(1, struct.pack(order + "HHI", self.link, 0, self.snaplen) + resolution)]
        for s, us, wire, kept in self.records:
            stamp = (s * 10**6 + us) * (1000 if nano else 1)
            out.append(block(6, struct.pack(order + "IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF,
                                            len(kept), wire) + kept))
        return b"".join(out)


@functools.cache
def captures():
    found = []
    for folder in ("examples", "tests/data", "../shared/incidents"):
        found += sorted((SOURCE / folder).rglob("*.pcap"))
    small = [p for p in found if p.stat().st_size <= LARGEST_BYTES
             and p.read_bytes()[:4] == LITTLE]
    same(len(small) > 10, True, "captures to try")
    return [Capture(p) for p in small]


def flows(*paths):
    """The flows without the name of their input."""
    status, out, err = crux("flows", "--json", *paths)
    same(status, 0, f"status: {err}")
    told = [json.loads(line) for line in out.splitlines()]
    for flow in told:
        del flow["input"]
    return told


@functools.cache
def flows_of(capture):
    return flows(capture.path)


def place_of(capture, name):
    folder = PLACE / f"{captures().index(capture)}-{name}"
    folder.mkdir()
    return folder


def difference(a, b, where=""):
    """Where the first difference is, in words."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in a.keys() | b.keys():
            if a.get(key) != b.get(key):
                return difference(a.get(key), b.get(key), f"{where}.{key}")
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return f"{where}: {len(a)} and {len(b)} of them"
        for i, (x, y) in enumerate(zip(a, b)):
            if x != y:
                return difference(x, y, f"{where}[{i}]")
    return f"{where}: {a!r} and {b!r}"


def for_all(check):
    """check(capture) returns what is different, or None."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = [f"{c.path}: {w}" for c, w in zip(captures(), pool.map(check, captures())) if w]
    if wrong:
        raise AssertionError(f"{len(wrong)} captures\n" + "\n".join(wrong[:8]))


def told_alike(capture, name, files):
    folder = place_of(capture, name)
    paths = []
    for file, data in files:
        (folder / file).write_bytes(data)
        paths.append(folder / file)
    try:
        got, want = flows(*paths), flows_of(capture)
    finally:
        shutil.rmtree(folder)
    return None if got == want else difference(want, got)


FORMS = {
    "nanoseconds": lambda c: c.pcap(nano=True),
    "the other byte order": lambda c: c.pcap(order=">"),
    "pcapng": lambda c: c.pcapng(),
    "pcapng, big endian, nanoseconds": lambda c: c.pcapng(">", True),
    "gzip": lambda c: gzip.compress(c.pcap(), 1),
    "xz of pcapng": lambda c: lzma.compress(c.pcapng(nano=True), preset=0),
}


def packed_by(program):
    def pack(capture):
        return subprocess.run([program, "-c", "-q"], input=capture.pcap(), check=True,
                              stdout=subprocess.PIPE).stdout
    return pack


def test_form(name):
    for_all(lambda c: told_alike(c, name.replace(" ", "-"), [("a", FORMS[name](c))]))


def cut(records, parts):
    n = len(records)
    places = [n * i // parts for i in range(parts + 1)]
    return [records[a:b] for a, b in zip(places, places[1:])]


def test_pieces():
    """As tcpdump -C -W 3 leaves them: the oldest is not the first by name."""
    def check(c):
        if len(c.records) < 6:
            return None
        parts = cut(c.records, 3)
        names = ["ring.pcap1", "ring.pcap2", "ring.pcap0"]
        return told_alike(c, "pieces", sorted(zip(names, map(c.pcap, parts))))
    for_all(check)


def test_two_halves():
    """As dumpcap -b names them; one of them is packed by now."""
    def check(c):
        first, second = cut(c.records, 2)
        if not first or not second:
            return None
        return told_alike(c, "halves", [("x_00001_20260101.pcap", c.pcap(first)),
                                        ("x_00002_20260102.pcap", gzip.compress(c.pcap(second), 1))])
    for_all(check)


# So many captures are cut at each place, and so many at some: one in so many packets.
CUT_EVERYWHERE, CUT_SOMEWHERE, PLACES_MAX = 6, 12, 60


def cut_in_two(capture, places):
    """Also between packets with one time: which of them is first is not the file's matter."""
    want = flows_of(capture)
    folder = place_of(capture, "in-two")
    for at in places:
        (folder / "t.pcap0").write_bytes(capture.pcap(capture.records[:at]))
        (folder / "t.pcap1").write_bytes(capture.pcap(capture.records[at:]))
        got = flows(folder / "t.pcap0", folder / "t.pcap1")
        if got != want:
            return f"cut at {at}: {difference(want, got)}"
    shutil.rmtree(folder)
    return None


def by_a_coarse_clock(capture):
    """In steps of 20 us, and packets with one time in any order: many cuts are within such a run."""
    coarse, dice = Capture(capture.path), random.Random(3)
    coarse.records = [(s, us - us % 20, wire, kept) for s, us, wire, kept in capture.records]
    coarse.records.sort(key=lambda r: (r[0], r[1], dice.random()))
    return coarse


def test_cut_anywhere():
    some = sorted((c for c in captures() if len(c.records) > 20), key=lambda c: len(c.records))
    tried = [(c, range(1, len(c.records))) for c in some[:CUT_EVERYWHERE]]
    step = max(1, (len(some) - CUT_EVERYWHERE) // CUT_SOMEWHERE)
    for c in some[CUT_EVERYWHERE::step]:
        tried.append((c, range(1, len(c.records), len(c.records) // PLACES_MAX + 1)))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = [f"{c.path}: {w}" for (c, _), w in
                 zip(tried, pool.map(lambda t: cut_in_two(*t), tried)) if w]
    same(wrong, [], "what is told otherwise")


def test_cut_within_a_run():
    c = max(captures(), key=lambda c: len(c.records))
    coarse = by_a_coarse_clock(c)
    coarse.path = PLACE / "coarse.pcap"
    coarse.path.write_bytes(coarse.pcap())
    ties = [i for i in range(1, len(c.records)) if coarse.records[i - 1][:2] == coarse.records[i][:2]]
    same(len(ties) > 100, True, "packets with one time")
    captures().append(coarse) # for its folder
    try:
        same(cut_in_two(coarse, ties[::len(ties) // PLACES_MAX + 1]), None, "cut within a run")
    finally:
        captures().remove(coarse)


def first_capture():
    return next(c for c in captures() if len(c.records) > 100)


def test_folder_of_pieces():
    c = first_capture()
    folder = place_of(c, "folder")
    for i, part in enumerate(cut(c.records, 12)): # 10 stands before 2 by name
        (folder / f"t.pcap{i or ''}").write_bytes(c.pcap(part))
    same(flows(folder), flows_of(c), "flows of a folder")
    status, out, _ = crux("explain", "--json", folder)
    explained = [json.loads(line) for line in out.splitlines()]
    _, out, _ = crux("explain", "--json", c.path)
    whole = [json.loads(line) for line in out.splitlines()]
    for segment in explained + whole:
        del segment["input"]
    same(difference(whole, explained) if explained != whole else None, None, "segments")
    listed = json.loads(crux("evidence", "--json", folder)[1])["inputs"]
    same((len(listed), sum(i["records"] for i in listed)), (12, len(c.records)), "inputs, packets")


def test_not_pieces():
    """At the same time, of other link types, or of other names: each for itself."""
    c = first_capture()
    first, second = cut(c.records, 2)
    folder = place_of(c, "others")
    for a, b, x, y in (("h1.pcap", "h2.pcap", c.records, c.records),
                       ("a.pcap", "b.pcap", first, second)):
        (folder / a).write_bytes(c.pcap(x))
        (folder / b).write_bytes(c.pcap(y))
        apart = flows(folder / a) + flows(folder / b)
        same(flows(folder / a, folder / b) == apart, True, f"{a} and {b} are told apart")
    other = Capture(c.path)
    other.link = 101
    (folder / "p1.pcap").write_bytes(c.pcap(first))
    (folder / "p2.pcap").write_bytes(other.pcap(second))
    same(flows(folder / "p1.pcap", folder / "p2.pcap"), flows(folder / "p1.pcap"),
         "with one of another link type")


def test_damaged_piece():
    c = first_capture()
    folder = place_of(c, "damaged")
    first, second = cut(c.records, 2)
    (folder / "d1.pcap").write_bytes(c.pcap(first)[:-7])
    (folder / "d2.pcap").write_bytes(c.pcap(second)[:-7])
    status, out, err = crux("flows", "--json", folder / "d1.pcap", folder / "d2.pcap")
    same((status, "d1.pcap" in err, "d2.pcap" in err), (0, True, True), "both are complained of")
    whole = flows_of(c)
    told = [json.loads(line) for line in out.splitlines()]
    same(len(told), len(whole), "connections")


# What text tells: a line has no TTL and no IP id without -v, and never a checksum.
COUNTED = ("packets", "bytes", "fins", "resets", "sack_blocks")
JUDGED = COUNTED + ("unique_bytes", "retransmissions", "out_of_order", "zero_windows", "dsacks")


def by_text(capture, options, fields):
    done = subprocess.run(["tcpdump", "-nn", "-tt", *options, "-r", capture.path],
                          capture_output=True)
    if done.returncode or not flows_of(capture):
        return None
    folder = place_of(capture, "text" + "".join(options))
    (folder / "a.txt").write_bytes(done.stdout)
    got, want = flows(folder / "a.txt"), flows_of(capture)
    shutil.rmtree(folder)
    if len(got) != len(want):
        return f"{len(want)} connections, {len(got)} in text"
    for a, b in zip(want, got):
        for key in ("client", "client_port", "server", "server_port", "handshake", "duration"):
            if a[key] != b[key]:
                return f"connection {a['connection']}: {key} {a[key]} and {b[key]}"
        for half in ("c2s", "s2c"):
            for key in fields:
                if a[half][key] != b[half][key]:
                    return (f"connection {a['connection']}: {half} {key} {a[half][key]} "
                            f"and {b[half][key]}")
    return None


def test_text(options, fields):
    for_all(lambda c: by_text(c, options, fields))


if __name__ == "__main__":
    for program in ("zstd", "lz4"):
        if shutil.which(program):
            FORMS[program] = packed_by(program)
    tests = [*((f"the same flows: {name}", functools.partial(test_form, name)) for name in FORMS),
             ("the same flows: three pieces, out of order", test_pieces),
             ("the same flows: two halves", test_two_halves),
             ("the same flows: cut at any place", test_cut_anywhere),
             ("the same flows: cut between packets of one time", test_cut_within_a_run),
             ("a folder of pieces is one capture", test_folder_of_pieces),
             ("captures that are no pieces of each other", test_not_pieces),
             ("a piece that ends early", test_damaged_piece)]
    if shutil.which("tcpdump"):
        tests += [("the same counts: tcpdump", functools.partial(test_text, ("-S",), COUNTED)),
                  ("the same verdicts: tcpdump -v", functools.partial(test_text, ("-v",), JUDGED))]
    run(tests)
