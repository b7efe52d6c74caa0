#!/usr/bin/env python3
"""The ledger against the kernel's own accounts.

Linux keeps, for each socket, how long it was busy, held by the receiver's window, and
by its send buffer (ss -ti). Where a socket table was written while a transfer was
captured on the same host, the capture is cut where the kernel was then, by the bytes
that it had seen acknowledged, and the ledger of what is left is held against it. All
differences are printed.

Not the same by their nature: the kernel counts to the buffer only what lasts until an
ACK finds the queue empty; from outside, a buffer that holds the flight at one level
looks like a small window. And who rests with data under way is busy there, and rests
here; what seems a rest may be a wait for the timer, ended by a probe with new data.
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
from script import SOURCE, crux, run, same

SOCKET = re.compile(r"(\S+):(\d+)\s+(\S+):(\d+)[^\n]*\n?[ \t]*([^\n]*\bbusy:\d+[^\n]*)")
SENT_MIN = 100_000  # bytes: what is shorter is over before anything is counted
# Share of the time until then, and seconds: so near two views of one account are, as
# the kernel counts each stretch in jiffies (HZ=100). A share of 1 is only printed.
ACCOUNTS = (("rwnd_limited", 0.05, 0.1, ("receive_window", "zero_window")),
            ("busy", 0.30, 0.25, ("receive_window", "zero_window", "send_buffer", "congestion_window",
                            "slow_start", "loss_recovery", "retransmission_timeout",
                            "delayed_ack", "path", "reordering")),
            ("sndbuf_limited", 1, 0, ("send_buffer",)))
FOLDER = tempfile.TemporaryDirectory(prefix="crux-ledger-")


def value(line, name, scale=1.0):
    found = re.search(rf"\b{name}:(\d+)", line)
    return int(found[1]) * scale if found else 0


def latest(folder, name):
    """{ends: line}: of each socket the last that is told"""
    last = {}
    for path in (folder / f"ss-{name}.txt", folder / "ss-sender.txt"):
        if path.exists():
            for f in SOCKET.finditer(path.read_text(errors="replace")):
                if value(f[5], "bytes_sent") >= SENT_MIN:
                    last[f[1], int(f[2]), f[3], int(f[4])] = f[5]
    return last


def flows_of(path):
    """{ends, sender first: flow}"""
    status, out, err = crux("flows", "--json", path)
    assert status == 0, err
    flows = {}
    for flow in map(json.loads, out.splitlines()):
        if "client" in flow:
            client = flow["client"], flow["client_port"]
            server = flow["server"], flow["server_port"]
            flows[client + server] = flows[server + client] = flow
    return flows


def packets_of(path):
    """{connection: [(time, direction, what it acknowledges, SYN included, or None)]}"""
    packets = collections.defaultdict(list)
    for s in map(json.loads, crux("explain", "--json", path)[1].splitlines()):
        if "class" in s:
            packets[s["connection"]].append((s["time"], s["direction"], s["ack_relative"]))
    return packets


def moment(packets, peer, line):
    """When the kernel told: so long after the last ACK that it had seen. Or None."""
    acked, waited = value(line, "bytes_acked"), value(line, "lastack", 0.001)
    busy, before = value(line, "busy", 0.001), None
    for at, direction, ack in packets:
        if direction != peer or ack is None:
            continue
        # of ACKs alike, as of a shut window, the first that leaves room for the work
        room = before and before + waited - packets[0][0] >= busy
        if ack > acked or (ack == acked and room):
            break
        before = at
    return before and before + waited


def cut(path, until):
    """A copy of a capture up to that time, or None: it is of another kind."""
    data, end = path.read_bytes(), 24
    for order in "<>":
        magic = struct.unpack_from(order + "I", data)[0]
        if magic in (0xA1B2C3D4, 0xA1B23C4D):
            break
    else:
        return None
    unit = 1e-6 if magic == 0xA1B2C3D4 else 1e-9
    while end + 16 <= len(data):
        sec, part, kept, _ = struct.unpack_from(order + "IIII", data, end)
        if sec + part * unit > until + 1e-7:
            break
        end += 16 + kept
    copy = pathlib.Path(FOLDER.name) / "cut.pcap"
    copy.write_bytes(data[:end])
    return copy


def ledger_at(capture, ends, packets, until):
    """The ledger at that time: between those at the packets around it."""
    last = max((at for at, _, _ in packets if at <= until), default=None)
    after = min((at for at, _, _ in packets if at > until), default=None)
    part = last and cut(capture, last)
    if not part:
        return None
    ledger = flows_of(part)[ends]["ledger"]
    if after is None:
        return ledger
    more = flows_of(cut(capture, after))[ends]["ledger"]
    share = (until - last) / (after - last)
    return {a: ledger.get(a, 0) + share * (more.get(a, 0) - ledger.get(a, 0)) for a in more}


def compare(where, line, seconds, ledger):
    """What is too far apart."""
    wrong = []
    for name, share, least, accounts in ACCOUNTS:
        kernel = value(line, name, 0.001)
        account = sum(ledger.get(a, 0) for a in accounts)
        print(f"# {where}: {name} {kernel:.3f} s, here {account:.3f} s,"
              f" {account - kernel:+.3f} s of {seconds:.3f} s")
        if abs(account - kernel) > max(share * seconds, least):
            wrong.append(f"{where}: {name} {account:.3f} s here, {kernel:.3f} s there")
    return wrong


def compare_host(folder, name):
    """-> (sockets, what is wrong)"""
    capture, lines = folder / f"{name}.pcap", latest(folder, name)
    if not lines or not capture.exists():
        return 0, []
    flows, packets, wrong, compared = flows_of(capture), packets_of(capture), [], 0
    for ends, line in lines.items():
        flow = flows.get(ends)
        if not flow or flow["vantage"] != name:
            continue
        mine = packets[flow["connection"]]
        until = moment(mine, "s2c" if name == "client" else "c2s", line)
        ledger = until and ledger_at(capture, ends, mine, until)
        if ledger:
            compared += 1
            wrong += compare(f"{folder.name} {ends[1]}", line, until - flow["start"], ledger)
    return compared, wrong


def test():
    roots = sys.argv[1:] or [SOURCE.parent / "shared" / "incidents",
                             os.environ.get("CRUX_INCIDENTS")]
    wrong, compared = [], 0
    for root in filter(None, roots):
        for folder in sorted(f.parent for f in pathlib.Path(root).rglob("truth.json")):
            for name in ("client", "server"):
                n, bad = compare_host(folder, name)
                compared += n
                wrong += bad
    print(f"# {compared} sockets compared")
    same(wrong, [], "too far apart")


if __name__ == "__main__":
    run([("the ledger against the kernel's accounts", test)])
