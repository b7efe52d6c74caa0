#!/usr/bin/env python3
"""Packets as text give the connections that their capture gives.

Every form that tcpdump and tshark print is read, and held against the capture
it was printed of, in all facts that the form keeps: tests/data/packets has real
output, each file with its command above it, and where the tools are installed
captures of the repository and of $CRUX_INCIDENTS are printed anew.
packet_text.py --write prints the files of tests/data/packets again; packet_text.py
CAPTURE… tells what differs.
"""
import collections
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import SOURCE, crux, run

DATA = SOURCE / "tests" / "data" / "packets"
PACKETS = 300  # of each capture: what is different shows itself soon

FIELDS = ("frame.number frame.time_epoch ip.src ipv6.src tcp.srcport ip.dst ipv6.dst tcp.dstport tcp.flags"
          " tcp.seq_raw tcp.ack_raw tcp.len tcp.window_size_value tcp.options.mss_val"
          " tcp.options.wscale.shift tcp.options.timestamp.tsval tcp.options.timestamp.tsecr"
          " tcp.options.sack_le tcp.options.sack_re ip.id ip.ttl").split()

# What each form leaves out:
#   t  times            T  the day            i  the IP header, and with it the IP id
#   s  numbers of segments without payload    n  the initial numbers
#   k  whether SACK is permitted: who may not use it does not probe for tail losses
#   q  flags and numbers: who sent how much when is left
#   a  the fields of packets that show an application's message, but for their length
FORMS = {
    "n": ("tcpdump -n -r {}", "Tis"),
    "t": ("tcpdump -n -t -r {}", "tis"),
    "tt": ("tcpdump -n -tt -r {}", "is"),
    "ttt": ("tcpdump -n -ttt -r {}", "Tis"),
    "tttt": ("tcpdump -n -tttt -r {}", "is"),
    "ttttt": ("tcpdump -n -ttttt -r {}", "Tis"),
    "nano": ("tcpdump -n -tt --nano -r {}", "is"),
    "number": ("tcpdump -n -# -tttt -r {}", "is"),
    "number-t": ("tcpdump -n -# -t -r {}", "tis"),
    "S": ("tcpdump -n -S -tttt -r {}", "is"),
    "v": ("tcpdump -n -v -tttt -r {}", "s"),
    "vv": ("tcpdump -n -vv -tttt -r {}", "s"),
    "vS": ("tcpdump -n -v -S -r {}", "Ts"),
    "e": ("tcpdump -n -e -r {}", "Tis"),
    "ve": ("tcpdump -n -v -e -r {}", "Ts"),
    "x": ("tcpdump -n -x -tttt -r {}", ""),
    "xx": ("tcpdump -n -xx -tttt -r {}", ""),
    "X": ("tcpdump -n -X -tttt -r {}", ""),
    "XX": ("tcpdump -n -XX -e -tttt -r {}", ""),
    "vX": ("tcpdump -n -v -X -tttt -r {}", ""),
    "A": ("tcpdump -n -A -tttt -r {}", "is"),
    "q": ("tcpdump -n -q -tttt -r {}", "iq"),
    "vq": ("tcpdump -n -v -q -r {}", "Tq"),
    "qx": ("tcpdump -n -q -x -tttt -r {}", ""),
    "qtX": ("tcpdump -n -q -t -X -r {}", "t"),
    "services": ("tcpdump -r {} -tttt", "is"),
    "tshark": ("tshark -n -r {}", "Tina"),
    "tshark-tad": ("tshark -n -t ad -r {}", "ina"),
    "tshark-td": ("tshark -n -t d -r {}", "Tina"),
    "tshark-te": ("tshark -n -t e -r {}", "ina"),
    "tshark-absolute": ("tshark -n -o tcp.relative_sequence_numbers:FALSE -t e -r {}", "ia"),
    "tshark-tabs": ("tshark -n -T tabs -r {}", "Tina"),
    "tshark-x": ("tshark -n -x -r {}", "t"),
    "tshark-Px": ("tshark -n -P -x -t e -r {}", ""),
    "tshark-V": ("tshark -n -V -r {}", ""),
    "tshark-PV": ("tshark -n -P -V -r {}", ""),
    "tshark-Vx": ("tshark -n -V -x -r {}", ""),
    "tshark-O": ("tshark -n -O tcp -r {}", "ti"),
    "tshark-fields": ("tshark -n -T fields -E header=y " + " ".join("-e " + f for f in FIELDS)
                      + " -r {}", "ik"),
}

# Too long to be kept as files; printed anew they are looked at like the others.
LONG = {"tshark-V", "tshark-Vx", "tshark-O"}

ENDS = ("client", "client_port", "server", "server_port", "client_state", "server_state", "handshake")
HALF = ("packets", "bytes", "unique_bytes", "data_packets", "retransmissions", "retransmitted_bytes",
        "resets", "fins", "mss", "window_scale", "sack_blocks", "zero_windows", "fast", "rto",
        "duplicate_acks", "out_of_order", "isn")
QUIET = {"client", "client_port", "server", "server_port", "packets", "bytes"}
# Which facts need what a form may leave out.
NEEDS = {"s": {"keep_alives", "window_probes"}, "n": {"isn"}, "k": {"fast", "rto"},
         "a": {"duplicate_acks", "fast", "rto", "zero_windows", "fins", "client_state", "server_state",
               "retransmissions", "retransmitted_bytes", "out_of_order", "unique_bytes"},
         "q": {*ENDS, *HALF} - QUIET,
         "t": {"fast", "rto", "retransmissions", "retransmitted_bytes", "out_of_order", "duplicate_acks"}}


def flows(*words, text=None):
    if text is not None:
        with tempfile.NamedTemporaryFile(suffix=".txt") as file:
            file.write(text)
            file.flush()
            return flows(file.name)
    status, out, err = crux("flows", "--json", *words)
    if "of hosts with several connections" in err:
        return None  # which packet was whose is not in it
    return [] if status else [json.loads(line) for line in out.splitlines()]


def facts(flow, left_out):
    lost = set().union(*(NEEDS.get(c, set()) for c in left_out))
    kept = {name: flow[name] for name in ENDS if name not in lost}
    for half in ("c2s", "s2c"):
        kept.update((f"{half}.{name}", flow[half][name]) for name in HALF if name not in lost)
    if "t" not in left_out:
        kept["duration"] = round(float(flow["duration"]), 5)  # forms have microseconds
        if "T" not in left_out:
            kept["start"] = round(float(flow["start"]), 4)
    return kept


def differences(text, want, left_out):
    """Words for each fact that the text tells otherwise."""
    # only the IP id tells that a packet was captured twice, and on which of two interfaces
    if "i" in left_out and any(f[h]["capture_duplicates"] for f in want for h in ("c2s", "s2c")):
        return
    got = flows(text=text)
    if got is None:
        return
    if len(got) != len(want):
        yield f"{len(got)} connections, the capture has {len(want)}"
        return
    for g, w in zip(got, want):
        told, true = facts(g, left_out), facts(w, left_out)
        for name in true:
            near = isinstance(true[name], float) and abs(true[name] - told[name]) < 1e-4
            if told[name] != true[name] and not near:
                yield f"connection {w['connection']}: {name} is {told[name]}, the capture has {true[name]}"


def unread(text):
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write(text)
        file.flush()
        status, out, err = crux("evidence", "--json", file.name)
    return [f"{line['line']}: {line['text'][:80]}" for i in json.loads(out)["inputs"] for line in i["unread"]]


def printed(form, capture):
    return subprocess.run(shlex.split(FORMS[form][0].format(shlex.quote(str(capture)))),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, timeout=60).stdout


def head(capture, folder):
    """The first packets of a capture as a capture, with all their digits."""
    part = pathlib.Path(folder) / "part.pcap"
    subprocess.run(["tcpdump", "-r", str(capture), "-c", str(PACKETS), "-w", str(part), "--nano"],
                   stderr=subprocess.DEVNULL, check=True, timeout=60)
    return part


def check(text, want, form):
    problems = list(differences(text, want, FORMS[form][1]))
    return problems + [f"unread: {line}" for line in unread(text)]


def fixture(form):
    def test():
        text = (DATA / f"{form}.txt").read_bytes()
        want = flows(DATA / "capture.pcap")
        problems = check(text, want, form)
        # the same without the command line, which nobody must need
        problems += check(text.split(b"\n", 1)[1], want, form)
        assert not problems, problems[:5]
    return test


def captures():
    roots = [SOURCE / "examples", SOURCE / "tests" / "data" / "drill", os.environ.get("CRUX_INCIDENTS")]
    for root in roots:
        if root:
            yield from sorted(p for p in pathlib.Path(root).rglob("*.pcap"))


def printed_anew(pick):
    """Every capture in some forms; over all captures each form comes often."""
    def test():
        problems, names = [], sorted(FORMS)
        with tempfile.TemporaryDirectory() as folder:
            for number, capture in enumerate(captures()):
                form = names[(number * 7 + pick) % len(names)]
                part = head(capture, folder)
                found = check(printed(form, part), flows(part), form)
                problems += [f"{capture} {form}: {words}" for words in found]
        assert not problems, problems[:10]
    return test


def write():
    for form in sorted(FORMS.keys() - LONG):
        command = FORMS[form][0]
        text = printed(form, DATA / "capture.pcap")
        (DATA / f"{form}.txt").write_bytes(f"$ {command.format('capture.pcap')}\n".encode() + text)


def report(paths):
    count = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            part = head(path, folder)
            want = flows(part)
            for form in os.environ.get("FORMS", " ".join(FORMS)).split():
                for words in check(printed(form, part), want, form):
                    count[form] += 1
                    print(f"{path} {form}: {words}")
    print(dict(count))


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    elif len(sys.argv) > 1:
        report(sys.argv[1:])
    else:
        tests = [(f"{form} of tests/data/packets", fixture(form)) for form in FORMS if form not in LONG]
        if shutil.which("tcpdump") and shutil.which("tshark"):
            tests += [(f"captures printed anew, {pick}", printed_anew(pick)) for pick in range(2)]
        run(tests)
