#!/usr/bin/env python3
"""The same packets in tunnels, and in fragments: what crux says of the connections must not change.

Every capture of Ethernet that can be found is wrapped, packet by packet, in each tunnel that
is known, and its flows are compared. A host that ends a tunnel shows each packet twice, bare and
wrapped: that is a copy, and no repeat.
"""
import struct

from forms import captures, difference, flows, flows_of, for_all, place_of, told_alike
from script import run, same

IP4, IP6 = 0x0800, 0x86DD
MACS = bytes.fromhex("020000000001020000000002")
MOST_BYTES = 60_000  # what a card is to cut is longer than a packet that could hold it
UNTAGGED = (IP4, IP6)


def ethernet(kind, payload):
    return MACS + struct.pack(">H", kind) + payload


def ip4(protocol, payload, more):
    """more: so many bytes of the payload are not in the capture"""
    length = 20 + len(payload) + more
    return struct.pack(">BBHHHBBH4s4s", 0x45, 0, length, 7, 0, 64, protocol, 0,
                       bytes((198, 51, 100, 1)), bytes((198, 51, 100, 2))) + payload


def ip6(protocol, payload, more):
    return struct.pack(">IHBB16s16s", 6 << 28, len(payload) + more, protocol, 64,
                       bytes((0x20, 1, 0xD, 0xB8) + (0,) * 11 + (1,)),
                       bytes((0x20, 1, 0xD, 0xB8) + (0,) * 11 + (2,))) + payload


def udp(port, payload, more):
    return struct.pack(">HHHH", 50000, port, 8 + len(payload) + more, 0) + payload


def in_vxlan(frame, more):
    inner = bytes((8, 0, 0, 0, 0, 0, 42, 0)) + frame
    return ethernet(IP4, ip4(17, udp(4789, inner, more), more))


def in_vxlan_over_ip6(frame, more):
    inner = bytes((8, 0, 0, 0, 0, 0, 42, 0)) + frame
    return ethernet(IP6, ip6(17, udp(4789, inner, more), more))


def in_geneve(frame, more):
    inner = bytes((1, 0, 0x65, 0x58, 0, 0, 42, 0)) + b"\1\2\3\0" + frame
    return ethernet(IP4, ip4(17, udp(6081, inner, more), more))


def in_gre(frame, more):
    return ethernet(IP4, ip4(47, b"\x20\0" + frame[12:14] + b"\0\0\0\7" + frame[14:], more))


def in_gretap(frame, more):
    return ethernet(IP4, ip4(47, b"\0\0\x65\x58" + frame, more))


def in_ipip(frame, more):
    protocol = 4 if kind_of(frame) == IP4 else 41
    return ethernet(IP4, ip4(protocol, frame[14:], more))


def in_ip6(frame, more):
    protocol = 4 if kind_of(frame) == IP4 else 41
    return ethernet(IP6, ip6(protocol, frame[14:], more))


def in_mpls(frame, more):
    return ethernet(0x8847, b"\0\1\x00\x40" + b"\0\2\x01\x40" + frame[14:])


def in_pseudowire(frame, more):
    return ethernet(0x8847, b"\0\2\x01\x40" + b"\0\0\0\0" + frame)


def in_pppoe(frame, more):
    protocol = 0x0021 if kind_of(frame) == IP4 else 0x0057
    payload = struct.pack(">H", protocol) + frame[14:]
    return ethernet(0x8864, struct.pack(">BBHH", 0x11, 0, 9, len(payload) + more) + payload)


def in_two_vlans(frame, more):
    return frame[:12] + b"\x88\xa8\0\5\x81\0\0\6" + frame[12:]


TUNNELS = {f.__name__[3:].replace("_", " "): f for f in (
    in_vxlan, in_vxlan_over_ip6, in_geneve, in_gre, in_gretap, in_ipip, in_ip6, in_mpls,
    in_pseudowire, in_pppoe, in_two_vlans)}


def kind_of(frame):
    return int.from_bytes(frame[12:14], "big")


def is_usual(capture):
    return capture.link == 1 and all(wire <= MOST_BYTES and kind_of(kept) in UNTAGGED
                                     for _, _, wire, kept in capture.records)


def wrapped(record, wrap):
    s, us, wire, kept = record
    outer = wrap(kept, wire - len(kept))
    return s, us, wire + len(outer) - len(kept), outer


def through(name):
    wrap, tried = TUNNELS[name], []

    def check(capture):
        if not is_usual(capture):
            return None
        tried.append(capture)
        inner = capture.pcap([wrapped(r, wrap) for r in capture.records])
        return told_alike(capture, name.replace(" ", "-"), [("a", inner)])

    for_all(check)
    assert len(tried) > 20, f"{len(tried)} captures of Ethernet"


# A bare ACK or a RST without an IP id may be sent twice at once; all else is seen to be a copy.
MEANING = ("unique_bytes", "retransmissions", "retransmitted_bytes", "fast", "rto",
           "tlp", "unneeded", "out_of_order", "keep_alives", "window_probes",
           "zero_windows", "fins")


def meaning(flow):
    return {key: flow[key] for key in ("client", "client_port", "client_state", "server_state",
                                       "handshake", "opening", "duration")} | {
        half: {key: flow[half][key] for key in MEANING} for half in ("c2s", "s2c")}


def surely_copied(capture):
    """Packets with an IP id."""
    return sum(kind_of(kept) == IP4 and kept[18:20] != b"\0\0" for _, _, _, kept in capture.records
               if kept[23] == 6)


def bare_and_wrapped():
    """As -i any shows it where the tunnel ends: the same packet twice."""
    tried = []

    def check(capture):
        if not is_usual(capture):
            return None
        tried.append(capture)
        both = [r for record in capture.records for r in (record, wrapped(record, in_vxlan))]
        folder = place_of(capture, "both")
        (folder / "a").write_bytes(capture.pcap(both))
        got, want = flows(folder / "a"), flows_of(capture)
        (folder / "a").unlink()
        copies = sum(flow[half]["capture_duplicates"] for flow in got for half in ("c2s", "s2c"))
        if copies < surely_copied(capture):
            return f"{copies} copies of {surely_copied(capture)} packets with an id"
        got, want = [*map(meaning, got)], [*map(meaning, want)]
        return None if got == want else difference(want, got)

    for_all(check)
    assert len(tried) > 20, f"{len(tried)} captures of Ethernet"


def fragments(record):
    """
    The packet in two, where it is long enough and all there; else as it is. Id 0 is of packets
    that may not be cut: nothing tells the parts of one from those of another.
    """
    s, us, wire, kept = record
    total, cut = int.from_bytes(kept[16:18], "big"), 32
    if kind_of(kept) != IP4 or kept[14] != 0x45 or kept[18:20] == b"\0\0" or (
            not 20 + cut < total <= len(kept) - 14):
        return [record]
    payload, out = kept[34:14 + total], []
    for part, where in ((payload[:cut], 0x2000), (payload[cut:], cut // 8)):
        header = kept[14:16] + struct.pack(">H2sH", 20 + len(part), kept[18:20], where) + kept[22:34]
        out.append((s, us, 34 + len(part), kept[:14] + header + part))
    return out


def in_fragments():
    """As a path with a smaller MTU makes them of packets without DF: one segment is one."""
    made = []

    def check(capture):
        if not is_usual(capture):
            return None
        parts = [part for record in capture.records for part in fragments(record)]
        made.append(len(parts) - len(capture.records))
        folder = place_of(capture, "fragments")
        (folder / "a").write_bytes(capture.pcap(parts))
        got, want = flows(folder / "a"), flows_of(capture)
        (folder / "a").unlink()
        got, want = [*map(counts, got)], [*map(counts, want)]
        return None if got == want else difference(want, got)

    for_all(check)
    assert sum(made) > 200, made  # what stands in the clone alone makes 366


def counts(told):
    """Without numbers of packets: there are more of them."""
    if isinstance(told, dict):
        return {k: counts(v) for k, v in told.items()
                if k in ("packets", "data_packets") or "packet" not in k}
    return [counts(v) for v in told] if isinstance(told, list) else told


if __name__ == "__main__":
    tests = [(f"the same flows in {name}", lambda name=name: through(name)) for name in TUNNELS]
    run([*tests, ("bare and wrapped, each packet once", bare_and_wrapped),
         ("in fragments", in_fragments)])
