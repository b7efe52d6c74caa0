#!/usr/bin/env python3
"""What people paste is read whole: no line of tests/data/pastes is left unread.

The numbers are those of the packets, counted by eye; connections must come out as
they were, whatever the way into the paste did to the lines.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import SOURCE, crux, run, same

PASTES = SOURCE / "tests" / "data" / "pastes"

# Packets and connections of those with packet text.
HOLDS = {
    "chat-refused.txt": (6, 3),
    "chat-tshark.txt": (10, 1),
    "issue-elided.md": (12, 1),
    "log-collector.txt": (10, 1),
    "mail-wrapped-quoted.txt": (15, 2),
    "mail-wrapped-verbose.txt": (6, 1),
    "runbook-flood.md": (10, 5),
    "support-masked.txt": (8, 4),
    "terminal-wrapped.txt": (10, 2),
    "ticket-hex.txt": (8, 1),
    "ticket-notes-between.txt": (16, 2),
    "wiki-old-syntax.txt": (9, 1),
    "wireshark-copied.txt": (24, 1),
}


def read_whole(path):
    def test():
        status, out, err = crux("evidence", "--json", path)
        same(status, 0, err)
        for one in json.loads(out)["inputs"]:
            same(one["unread"], [], "unread lines")
        if path.name not in HOLDS:
            return
        packets, connections = HOLDS[path.name]
        status, out, err = crux("flows", "--json", path)
        flows = [json.loads(line) for line in out.splitlines()]
        same(len(flows), connections, "connections")
        told = sum(f[h]["packets"] for f in flows for h in ("c2s", "s2c"))
        assert 0 < told <= packets, (told, packets)
    return test


if __name__ == "__main__":
    found = sorted(p for p in PASTES.iterdir() if p.name != "README.md")
    assert HOLDS.keys() <= {p.name for p in found}
    run((f"{p.name} is read whole", read_whole(p)) for p in found)
