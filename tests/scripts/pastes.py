#!/usr/bin/env python3
"""What people paste is read whole: no line of tests/data/pastes is left unread.

Where there is a rule for what they show, the verdict must be right. The numbers are those of the packets, counted by eye; connections must come out as
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
    "compose-packets.txt": (4, 1),
    "editor-tabs-hex.txt": (2, 1),
    "impatient-one-line.txt": (2, 1),
    "issue-elided.md": (12, 1),
    "journal-tcpdump.txt": (4, 1),
    "kubernetes-tcpdump.txt": (4, 1),
    "log-collector.txt": (10, 1),
    "loki-lines.txt": (4, 1),
    "mail-wrapped-quoted.txt": (15, 2),
    "mail-wrapped-verbose.txt": (6, 1),
    "router-nat.txt": (40, 2),
    "runbook-flood.md": (10, 5),
    "support-masked.txt": (8, 4),
    "terminal-icmp.txt": (4, 1),
    "terminal-wrapped.txt": (10, 2),
    "ticket-hex.txt": (8, 1),
    "ticket-notes-between.txt": (16, 2),
    "ticket-quiet.txt": (6, 1),
    "wiki-old-syntax.txt": (9, 1),
    "wireshark-copied.txt": (24, 1),
    "wireshark-summary.txt": (2, 1),
}

# What is wrong, of those that show an incident for which there is a rule.
VERDICTS = {
    "chat-chinese.txt": "accept-queue-overflow",
    "chat-emoji.txt": "accept-queue-overflow",
    "chat-irc.txt": "accept-queue-overflow",
    "chat-leak.txt": "close-wait-leak",
    "chat-odd-blanks.txt": "accept-queue-overflow",
    "chat-refused.txt": "connection-refused",
    "cloudwatch-export.csv": "accept-queue-overflow",
    "compose-packets.txt": "syn-blackholed",
    "containers-session.txt": "accept-queue-overflow",
    "editor-numbered.txt": "close-wait-leak",
    "editor-tabs-hex.txt": "syn-blackholed",
    "forum-question.md": "close-wait-leak",
    "flattened-session.txt": "close-wait-leak",
    "grep-numbered.txt": "accept-queue-overflow",
    "impatient-one-line.txt": "syn-blackholed",
    "jira-export.txt": "random-loss-long-rtt",
    "journal-forms.txt": "conntrack-full",
    "journal-tcpdump.txt": "syn-blackholed",
    "kubernetes-tcpdump.txt": "syn-blackholed",
    "loki-lines.txt": "syn-blackholed",
    "log-collector-session.txt": "close-wait-leak",
    "mail-latin1.txt": "close-wait-leak",
    "markdown-table.md": "close-wait-leak",
    "powershell-session.txt": "close-wait-leak",
    "router-nat.txt": "healthy",
    "session-spanish.txt": "close-wait-leak",
    "slack-thread.txt": "time-wait-normal",
    "terminal-icmp.txt": "syn-blackholed",
    "ticket-everything.txt": "conntrack-full",
    "watch-session.txt": "accept-queue-overflow",
    "wireshark-summary.txt": "syn-blackholed",
    "windows-redirected.txt": "close-wait-leak",
}


def verdict(name):
    def test():
        status, out, err = crux("diagnose", "--json", PASTES / name)
        same(status, 0, err)
        same(json.loads(out)["verdict"]["id"], VERDICTS[name], "verdict")
    return test


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
    run([*((f"{p.name} is read whole", read_whole(p)) for p in found),
         *((f"{name}: the verdict", verdict(name)) for name in VERDICTS)])
