#!/usr/bin/env python3
"""Several threads say what one says, byte by byte: every command, whole and broken captures.

Output, standard error and exit status are compared, of captures that fit into a
block, of one that goes round the ring of blocks more than once, of such that are
cut, damaged, compressed, empty or come through a pipe, and of several at once.
"""
import functools
import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import CRUX, SOURCE, crux, run, same

MAKE = pathlib.Path(CRUX).parent / "bench" / "make-capture"
FOLDER = tempfile.TemporaryDirectory(prefix="crux-threads-")
SMALL = SOURCE / "examples" / "accept-queue-overflow" / "server.pcap"
COMMANDS = [["flows"], ["flows", "--json"], ["flows", "--json", "--sort", "bytes"],
            ["flows", "--top", "3"], ["diagnose"], ["diagnose", "--json"],
            ["explain", "--json"], ["predict", "--json"], ["evidence", "--json"],
            ["drill", "--json"]]
FEW = [["flows", "--json"], ["diagnose"]]


def file(name, content):
    path = pathlib.Path(FOLDER.name) / name
    path.write_bytes(content)
    return path


@functools.cache
def made(kind, *options):
    """A capture of some 40,000 segments: the ring holds 16,384."""
    path = pathlib.Path(FOLDER.name) / f"{kind}.pcap"
    subprocess.run([MAKE, *options, kind, path], stdout=subprocess.DEVNULL, check=True)
    return path


def large():
    return made("churn", "-f", "3000").read_bytes()


def alike(paths, commands=COMMANDS, stdin=None):
    for command in commands:
        answers = []
        for threads in ("1", "2", "4"):
            with open(stdin or "/dev/null", "rb") as source:
                answers.append(crux(*command, "--threads", threads, *paths, stdin=source))
        for what, one, two in (row for other in answers[1:] for row in
                               zip(("status", "standard output", "standard error"), answers[0], other)):
            if one != two:
                at = next((i for i, (a, b) in enumerate(zip(str(one), str(two))) if a != b), -1)
                raise AssertionError(f"{command}: {what} differs at {at}: "
                                     f"{str(one)[at:at + 80]!r} and {str(two)[at:at + 80]!r}")


def captures_in_the_repository():
    folders = ["examples", "tests/data"]
    paths = sorted(p for f in folders for p in (SOURCE / f).rglob("*.pcap*"))
    assert len(paths) > 5, paths
    for path in paths:
        alike([path], FEW)
    alike([SMALL])


def more_than_the_ring_holds():
    path = made("churn", "-f", "3000")
    _, out, _ = crux("evidence", "--json", path)
    assert json.loads(out)["inputs"][0]["records"] > 2 * 16384, out
    alike([path])


def losses():
    alike([made("bulk", "-n", "40000", "-f", "24")], [*FEW, ["explain", "--json"]])


def half_open():
    alike([made("synflood", "-n", "20000")], FEW)


def short_of_memory():
    """Who is ended early, and when, does not depend on threads."""
    for bound in ("1M", "3M"):
        for path in (made("churn", "-f", "3000"), made("synflood", "-n", "20000")):
            alike([path], [["flows", "--json", "--max-memory", bound],
                           ["flows", "--max-memory", bound]])


def in_pieces():
    """As tcpdump -C writes them: one input, whose packets are counted through."""
    content, paths, at, start = large(), [], 24, 24
    while at < len(content):
        at += 16 + int.from_bytes(content[at + 8:at + 12], "little")
        if at - start > len(content) // 3 or at == len(content):
            paths.append(file(f"piece{len(paths)}.pcap", content[:24] + content[start:at]))
            start = at
    assert len(paths) > 2, paths
    alike(paths, FEW)


def cut_anywhere():
    content = large()
    for left in (0, 3, 23, 24, 30, 41, len(content) // 2, len(content) - 1):
        alike([file("cut.pcap", content[:left])], [["flows", "--json"]])


def damaged():
    """Lengths and headers that make no sense, in front and far behind."""
    dice = random.Random(7)
    for number in range(6):
        content = bytearray(large())
        for _ in range(1 + number % 3):
            at = dice.randrange(24, len(content))
            content[at:at + 8] = dice.randbytes(8)
        alike([file("damaged.pcap", content)], [["flows", "--json"]])


def compressed():
    packed = gzip.compress(large(), 1)
    alike([file("whole.pcap.gz", packed)], FEW)
    alike([file("short.pcap.gz", packed[:-5000])], FEW)


def through_a_pipe():
    alike(["-"], [["flows", "--json"], ["explain", "--json"]], file("piped", large()))


def several_at_once():
    alike([SMALL, made("churn", "-f", "3000"), file("none.pcap", large()[:24]),
           SOURCE / "examples" / "slow-transfer"],
          [["flows"], ["diagnose", "--json"], ["explain", "--json"]])


def the_option_is_checked():
    status, out, err = crux("flows", "--threads", "5", SMALL)
    same((status, out), (2, ""), "--threads 5")
    assert "--threads takes 1|2|3|4" in err, err


if __name__ == "__main__":
    tests = [captures_in_the_repository, more_than_the_ring_holds, losses, half_open,
             short_of_memory, in_pieces, cut_anywhere, damaged, compressed, through_a_pipe, several_at_once,
             the_option_is_checked]
    run([(test.__name__.replace("_", " "), test) for test in tests])
