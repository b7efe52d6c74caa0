"""What became of each packet of a run: the path's record held against the captures of both ends.

packets.json is made from it: which data segments were sent again, and whether the receiver already had their
bytes. Frames count from 1, as in Wireshark.
"""
import bisect
import collections
import ipaddress
import json
import pathlib
import struct

FIN, SYN, RST, ACK = 1, 2, 4, 16
ETHERNET = 14  # bytes of header
LATEST = 0.01  # seconds before the path's end, in which what is sent may be left lying

Frame = collections.namedtuple("Frame", "number time key seq ack len flags ip_id source")
Piece = collections.namedtuple("Piece", "time uid seq len fate corrupt")


def frames(path):
    """The TCP packets of a capture as the lab writes it: nanoseconds, Ethernet, this machine's byte order."""
    data = pathlib.Path(path).read_bytes()
    at, number, found = 24, 0, []
    while at + 16 <= len(data):
        seconds, ns, cut, whole = struct.unpack_from("<IIII", data, at)
        packet, at, number = data[at + 16 + ETHERNET:at + 16 + cut], at + 16 + cut, number + 1
        v6 = packet[0] >> 4 == 6
        l4 = 40 if v6 else (packet[0] & 15) * 4
        if packet[6 if v6 else 9] != 6:
            continue
        sport, dport, seq, ack, offset, flags = struct.unpack_from(">HHIIBB", packet, l4)
        length = whole - ETHERNET - l4 - (offset >> 4) * 4
        source = packet[8:24] if v6 else packet[12:16]
        ip_id = 0 if v6 else struct.unpack_from(">H", packet, 4)[0]
        found.append(Frame(number, seconds + ns / 1e9, (sport, dport), seq, ack, length, flags, ip_id, source))
    return found


class Record:
    """path.log: for each direction the packets sent, in order, and the packets that arrived, in order."""

    def __init__(self, path):
        self.sent = ([], [])      # [(first piece's key and seq, [Piece])]
        self.arrived = ([], [])   # [[uid]]: more than one where GRO joined them
        self.fates = ({}, {})
        self.errors, self.queue_max, self.end = [], [0, 0], 0
        self.marks = collections.Counter()
        tcp, last_in, last_out = set(), [None, None], [None, None]
        for line in pathlib.Path(path).read_text().splitlines():
            word = line.split(" ")
            if word[0] == "E":
                self.errors.append(line[2:])
                continue
            if word[0] == "X":  # nobody looked after this
                self.end = int(word[1]) / 1e9
                continue
            direction = int(word[2])
            if word[0] == "D":
                uid, out = int(word[3]), int(word[4])
                if uid in tcp:
                    if out != last_out[direction]:
                        self.arrived[direction].append([])
                    last_out[direction] = out
                    self.arrived[direction][-1].append(uid)
                continue
            nth, uid = int(word[3]), int(word[5])
            sport, dport, _, seq, _, length, flags = map(int, word[6:13])
            fate = word[13]
            self.fates[direction][fate] = self.fates[direction].get(fate, 0) + 1
            self.queue_max[direction] = max(self.queue_max[direction], int(word[14]))
            for letter, name in zip("ldce", ("late", "duplicated", "corrupted", "marked")):
                self.marks[name] += letter in word[15]
            if not sport:
                continue
            tcp.add(uid)
            if nth != last_in[direction]:
                self.sent[direction].append(((sport, dport), seq, []))
            last_in[direction] = nth
            self.sent[direction][-1][2].append(
                Piece(int(word[1]) / 1e9, uid, seq, length + bool(flags & FIN), fate, "c" in word[15]))


class Ranges:
    """Byte ranges of one stream, joined."""

    def __init__(self):
        self.ends = []  # sorted, disjoint (from, to)

    def add(self, start, end):
        at = bisect.bisect_left(self.ends, (start, start))
        if at and self.ends[at - 1][1] >= start:
            at -= 1
        last = at
        while last < len(self.ends) and self.ends[last][0] <= end:
            start, end = min(start, self.ends[last][0]), max(end, self.ends[last][1])
            last += 1
        self.ends[at:last] = [(start, end)]

    def has(self, start, end):
        at = bisect.bisect_right(self.ends, (start, float("inf"))) - 1
        return at >= 0 and self.ends[at][0] <= start and self.ends[at][1] >= end


def pair(record, direction, sender, receiver):
    """-> [(frame, pieces)] of the sender's capture, {uid: frame of the receiver's}, what did not fit"""
    problems, sent, arrival, waiting = [], [], {}, collections.defaultdict(collections.deque)
    for key, seq, pieces in record.sent[direction]:  # two processors of a host may overtake each other
        waiting[key, seq].append(pieces)
    for frame in sender:
        if same := waiting[frame.key, frame.seq]:
            sent.append((frame, same.popleft()))
        elif frame.time < record.end - LATEST:  # its own host's queue dropped it
            problems.append(f"frame {frame.number} of the sender never came to the path")
            sent.append((frame, []))
    if len(record.arrived[direction]) != len(receiver):
        problems.append(f"{len(record.arrived[direction])} packets arrived, {len(receiver)} are in the capture")
    for uids, frame in zip(record.arrived[direction], receiver):
        for uid in uids:
            arrival.setdefault(uid, frame)
    return sent, arrival, problems


class Flow:
    """One direction of one connection: what was sent, and what came of it."""

    def __init__(self, isn):
        self.isn, self.data = isn, []  # [(frame, start, end, pieces)]

    def offset(self, seq):
        near = self.data[-1][1] if self.data else 0  # streams longer than 4 GiB are not run here
        return near + ((seq - self.isn - near + 2**31) % 2**32 - 2**31)


def flows_of(sent):
    """{key: [Flow]}: the same ports may serve again"""
    flows = {}
    for frame, pieces in sent:
        known = flows.setdefault(frame.key, [])
        if frame.flags & SYN:
            if not known or known[-1].isn != frame.seq:
                known.append(Flow(frame.seq))
            continue
        if not known or frame.flags & RST or not (frame.len or frame.flags & FIN):
            continue
        flow = known[-1]
        start = flow.offset(frame.seq)
        flow.data.append((frame, start, start + frame.len + bool(frame.flags & FIN), pieces))
    return flows


def arrivals(data, arrival):
    """[(time, receiver's frame, start, end, index in data)] of all pieces that came unharmed, in that order"""
    came = []
    for index, (frame, start, _, pieces) in enumerate(data):
        for piece in pieces:
            got = arrival.get(piece.uid)
            if got and not piece.corrupt:
                first = start + (piece.seq - frame.seq) % 2**32
                came.append((got.time, got.number, first, first + piece.len, index))
    return sorted(came)


def judge(flow, arrival):
    """-> (lost frames, retransmissions, late originals)"""
    came = arrivals(flow.data, arrival)
    own = collections.defaultdict(list)
    for one in came:
        own[one[4]].append(one)
    lost, repeats, top = [], [], 0
    for index, (frame, start, end, pieces) in enumerate(flow.data):
        arrived = own[index]
        if sum(e - s for _, _, s, e, _ in arrived) < end - start:
            lost.append(frame.number)
        if start < top:
            earlier = [i for i, d in enumerate(flow.data[:index]) if d[1] < end and d[2] > start]
            had, before = Ranges(), Ranges()
            for i in earlier:
                for when, _, s, e, _ in own[i]:
                    had.add(s, e)
                    if when < frame.time:
                        before.add(s, e)
            has = had.has(start, end)
            repeats.append({
                "frame": frame.number, "seq": frame.seq, "rel_seq": start, "len": frame.len,
                "fin": bool(frame.flags & FIN), "time": round(frame.time, 6),
                "earlier_frames": [flow.data[i][0].number for i in earlier],
                "earlier_reached_receiver": has,
                "arrived_before_this_was_sent": has and before.has(start, end),
                "earlier_receiver_frames": sorted({n for i in earlier for _, n, _, _, _ in own[i]}),
                "this_reached_receiver_as_frame": arrived[0][1] if arrived else None,
                "this_reached_receiver_as_frames": sorted({one[1] for one in arrived}),  # cut by offload: several
                "after_s": round(frame.time - flow.data[earlier[-1]][0].time, 6) if earlier else None,
                "verdict": "spurious" if has else "needed"})
        top = max(top, end)
    return lost, repeats, late_originals(flow, came, {r["frame"] for r in repeats})


def late_originals(flow, came, repeats):
    late, top = [], 0
    for _, number, start, end, index in came:
        frame = flow.data[index][0]
        if start < top and frame.number not in repeats:
            late.append({"receiver_frame": number, "sender_frame": frame.number, "rel_seq": start, "len": frame.len})
        top = max(top, end)
    return late


def packets(folder, addresses):
    """packets.json as a document, and what was found wrong with the run itself."""
    folder = pathlib.Path(folder)
    record = Record(folder / "record" / "path.log")
    seen = [frames(folder / f"{side}.pcap") for side in ("client", "server")]
    totals, flows, problems = collections.Counter(), [], list(record.errors)
    for direction, (own, other) in enumerate((("client", "server"), ("server", "client"))):
        sender, receiver = seen if direction == 0 else seen[::-1]
        source = ipaddress.ip_address(addresses[own]).packed
        sent, arrival, wrong = pair(record, direction, [f for f in sender if f.source == source],
                                    [f for f in receiver if f.source == source])
        problems += [f"{own} to {other}: {one}" for one in wrong[:3]]
        for key, several in flows_of(sent).items():
            for flow in several:
                if not flow.data:
                    continue
                lost, repeats, late = judge(flow, arrival)
                needed = sum(r["verdict"] == "needed" for r in repeats)
                flows.append({"from": f"{addresses[own]}:{key[0]}", "to": f"{addresses[other]}:{key[1]}", "sender_capture": f"{own}.pcap",
                              "receiver_capture": f"{other}.pcap", "rel_seq_base": flow.isn,
                              "data_segments_sent": len(flow.data), "lost_on_the_way": len(lost),
                              "lost_sender_frames": lost, "retransmissions": repeats, "needed": needed,
                              "spurious": len(repeats) - needed, "originals_that_arrived_late": late})
                totals.update({"data_segments_sent": len(flow.data), "lost_on_the_way": len(lost), "needed": needed,
                               "spurious": len(repeats) - needed, "late_originals": len(late)})
    doc = {"totals": {k: totals[k] for k in ("data_segments_sent", "lost_on_the_way", "needed", "spurious",
                                             "late_originals")}, "flows": flows}
    return doc, problems, record


def write(folder, doc):
    (pathlib.Path(folder) / "packets.json").write_text(json.dumps(doc, indent=1))
