"""Scripts of tests/unit/tcp/scripts (script.h tells their form) as captures of whole packets."""
import dataclasses
import decimal
import re
import struct

FLAGS = "FSRP.UEW"
ADDRESSES = {4: (bytes((192, 0, 2, 1)), bytes((192, 0, 2, 2)), bytes((203, 0, 113, 1))),
             6: tuple(bytes.fromhex("20010db8") + bytes(11) + bytes((n,)) for n in (1, 2, 9))}
ETHER_TYPES = {4: 0x0800, 6: 0x86DD}
TCP, ICMP = 6, 1
START_S = 1_700_000_000
MOST_IP4 = 65_515  # bytes behind an IPv4 header


class Unspoken(Exception):
    """A capture cannot show this."""


@dataclasses.dataclass
class Side:
    isn: int
    port: int
    ip_id: int
    next: int = 0
    acked: int = 0
    window: int = 65535


@dataclasses.dataclass
class Packet:
    line: int
    ns: int
    to_client: bool
    flags: int = 0
    accurate: bool = False      # the ninth flag
    seq: int = 0
    len: int = 0
    ack: int = 0
    window: int = 0
    options: bytes = b""
    ip_id: int = 0
    ttl: int = 64
    urgent: int = 0
    tos: int = 0
    checksum: str = "good"
    icmp: tuple = ()            # type, code, MTU
    ports: tuple = ()
    expect: str = ""
    frames: tuple = ()          # its numbers in the capture, from 1


@dataclasses.dataclass
class Situation:
    packets: list = dataclasses.field(default_factory=list)
    facts: list = dataclasses.field(default_factory=list)    # (line, words)
    fails: str = ""
    wire: dict = dataclasses.field(default_factory=dict)


# --- from text ---

def ns_of(word):
    return int(decimal.Decimal(word) * 10**9)


def option(text, other_isn):
    """-> bytes of one option"""
    name, *words = text.split()
    numbers = [int(w) for w in words if w.lstrip("-").isdigit()]
    if name == "mss":
        return struct.pack(">BBH", 2, 4, numbers[0])
    if name == "wscale":
        return bytes((3, 3, numbers[0]))
    if name == "ts":
        return struct.pack(">BBII", 8, 10, *numbers)
    if name == "sack":
        edges = [int(n) + other_isn & 0xFFFFFFFF for w in words for n in re.fullmatch(r"(-?\d+)-(-?\d+)", w).groups()]
        return bytes((5, 2 + 4 * len(edges))) + struct.pack(f">{len(edges)}I", *edges)
    return {"sackOK": b"\4\2", "tfo": b"\x22\x0a" + bytes(range(8)), "mptcp": b"\x1e\x04\x00\x01",
            "md5": b"\x13\x12" + bytes(16), "ao": b"\x1d\x10\x01\x01" + bytes(12)}[name]


def options(text, other_isn):
    found = b"".join(option(o, other_isn) for o in text.split(",") if o.strip())
    if len(found) > 40:
        raise Unspoken("more options than a header has room for")
    return found + bytes((1,)) * (-len(found) % 4)


class Reader:
    def __init__(self):
        self.situation = Situation()
        self.sides = (Side(1_000_000, 40000, 1000), Side(4_200_000, 80, 5000))
        self.now_ns = 0

    def time(self, word):
        later = word.startswith("+")
        self.now_ns = ns_of(word.lstrip("+")) + (self.now_ns if later else 0)

    def ends(self, to_client):
        return self.sides[to_client], self.sides[not to_client]

    def attributes(self, p, words, other_isn):
        """-> are seq and ack taken as they are?"""
        absolute = False
        words = iter(words)
        for word in words:
            if word.startswith("<"):
                p.options = options(word[1:-1], other_isn)
            elif re.fullmatch(r"-?\d+(:-?\d+)?", word):
                start, _, end = word.partition(":")
                p.seq, p.len = int(start), int(end) - int(start) if end else 0
            elif word in ("ack", "win", "id", "ttl", "urg"):
                name = {"win": "window", "id": "ip_id", "urg": "urgent"}.get(word, word)
                setattr(p, name, int(next(words)))
            elif word in ("bad", "offloaded"):
                p.checksum = word
            elif word in ("ce", "ect"):
                p.tos |= 3 if word == "ce" else 2
            elif word == "abs":
                absolute = True
            else:
                raise ValueError(word)
        return absolute

    def icmp(self, p, words, me):
        kind, code, *words = words
        mtu = 0
        if "mtu" in words:
            at = words.index("mtu")
            mtu = int(words[at + 1])
            del words[at:at + 2]
        p.icmp = (int(kind), int(code), mtu)
        p.seq = (int(words[0]) if words else 0) + me.isn & 0xFFFFFFFF

    def packet(self, line, to_client, text, expect):
        me, other = self.ends(to_client)
        flags, *words = re.findall(r"<[^>]*>|\S+", text)
        p = Packet(line, self.now_ns, to_client, seq=me.next, window=me.window, ip_id=me.ip_id,
                   ports=(me.port, other.port), expect=expect)
        self.situation.packets.append(p)
        if flags == "icmp":
            self.icmp(p, words, me)
            return
        p.flags = sum(1 << FLAGS.index(f) for f in flags if f not in "-e")
        p.accurate = "e" in flags
        p.ack = me.acked if p.flags & 16 else 0
        absolute = self.attributes(p, words, other.isn)
        if absolute:
            return
        me.next = max(me.next, p.seq + p.len + bool(p.flags & 2) + bool(p.flags & 1))
        me.acked = p.ack if p.flags & 16 else me.acked
        me.window, me.ip_id = p.window, p.ip_id + 1 & 0xFFFF
        p.seq = p.seq + me.isn & 0xFFFFFFFF
        p.ack = p.ack + other.isn & 0xFFFFFFFF if p.flags & 16 else 0

    def other(self, line, word, rest):
        if word == "expect":
            self.situation.facts.append((line, rest.split()))
        elif word == "expected":
            self.situation.fails = rest
        elif word == "isn":
            which, number = rest.split()
            me, other = self.ends(which == "<")
            me.isn, me.next, other.acked = int(number), 0, 0
        elif word == "ports":
            for side, port in zip(self.sides, rest.split()):
                side.port, side.next, side.acked = int(port), 0, 0
        elif word == "wire":
            name, *value = rest.split()
            self.situation.wire[name] = int(value[0]) if value else True
        elif word == "unknown":
            raise Unspoken(f"a capture without {rest}")
        else:
            raise ValueError(word)

    def line(self, number, text):
        text, _, expect = text.partition("#")[0].partition("=>")
        words = text.split(None, 2)
        if not words:
            return
        if words[0][0] not in "+.0123456789":
            self.other(number, words[0], text.split(None, 1)[1].strip())
            return
        self.time(words[0])
        self.packet(number, words[1] == "<", words[2], expect.strip())


def read(text):
    reader = Reader()
    for number, line in enumerate(text.splitlines(), 1):
        reader.line(number, line)
    return reader.situation


# --- to bytes ---

def fold(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def tcp_bytes(p, version):
    start, end, _ = ADDRESSES[version]
    if p.to_client:
        start, end = end, start
    head = struct.pack(">HHIIBBHHH", *p.ports, p.seq, p.ack, (20 + len(p.options) << 2) | p.accurate,
                       p.flags, p.window, 0, p.urgent) + p.options
    length = len(head) + p.len
    pseudo = start + end + struct.pack(">II", TCP, length)
    body = head + bytes(p.len)
    total = fold(pseudo if p.checksum == "offloaded" else pseudo + body)
    told = total if p.checksum == "offloaded" else ~total & 0xFFFF
    told ^= 0x1234 if p.checksum == "bad" else 0
    return body[:16] + struct.pack(">H", told) + body[18:]


def ip4(p, protocol, body, start, end, at=0, more=False):
    head = struct.pack(">BBHHHBBH", 0x45, p.tos, 20 + len(body), p.ip_id, more << 13 | at // 8, p.ttl,
                       protocol, 0) + start + end
    return head[:10] + struct.pack(">H", ~fold(head) & 0xFFFF) + head[12:] + body


def icmp_bytes(p):
    start, end, router = ADDRESSES[4]
    if p.to_client:
        start, end = end, start
    about = ip4(p, TCP, struct.pack(">HHI", *p.ports, p.seq), start, end)
    body = struct.pack(">BBHHH", p.icmp[0], p.icmp[1], 0, 0, p.icmp[2]) + about
    body = body[:2] + struct.pack(">H", ~fold(body) & 0xFFFF) + body[4:]
    return ip4(p, ICMP, body, router, start)


def ip6(p, body, start, end):
    jumbo = b""
    if len(body) > 65535:  # RFC 2675: the length is in an option
        jumbo = struct.pack(">BBBBI", TCP, 0, 0xC2, 4, len(body) + 8)
    head = struct.pack(">IHBB", 6 << 28 | p.tos << 20, 0 if jumbo else len(body),
                       0 if jumbo else TCP, p.ttl)
    return head + start + end + jumbo + body


def fragments(p, body, start, end, size):
    return [ip4(p, TCP, body[at:at + size], start, end, at, at + size < len(body))
            for at in range(0, len(body), size)]


def packets_of(p, wire):
    """-> what a capture shows of p, one or several packets"""
    version = 6 if "ip6" in wire else 4
    if p.icmp:
        if version == 6:
            raise Unspoken("ICMPv6")
        return [icmp_bytes(p)]
    start, end, _ = ADDRESSES[version]
    if p.to_client:
        start, end = end, start
    body = tcp_bytes(p, version)
    if version == 6:
        return [ip6(p, body, start, end)]
    if len(body) > MOST_IP4:
        raise Unspoken("more bytes than IPv4 can tell of")
    if len(body) > wire.get("fragments", len(body)):
        return fragments(p, body, start, end, wire["fragments"])
    return [ip4(p, TCP, body, start, end)]


def capture(situation):
    """-> bytes of a pcap file with nanoseconds; frames of each packet are set"""
    out = [struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1)]
    mac = bytes.fromhex("020000000001020000000002")
    kind = struct.pack(">H", ETHER_TYPES[6 if "ip6" in situation.wire else 4])
    number = 0
    for p in situation.packets:
        cut = packets_of(p, situation.wire)
        p.frames = tuple(range(number + 1, number + 1 + len(cut)))
        number += len(cut)
        for data in cut:
            frame = mac + kind + data
            seconds, ns = divmod(p.ns, 10**9)
            out.append(struct.pack("<IIII", START_S + seconds, ns, len(frame), len(frame)) + frame)
    return b"".join(out)
