#!/usr/bin/env python3
"""Every form of packet text that is to be read has a sample, and the sample is read whole.

tests/data/packets/FORMS.md is the table: what form, in which file, printed by what. Each
file must show the form, leave no line unread, and give the packets and connections that
stand here; packet_forms.py --write prints the table again.
"""
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import SOURCE, crux, run, same

DATA = SOURCE / "tests" / "data"
TABLE = DATA / "packets" / "FORMS.md"

DUMP = "tcpdump 4.99.3"
SHARK = "tshark 4.0.17"
HAND = "written by hand after the documents and sources of those versions"
MADE = "by hand, of real output"  # a paste: what people did to it

# A form, its file, what printed it, a regular expression that shows it, and how many
# packets and connections are in it.
FORMS = [
    ("new syntax", "packets/n.txt", DUMP, r"Flags \[P\.\], seq \d+:\d+, ack", 75, 3),
    ("old syntax (3.x)", "pastes/wiki-old-syntax.txt", HAND, r": P \d+:\d+\(\d+\) ack", 9, 1),
    ("no time (-t)", "packets/t.txt", DUMP, r"^IP ", 75, 3),
    ("seconds since 1970 (-tt)", "packets/tt.txt", DUMP, r"^\d{10}\.\d{6} IP", 75, 3),
    ("since the line before (-ttt)", "packets/ttt.txt", DUMP, r"^ 00:00:00\.000000 IP", 75, 3),
    ("with a date (-tttt)", "packets/tttt.txt", DUMP, r"^\d{4}-\d\d-\d\d \d\d:", 75, 3),
    ("since the first (-ttttt)", "packets/ttttt.txt", DUMP, r"^ 00:\d\d:\d\d", 75, 3),
    ("nanoseconds", "packets/nano.txt", DUMP, r"\.\d{9} IP", 75, 3),
    ("relative numbers", "packets/n.txt", DUMP, r"\], ack 1, win", 75, 3),
    ("absolute numbers (-S)", "packets/S.txt", DUMP, r"\], ack \d{9,10}, win", 75, 3),
    ("numbered lines (-#)", "packets/number.txt", DUMP, r"^ +1  \d{4}-", 75, 3),
    ("numbered, without time", "packets/number-t.txt", DUMP, r"^ +1  IP", 75, 3),
    ("-v on two lines", "packets/v.txt", DUMP, r"length 60\)\n    172", 75, 3),
    ("-vv, bad and good checksums", "packets/vv.txt", DUMP, r"cksum 0x[0-9a-f]+ \((in)?correct", 75, 3),
    ("-vvv with link addresses", "forms/vvv-e.txt", DUMP, r"ethertype IPv4.*\(tos", 30, 3),
    ("bad cksum of offload", "forms/vvv-e.txt", DUMP, r"\(incorrect -> ", 30, 3),
    ("link addresses (-e)", "packets/e.txt", DUMP, r"ethertype IPv4 \(0x0800\)", 75, 3),
    ("bytes (-x)", "packets/x.txt", DUMP, r"\t0x0000:  4500", 75, 3),
    ("bytes and letters (-X)", "packets/X.txt", DUMP, r"\t0x0000:  4500.*  E\.", 75, 3),
    ("with the link header (-xx)", "packets/xx.txt", DUMP, r"\t0x0000:  [0-9a-f]{4} ", 75, 3),
    ("with link header and letters (-XX)", "packets/XX.txt", DUMP, r"\t0x0000:  [0-9a-f]{4} .*  \S", 75, 3),
    ("letters alone (-A)", "packets/A.txt", DUMP, r"^E\.", 75, 3),
    ("quiet (-q)", "packets/q.txt", DUMP, r": tcp \d+$", 75, 3),
    ("quiet and verbose (-q -v)", "packets/vq.txt", DUMP, r"\)\n    \S+ > \S+: tcp \d+", 75, 3),
    ("quiet with bytes (-q -x)", "packets/qx.txt", DUMP, r": tcp \d+\n\t0x0000:", 75, 3),
    ("host and service names", "packets/services.txt", DUMP, r"> \S+\.https: Flags", 75, 3),
    ("names without addresses", "pastes/impatient-one-line.txt", MADE, r"web1\.51514 > redis\.6379", 2, 1),
    ("IPv6", "forms/any-sll2.txt", DUMP, r"IP6 fd00::1\.\d+ > fd00::2\.8080: Flags", 30, 3),
    ("VLAN", "forms/vlan-e.txt", DUMP, r"802\.1Q.*vlan 100, p 0", 30, 3),
    ("any interface, direction (SLL2)", "forms/any-sll2.txt", DUMP, r" Out IP .*\n.* In  IP ", 30, 3),
    ("any interface with -e (SLL2)", "forms/any-sll2-e.txt", DUMP, r"ifindex \d+", 30, 3),
    ("any interface (SLL)", "forms/any-sll-e.txt", DUMP, r" Out \S+ ethertype IPv4", 30, 3),
    ("ICMP among them", "forms/any-sll2.txt", DUMP, r"ICMP6, ", 30, 3),
    ("ICMP errors", "forms/any-sll2.txt", DUMP, r"udp port 5354 unreachable", 30, 3),
    ("ARP among them", "forms/any-sll2.txt", DUMP, r"ARP, Request who-has", 30, 3),
    ("UDP among them", "forms/any-sll2.txt", DUMP, r"\.5353: ", 30, 3),
    ("truncated packets (-s 62), [|tcp]", "forms/cut-v.txt", DUMP, r"\[\|tcp\]", 30, 2),
    ("truncated lines", "pastes/terminal-wrapped.txt", MADE, r"Flags", 10, 2),
    ("3.x: (DF), <mss 1460,nop,…>", "pastes/wiki-old-syntax.txt", HAND, r"<mss 1460", 9, 1),
    ("masked addresses", "pastes/support-masked.txt", MADE, r"x\.x|xxx", 8, 4),
    ("options elided", "pastes/issue-elided.md", MADE, r"\.\.\.|…", 12, 1),
    ("wrapped by a mail program, quoted", "pastes/mail-wrapped-quoted.txt", MADE, r"^> ", 15, 2),
    ("remarks between packets", "pastes/ticket-notes-between.txt", MADE, r"# ", 16, 2),
    ("before and after NAT", "pastes/router-nat.txt", MADE, r"203\.0\.113\.1\.40000", 40, 2),
    ("ISN 0", "forms/isn-0.txt", "written by hand: no host chooses it", r"\[S\], seq 0, win", 11, 1),
    ("older tcpdump", "forms/tcpdump-4.99.0-vvv-e.txt", "tcpdump 4.99.0", r"Flags \[S\]", 75, 3),
    ("newer tcpdump", "forms/tcpdump-4.99.6-vvv-e.txt", "tcpdump 4.99.6", r"Flags \[S\]", 75, 3),
    ("tshark's columns", "packets/tshark.txt", SHARK, r"→ \d+ \[SYN\] Seq=0", 75, 3),
    ("older columns", "forms/tshark-3.4.10.txt", "tshark 3.4.10", r"SACK_PERM=1 ", 75, 3),
    ("newer columns", "forms/tshark-4.4.18.txt", "tshark 4.4.18", r"\[SYN\]", 75, 3),
    ("the newest columns", "forms/tshark-4.6.9.txt", "tshark 4.6.9", r"\[SYN\]", 75, 3),
    ("columns by tabs", "packets/tshark-tabs.txt", SHARK, r"\t→\t", 75, 3),
    ("-t ad, -t d, -t e", "packets/tshark-tad.txt", SHARK, r"\d{4}-\d\d-\d\d \d\d:", 75, 3),
    ("-T fields", "packets/tshark-fields.txt", SHARK, r"^frame\.number\t", 75, 3),
    ("-V details", "forms/tshark-V.txt", SHARK, r"Transmission Control Protocol, Src Port", 12, 2),
    ("-V of an older one", "forms/tshark-3.4.10-V.txt", "tshark 3.4.10", r"Sequence Number: 0", 12, 2),
    ("-V of the newest", "forms/tshark-4.6.9-V.txt", "tshark 4.6.9", r"Sequence Number: 0", 12, 2),
    ("Wireshark's window, copied", "pastes/wireshark-copied.txt", HAND, r"\tTCP\t|TCP", 24, 1),
    ("Wireshark's packet summary, header repeated", "pastes/wireshark-summary.txt", HAND, r"No\. +Time +Source", 2, 1),
    ("Wireshark's CSV", "forms/wireshark.csv", HAND, r'"No\.","Time","Source"', 3, 1),
]


def flows(path):
    status, out, err = crux("flows", "--json", path)
    same(status, 0, err)
    return [json.loads(line) for line in out.splitlines()]


def shows(form, file, by, pattern, packets, connections):
    def test():
        path = DATA / file
        text = path.read_text(errors="replace")
        assert re.search(pattern, text, re.MULTILINE), f"{file} shows no {form}"
        status, out, err = crux("evidence", "--json", path)
        same(status, 0, err)
        (one,) = json.loads(out)["inputs"]
        same(one["unread"], [], "unread lines")
        same((one["records"], len(flows(path))), (packets, connections), "packets, connections")
    return test


def table():
    rows = ["# Forms of packet text", "",
            "Printed by `tests/scripts/packet_forms.py --write`, which as a test holds each file against what stands here.", "",
            "| form | sample | made by |", "| --- | --- | --- |"]
    for form, file, by, *_ in FORMS:
        command = (DATA / file).read_text(errors="replace").split("\n", 1)[0]
        made = f"{by}: `{command[2:]}`" if command.startswith("$ t") else by
        rows.append(f"| {form} | `{file}` | {made.replace('|', chr(92) + '|')} |")
    return "\n".join(rows) + "\n"


def table_is_new():
    same(TABLE.read_text(), table(), "FORMS.md, printed anew")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        TABLE.write_text(table())
    else:
        run([*((f"{row[0]}: {row[1]}", shows(*row)) for row in FORMS), ("the table", table_is_new)])
