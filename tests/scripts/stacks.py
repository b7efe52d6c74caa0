#!/usr/bin/env python3
"""Repeats of many stacks on many paths, simulated: what crux says of each from three places, and the truth.

tests/support/stacks.py plays both ends. Here are the settings, and what may be missed, invented, wrong or
left open of all together. stacks.py PATTERN… (of STACK/WAY, as linux/loss*) prints each mistake of these;
--seeds N plays each N times, --cut 0.3 begins the captures late.
"""
import argparse
import collections
import fnmatch
import functools
import itertools
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import stacks  # noqa: E402
from script import crux, run, same  # noqa: E402
from stacks import Setting, Way as W  # noqa: E402

KINDS = {"fast-retransmission", "rto-retransmission", "tail-loss-probe", "unneeded-retransmission",
         "retransmission"}
PLACES = ("sender", "middle", "receiver")
NO_DELAY = (W(delay=.00005), W(delay=.00005))
WAYS = {
    "loss": dict(there=(W(loss=.01), W())),
    "loss-far": dict(there=(W(), W(loss=.02))),
    "loss-much": dict(there=(W(loss=.03), W(loss=.03))),
    "bursts": dict(there=(W(burst=.004), W(burst=.004))),
    "rack": dict(there=(W(delay=.00005, loss=.01), W(delay=.00005, loss=.01)), back=NO_DELAY),
    "city": dict(there=(W(delay=.0005, loss=.01), W(delay=.0005, loss=.01)),
                 back=(W(delay=.0005), W(delay=.0005))),
    "far": dict(there=(W(delay=.08, loss=.01), W(delay=.08, loss=.01)), back=(W(delay=.08), W(delay=.08))),
    "slow-back": dict(there=(W(delay=.002, loss=.01), W(delay=.002, loss=.01)),
                      back=(W(delay=.09), W(delay=.05))),
    "slow-there": dict(there=(W(delay=.09, loss=.01), W(delay=.05, loss=.01)),
                       back=(W(delay=.002), W(delay=.002))),
    "late-3": dict(there=(W(late=.02), W())),
    "late-3-far": dict(there=(W(), W(late=.02))),
    "late-30": dict(there=(W(late=.01, late_by=(1, 30)), W(late=.01, late_by=(1, 30)))),
    "late-and-loss": dict(there=(W(late=.01, late_by=(1, 30), loss=.01),
                                 W(late=.01, late_by=(1, 30), loss=.01))),
    "doubled-acks": dict(there=(W(loss=.01), W()), back=(W(double=.02), W(double=.02))),
    "acks-lost": dict(there=(W(loss=.01), W()), back=(W(loss=.1), W(loss=.1))),
    "jitter": dict(there=(W(loss=.01), W(jitter=.002))),
    "shallow": dict(there=(W(), W(rate=1e6, queue=30))),
    "deep": dict(there=(W(rate=5e5, queue=400), W(loss=.005))),
    "held-up": dict(there=(W(spikes=((.5, .9, 0), (1.8, 3.0, 0)), rate=2e6), W(loss=.002))),
    "acks-held-up": dict(there=(W(rate=1e6), W(loss=.002)), back=(W(spikes=((.3, .8, 0), (1.2, 2.4, 0))), W())),
}
OLD = dict(rack=False, tlp=False)
STACKS = {
    "linux": {},
    "linux-offload": dict(tso=8, gro=.0003),
    "linux-hz-100": dict(tick=.01, ts_hz=100),
    "linux-no-ts": dict(ts=False),
    "linux-no-ts-id-0": dict(ts=False, ip_id="zero"),
    "linux-id-random": dict(ip_id="random"),
    "linux-delack-200": dict(delack=.2, quick=0),
    "linux-stretch": dict(delack=.5, quick=0, ack_every=8),
    "linux-writes": dict(writes=700, every=.02, size=60000, nagle=False),
    "linux-nagle": dict(writes=300, every=.005, size=60000),
    "linux-window": dict(window=20000),
    "bsd": dict(OLD, frto=False, rto_min=.03, tick=.001, collapse=False),
    "bsd-no-dsack": dict(OLD, frto=False, rto_min=.03, tick=.001, dsack=False, ip_id="zero"),
    "windows": dict(frto=False, rto_min=.3, tick=.01, ts=False, ip_id="shared"),
    "sack-alone": dict(OLD, ts=False, dsack=False),
    "newreno-ts": dict(OLD, sack=False),
    "newreno": dict(OLD, sack=False, ts=False, rto_min=1, tick=.1, frto=False),
    "newreno-id-0": dict(OLD, sack=False, ts=False, ip_id="zero", frto=False),
}


def said_of(path):
    status, out, err = crux("explain", "--json", path)
    same(status, 0, err)
    return {s["packet"]: s for s in map(json.loads, out.splitlines()) if "class" in s}


class Judge:
    """What became of the bytes of each frame, as it passes one place."""

    def __init__(self, world, place):
        self.place, self.mss = place, world.s.mss
        self.seen = set()

    def truth(self, records):
        """-> None for what is no repeat, or was it needed?"""
        again = [r for r in records if id(r) not in self.seen and r.kind and min(r.end, r.again) > r.seq]
        if self.place != "sender":  # what is doubled on its way is no repeat; a joined one passes in parts
            self.seen.update(id(r) for r in records if r.end - r.seq <= self.mss)
        return any(r.needed for r in again) if again else None

    def verdict(self, records, said):
        needed = self.truth(records)
        found = bool(said) and said["class"] in KINDS and said["len"] > 0
        if needed is None or not found:
            return "invented" if found else "missed" if needed is not None else ""
        return "open" if said["needed"] is None else "right" if said["needed"] is needed else "wrong"


def began_before(world, since, records):
    first = min(r.seq for r in records)
    return any(r.at < since and r.end > first for r in world.sender.records)


def judge(world, place, folder, cut):
    """-> [(verdict, frame, what was said)]"""
    path = pathlib.Path(folder) / "capture.pcap"
    since = world.now * cut
    known = stacks.write(path, world.s, world.captures[place], since)
    said = said_of(path)
    judging = Judge(world, place)
    found = []
    for frame, (packet, records) in enumerate(known[1:], 1):
        if not packet.data or not packet.len:
            continue
        verdict = judging.verdict(records, said.get(frame))
        if verdict and not (since and began_before(world, since, records)):
            found.append((verdict, frame, said.get(frame)))
    return found


def play(stack, way, seed, cut=0, loud=False):
    """-> {place: Counter of verdicts}"""
    world = stacks.run(Setting(f"{stack}/{way}", seed=seed, **{**STACKS[stack], **WAYS[way]}))
    counts = {}
    with tempfile.TemporaryDirectory(prefix="crux-stacks-") as folder:
        for place in PLACES:
            found = judge(world, place, folder, cut)
            counts[place] = collections.Counter(verdict for verdict, _, _ in found)
            for verdict, frame, said in found if loud else ():
                if verdict != "right":
                    print(f"{stack}/{way} {seed} {place} {frame}: {verdict}: {said and said['why']}")
    return counts


def play_all(names, cut=0):
    total = {place: collections.Counter() for place in PLACES}
    for stack, way in names:
        for place, counts in play(stack, way, 1, cut).items():
            total[place].update(counts)
    return total


# Of a hundred, so many at most. What never passed a place cannot always be found there.
MOST = {"sender": {"missed": 0, "invented": 0, "wrong": 0.5, "open": 0.5},
        "middle": {"missed": 2, "invented": 0.3, "wrong": 0.5, "open": 0.5},
        "receiver": {"missed": 3, "invented": 0.3, "wrong": 0.5, "open": 0.5}}
# Without SACK an ACK that was delayed, and is brought on by a repeat, looks like the repeat's.
MOST_NO_SACK = {"sender": {"missed": 0, "invented": 0, "wrong": 1.5, "open": 5},
                "middle": {"missed": 3, "invented": 0.5, "wrong": 1.5, "open": 4},
                "receiver": {"missed": 4, "invented": 1, "wrong": 1, "open": 3}}


# Of captures that begin in the middle: no handshake tells of options, or how far away the ends are.
BEGUN = ("linux-offload", "linux-no-ts", "linux-id-random", "windows", "sack-alone")
MOST_BEGUN = {"sender": {"missed": 0, "invented": 0, "wrong": 1.5, "open": 0.5},
              "middle": {"missed": 1, "invented": 0.5, "wrong": 0.5, "open": 0.5},
              "receiver": {"missed": 3, "invented": 1, "wrong": 0.5, "open": 0.5}}


def hold(stacks_held, bounds, cut=0):
    total = play_all(itertools.product(stacks_held, WAYS), cut)
    for place, counts in total.items():
        print(f"# {place}: {dict(counts)}")
        same(counts["right"] > 50, True, f"{place}: enough to judge by")
        for verdict, most in bounds[place].items():
            same(counts[verdict] <= counts.total() * most / 100, True, f"{place}: {verdict} in {dict(counts)}")


def show(args):
    for stack, way in itertools.product(STACKS, WAYS):
        if any(fnmatch.fnmatch(f"{stack}/{way}", pattern) for pattern in args.patterns):
            for seed in range(1, args.seeds + 1):
                for place, counts in play(stack, way, seed, args.cut, True).items():
                    print(f"{stack}/{way} {seed} {place}: {dict(counts)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--cut", type=float, default=0)
    parser.add_argument("patterns", nargs="*")
    given = parser.parse_args()
    if given.patterns:
        show(given)
    else:
        without = [name for name in STACKS if name.startswith("newreno")]
        run([("repeats where SACK is used", functools.partial(hold, [s for s in STACKS if s not in without], MOST)),
             ("repeats where it is not", functools.partial(hold, without, MOST_NO_SACK)),
             ("repeats in captures that begin in the middle", functools.partial(hold, BEGUN, MOST_BEGUN, 0.3))])
