#!/usr/bin/env python3
"""Short of memory: nothing is lost or counted twice, what is said is true, and it is enough.

Floods and crowds of connections from bench/make_capture.c, read with little memory
and with plenty.
"""
import collections
import functools
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import CRUX, crux, run, same

MAKE = pathlib.Path(CRUX).parent / "bench" / "make-capture"
FOLDER = tempfile.TemporaryDirectory(prefix="crux-memory-")
SAID = re.compile(r"crux: \S+: (\d+) connections?(?: with (\d+) packets)?, idle the longest, "
                  r"(left out|ended early) to stay within (\d+) MiB \(--max-memory\)\n")
IS_FOR_USE = "not built in" not in crux("--version")[1]  # sanitizers take memory of their own


@functools.cache
def made(kind, *options):
    """-> (path, packets in it)"""
    path = pathlib.Path(FOLDER.name) / f"{kind}{''.join(options)}.pcap"
    said = subprocess.run([MAKE, *options, kind, path], stdout=subprocess.PIPE, check=True)
    return path, json.loads(said.stdout)["packets"]


def flood():
    return made("synflood", "-n", "60000")


def crowd():
    return made("churn", "-f", "4000")


Flow = collections.namedtuple("Flow", "number ends packets")


def flow_of(line):
    flow = json.loads(line)
    return Flow(flow["connection"], frozenset([(flow["client"], flow["client_port"]),
                                               (flow["server"], flow["server_port"])]),
                flow["c2s"]["packets"] + flow["s2c"]["packets"])


def flows(path, *words):
    status, out, err = crux("flows", "--json", *words, path)
    same(status, 0, "status")
    return [flow_of(line) for line in out.splitlines()], err


def packets(found):
    return sum(flow.packets for flow in found)


def said(err):
    """What it said of a bound -> (connections, packets, what became of them)"""
    found = SAID.fullmatch(err)
    assert found, err
    return int(found[1]), int(found[2] or 0), found[3]


def each_packet_once():
    for path, count in (flood(), crowd()):
        found, err = flows(path, "--max-memory", "1M")
        same(packets(found), count, f"packets of {path}")
        connections, left_out, became = said(err)
        same((left_out, became), (0, "ended early"), "what became of them")
        assert 0 < connections <= len(found), connections
        numbers = [flow.number for flow in found]
        same(sorted(numbers), list(range(1, len(found) + 1)), "numbers")


def plenty_says_nothing():
    for path, count in (flood(), crowd()):
        for words in ([], ["--max-memory", "512M"]):
            found, err = flows(path, *words)
            same((packets(found), err), (count, ""), f"{path} {words}")


def parts_add_up():
    """What a connection that was ended early goes on with is another one of its ends."""
    path, _ = crowd()
    whole, parts = collections.Counter(), collections.Counter()
    for counter, words in ((whole, []), (parts, ["--max-memory", "1M"])):
        for flow in flows(path, *words)[0]:
            counter[flow.ends] += flow.packets
    same(parts, whole, "packets between two ends")


def what_is_kept_and_what_is_left_out():
    for path, count in (flood(), crowd()):
        found, err = flows(path, "--sort", "start", "--max-memory", "8M")
        connections, left_out, became = said(err)
        same((packets(found) + left_out, became), (count, "left out"), f"packets of {path}")
        assert connections > 0, err
        numbers = [flow.number for flow in found]
        same(numbers, sorted(numbers), "in order")


def every_command_says_it():
    path, _ = flood()
    for command in (["diagnose"], ["diagnose", "--json"], ["explain", "--json"], ["evidence"],
                    ["predict", "--json"], ["flows"], ["flows", "--threads", "2"]):
        _, _, err = crux(*command, "--max-memory", "2M", path)
        assert said(err)[0] > 30000, (command, err)
    _, out, _ = crux("diagnose", "--json", "--max-memory", "2M", path)
    assert "--max-memory" in json.loads(out)["inputs"][0]["problems"][0]["message"], out


def a_flood_ends_no_more_than_it_has_to():
    """Some rows of each slab stay, which were heard of: the others' memory serves all the same."""
    path = pathlib.Path(FOLDER.name) / "longer.pcap"
    subprocess.run([MAKE, "-n", "400000", "synflood", path], stdout=subprocess.DEVNULL, check=True)
    # 84 bytes for each, and what the table adds: two thirds of them and more have room
    for threads in ("1", "2"):
        err = crux("flows", "--json", "--max-memory", "44M", "--threads", threads, path)[2]
        assert 20000 < said(err)[0] < 400000 / 3, (threads, err)


def explain_tells_each_segment():
    path, count = flood()
    _, out, _ = crux("explain", "--json", "--max-memory", "2M", path)
    same([json.loads(line)["packet"] for line in out.splitlines()], list(range(1, count + 1)),
         "packets")


def peak_mib(*words):
    done = subprocess.run([MAKE.parent / "measure", CRUX, *map(str, words)],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    return float(done.stderr.split()[-1])


def memory_follows_the_bound():
    path, _ = flood()
    # the program, its blocks of segments, and the pages of the file that were not yet let go
    fixed = peak_mib("flows", "--json", "--max-memory", "1M", path)
    assert fixed < 24, fixed
    for command in (["flows", "--json"], ["flows", "--sort", "start"], ["diagnose"], ["evidence"],
                    ["explain", "--json"]):
        for mib in (8, 64):
            peak = peak_mib(*command, "--max-memory", f"{mib}M", path)
            # judged segments wait for late proof: 65,536 of them at 300 bytes
            spare = 24 if command[0] == "explain" else 4
            assert peak < fixed + 1.25 * mib + spare, (command, mib, peak, fixed)


def memory_does_not_follow_the_file():
    """It is mapped, and what was read of it is let go: the same for 18 MB and for 71."""
    small, large = (made("full", "-n", str(n))[0] for n in (20000, 80000))
    assert large.stat().st_size - small.stat().st_size > 50 << 20
    for command in (["flows", "--json", "--threads", "1"], ["flows", "--json", "--threads", "2"],
                    ["diagnose", "--threads", "2"]):
        more = peak_mib(*command, large) - peak_mib(*command, small)
        assert more < 12, (command, more)


def a_half_open_one_costs_little():
    small, large = made("synflood", "-n", "60000"), pathlib.Path(FOLDER.name) / "large.pcap"
    subprocess.run([MAKE, "-n", "600000", "synflood", large], stdout=subprocess.DEVNULL, check=True)
    # the same threads for both: what they have under way does not grow with the flood
    flows = ["flows", "--json", "--threads", "2"]
    more = peak_mib(*flows, large) - peak_mib(*flows, small[0])
    # 96 for one, and slots of 8 bytes of which a third or more are in use
    assert more * 2**20 / 540000 < 96 + 8 * 3, more


def a_live_one_costs_little():
    """Opened, asked, answered, and waiting: what a hundred thousand more of them take."""
    small, large = (made("crowd", "-f", str(n)) for n in (30000, 130000))
    more = peak_mib("flows", "--json", large[0]) - peak_mib("flows", "--json", small[0])
    assert more * 2**20 / 100000 <= 512, more


def crowds_rest_and_tell_the_same():
    """Each is packed when there are thousands: what is told of it is what it is of a few."""
    few, many = made("crowd", "-f", "500")[0], made("crowd", "-f", "30000")[0]
    told = [[json.loads(line) for line in crux("flows", "--json", path)[1].splitlines()]
            for path in (few, many)]
    by_ends = {(flow["client"], flow["client_port"]): flow for flow in told[1]}
    same(len(by_ends), 30000, "connections")
    for flow in told[0]:
        other = by_ends[flow["client"], flow["client_port"]]
        for name in set(flow) - {"input", "first_packet", "last_packet"}:
            same(other[name], flow[name], name)


def sizes():
    path, _ = crowd()
    for size in ("0", "1023K", "M", "12X", "-1M", "99999999999T", ""):
        status, out, err = crux("flows", "--max-memory", size, path)
        same((status, out), (2, ""), size)
        assert "--max-memory takes a size of 1M or more" in err, err
    for size in ("1M", "1m", "2g", "1048576", "1024K", "1T"):
        same(crux("flows", "--json", "--max-memory", size, path)[0], 0, size)


if __name__ == "__main__":
    tests = [each_packet_once, plenty_says_nothing, parts_add_up,
             what_is_kept_and_what_is_left_out, every_command_says_it,
             a_flood_ends_no_more_than_it_has_to, explain_tells_each_segment,
             crowds_rest_and_tell_the_same, sizes]
    if IS_FOR_USE:
        tests += [memory_follows_the_bound, memory_does_not_follow_the_file,
                  a_half_open_one_costs_little, a_live_one_costs_little]
    run([(test.__name__.replace("_", " "), test) for test in tests])
