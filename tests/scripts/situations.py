#!/usr/bin/env python3
"""Every situation in tests/unit/tcp/scripts once more, from a capture to what is printed.

The unit test hands segments to the tracker; here each script becomes a file of whole packets, and what
`crux explain --json` and `crux flows --json` say is held against it. situations.py NAME… takes those only;
--write FOLDER keeps the captures.
"""
import argparse
import collections
import functools
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import situation  # noqa: E402
from script import SOURCE, crux, run  # noqa: E402

SCRIPTS = SOURCE / "tests" / "unit" / "tcp" / "scripts"
NEEDS = {"needed": True, "unneeded": False, "unknown": None}
STATES = {"ESTAB": "ESTABLISHED"}  # as ss writes it
counted = collections.Counter()


def lines(*words):
    status, out, err = crux(*words)
    if status:
        raise AssertionError(f"{words}: status {status}: {err}")
    return [json.loads(line) for line in out.splitlines()]


# --- packets ---

def state_fits(want, said):
    return {said, "*"} & {STATES.get(state, state) for state in want.split("|")} != set()


def word_fits(word, said):
    """None: not told in JSON"""
    if "=" in word:
        return None
    if word in NEEDS:
        return said["needed"] is NEEDS[word]
    if "/" in word:
        client, _, server = word.partition("/")
        return state_fits(client, said["client_state"]) and state_fits(server, said["server_state"])
    return said["class"] in word.split("|") or "*" in word.split("|")


def hold_packets(script, said):
    for p in script.packets:
        if p.icmp:
            continue
        found = next((said[n] for n in p.frames if n in said), None)
        if not found:
            yield f"{p.line}: not judged"
            continue
        for word in p.expect.split():
            fits = word_fits(word, found)
            counted["words" if fits is not None else "words not told"] += 1
            if fits is False:
                yield (f"{p.line}: want {word}, is {found['class']} needed {found['needed']} "
                       f"{found['client_state']}/{found['server_state']}: {found['why']}")


# --- connections ---

def told(flow, path):
    for name in (path.removesuffix("_ns") if ".rtt." in path else path).split("."):
        if not isinstance(flow, dict) or name not in flow:
            return None
        flow = flow[name]
    return flow


def in_range(want, value):
    low, _, high = want.partition("..")
    return float(low) <= value <= float(high or low)


def fact_fits(flows, words):
    """None: not told in JSON"""
    if words[0] == "connections":
        return len(flows) == int(words[1])
    number = int(words.pop(0)) if words[0].isdigit() else 1
    value = told(flows.get(number), words[0])
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, str):
        return value == words[1]
    if isinstance(value, bool):
        return words[1] == str(value).lower()
    return in_range(words[1], value) if words[1][0].isdigit() else None


def hold_facts(script, flows):
    for line, words in script.facts:
        fits = fact_fits(flows, list(words))
        counted["facts" if fits is not None else "facts not told"] += 1
        if fits is False:
            yield f"{line}: want {' '.join(words)}, is {told(flows.get(1), words[-2])}"


# --- scripts ---

def problems(script, path):
    said = {s["packet"]: s for s in lines("explain", "--json", path) if "class" in s}
    flows = {f["connection"]: f for f in lines("flows", "--json", path) if "c2s" in f}
    yield from hold_packets(script, said)
    yield from hold_facts(script, flows)


def hold(source, folder):
    try:
        script = situation.read(source.read_text())
        data = situation.capture(script)
    except situation.Unspoken as reason:
        counted["left out"] += 1
        print(f"# {source.name}: {reason}")
        return
    path = pathlib.Path(folder) / (source.stem + ".pcap")
    path.write_bytes(data)
    wrong = list(problems(script, path))
    if bool(script.fails) != bool(wrong):
        raise AssertionError("\n".join([source.name, *wrong]))


def test_enough():
    print(f"# {dict(counted)}")
    if counted["words"] < 1000 or counted["facts"] < 200:
        raise AssertionError("the scripts are hardly held against anything")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", metavar="FOLDER")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crux-situations-") as scratch:
        found = sorted(p for p in SCRIPTS.glob("*.tcp") if not args.names or p.stem in args.names)
        tests = [(p.stem, functools.partial(hold, p, args.write or scratch)) for p in found]
        run(tests + ([] if args.names else [("they tell enough", test_enough)]))
