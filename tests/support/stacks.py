"""TCP between two hosts, simulated: what three captures see, and what became of each repeat.

A second hand beside bench/make_capture.c, which shares nothing with it: other stacks (without SACK or time
stamps, NewReno, BSD's timers), other receivers (acknowledging seldom, late, in groups), offload at both ends,
and paths that reorder, double and hold up. A simulation is a Setting; run() gives a Result.
"""
import dataclasses
import heapq
import itertools
import random
import struct

MSS = 1448
MS = 0.001


@dataclasses.dataclass
class Way:
    """One half of the path in one direction."""
    delay: float = 10 * MS
    loss: float = 0
    late: float = 0            # share of packets that are overtaken
    late_by: tuple = (1, 3)    # by how many packet times
    double: float = 0          # share that comes twice
    jitter: float = 0
    burst: float = 0           # chance that a burst of losses begins
    burst_of: tuple = (3, 10)
    rate: float = 0            # bytes/s of a bottleneck
    queue: int = 100
    spikes: tuple = ()         # (from, to, extra): held up in between
    drop: tuple = ()           # ordinals of data packets that are lost for sure
    drop_end: float = 0        # chance to lose the last of a record


@dataclasses.dataclass
class Setting:
    name: str = ""
    seed: int = 1
    # sender
    sack: bool = True
    ts: bool = True
    ts_hz: int = 1000
    rack: bool = True          # and tail-loss probes; without: RFC 6675 or NewReno
    tlp: bool = True
    frto: bool = True
    rto_min: float = 0.2
    tick: float = 0.004        # timers end on such a step
    tso: int = 1               # segments in one record of the sender's capture
    ip_id: str = "counter"     # zero, random, shared
    mss: int = MSS
    cwnd: int = 10
    limit: int = 400           # most that cwnd becomes
    collapse: bool = True      # small segments go together when sent again
    # application
    size: int = 400_000
    writes: int = 0            # bytes of one write, 0: all at once
    every: float = 0           # seconds between two
    nagle: bool = True
    # receiver
    delack: float = 0.04
    ack_every: int = 2
    gro: float = 0             # seconds for which arriving segments are gathered
    dsack: bool = True
    window: int = 1 << 20
    quick: int = 16            # segments acknowledged at once in the beginning
    # path: to the receiver before and behind the middle, and back
    there: tuple = (Way(), Way())
    back: tuple = (Way(), Way())


@dataclasses.dataclass
class Packet:
    seq: int
    len: int
    ack: int
    flags: int
    tsval: int = 0
    tsecr: int = 0
    sacks: tuple = ()
    win: int = 0
    id: int = 0
    record: object = None      # of the sender's capture
    data: bool = False         # of the server


@dataclasses.dataclass
class Record:
    """A transmission as the sender's capture sees it, and the truth of it."""
    seq: int
    end: int
    kind: str = ""             # "": new; fast, rto, tlp
    again: int = 0             # of its bytes, up to here they were sent before
    arrived: list = dataclasses.field(default_factory=list)   # ranges
    at: float = 0
    needed: bool = None


@dataclasses.dataclass
class Seg:
    seq: int
    end: int
    at: float = 0
    first: float = 0
    times: int = 0
    sacked: bool = False
    lost: bool = False
    out: bool = False          # a repeat is under way


@dataclasses.dataclass
class Capture:
    hops: tuple = (0, 0)       # routers from the sender, from the receiver
    frames: list = dataclasses.field(default_factory=list)   # (time, packet, records)


def covered(ranges, seq, end):
    """Are all of [seq, end) in ranges?"""
    for a, b in sorted(ranges):
        if a <= seq < b:
            seq = b
        if seq >= end:
            return True
    return seq >= end


class Link:
    """A way on which packets go one behind the other."""

    def __init__(self, world, way, after):
        self.world, self.way, self.after = world, way, after
        self.free = 0.0
        self.last = 0.0
        self.burst = 0
        self.n = 0

    def lost(self, p):
        w, r = self.way, self.world.rng
        if p.len:
            self.n += 1
        if p.len and self.n in w.drop:
            return True
        if self.burst:
            self.burst -= 1
            return True
        if w.burst and p.len and r.random() < w.burst:
            self.burst = r.randint(*w.burst_of) - 1
            return True
        return r.random() < w.loss

    def send(self, p):
        w, r, now = self.way, self.world.rng, self.world.now
        if self.lost(p):
            return
        size = p.len + 66
        start = now
        if w.rate:
            if self.free - now > w.queue * 1514 / w.rate:
                return
            start = max(now, self.free)
            self.free = start + size / w.rate
            start = self.free
        at = start + w.delay + (r.random() * w.jitter)
        for a, b, extra in w.spikes:
            if a <= now < b:
                at = max(at, b + w.delay + extra)
        gap = size / (w.rate or 12_500_000)
        if r.random() < w.late:
            at += gap * (r.randint(*w.late_by) + 0.5)
        elif not w.jitter:
            at = max(at, self.last + 1e-6)
            self.last = at
        self.world.when(at, self.after, p)
        if r.random() < w.double:
            self.world.when(at + gap * r.randint(1, 20) * r.random(), self.after, p)


class World:
    def __init__(self, s):
        self.s = s
        self.rng = random.Random(f"{s.name} {s.seed}")
        self.now = 0.0
        self.queue = []
        self.count = itertools.count()
        self.captures = {"sender": Capture((0, 2)), "middle": Capture((1, 1)), "receiver": Capture((2, 0))}
        self.sender = Sender(self)
        self.receiver = Receiver(self)
        self.there2 = Link(self, s.there[1], self.receiver.nic)
        self.there1 = Link(self, s.there[0], self.middle_there)
        self.back2 = Link(self, s.back[1], self.sender.nic)
        self.back1 = Link(self, s.back[0], self.middle_back)

    def when(self, at, what, *words):
        heapq.heappush(self.queue, (at, next(self.count), what, words))

    def see(self, where, p, records=None):
        self.captures[where].frames.append((self.now, p, records or [p.record]))

    def middle_there(self, p):
        self.see("middle", p)
        self.there2.send(p)

    def middle_back(self, p):
        self.see("middle", p)
        self.back2.send(p)

    def run(self):
        self.receiver.open()
        while self.queue and self.now < 120:
            self.now, _, what, words = heapq.heappop(self.queue)
            what(*words)
            if self.sender.over and self.receiver.over:
                break


FIN, SYN, PSH, ACK = 1, 2, 8, 16


class Receiver:
    """The client: opens, asks, takes the answer."""

    def __init__(self, world):
        self.w, self.s = world, world.s
        self.nxt = 0               # of the server's numbers; 0 is its SYN
        self.seq = 0               # own
        self.ooo = []              # [seq, end], the newest first
        self.last_ack = 0
        self.recent = 0
        self.pending = 0
        self.timer = 0
        self.taken = 0
        self.held = []
        self.over = False
        self.ip_id = world.rng.randrange(65536)
        self.offset = world.rng.randrange(1 << 30)
        self.out_at = 0.0

    def clock(self):
        return int(self.w.now * self.s.ts_hz) + self.offset

    def emit(self, length=0, flags=ACK, dsack=None):
        s = self.s
        room = 3 if s.ts else 4
        sacks = ()
        if s.sack and not flags & SYN:
            blocks = ([dsack] if dsack and s.dsack else []) + [tuple(b) for b in self.ooo]
            sacks = tuple(blocks[:room])
        self.ip_id = (self.ip_id + 1) & 0xffff
        p = Packet(self.seq, length, self.nxt, flags, self.clock(), self.recent, sacks,
                   s.window, 0 if s.ip_id == "zero" else self.ip_id)
        self.seq += length + bool(flags & SYN) + bool(flags & FIN)
        self.last_ack = self.nxt
        self.pending = 0
        self.timer += 1
        self.out_at = max(self.out_at + 1e-6, self.w.now + self.w.rng.uniform(5e-6, 40e-6))
        self.w.when(self.out_at, self.out, p)

    def out(self, p):
        self.w.see("receiver", p)
        self.w.back1.send(p)

    def open(self):
        self.emit(flags=SYN)
        self.w.when(self.w.now + 1, self.open_again)

    def open_again(self):
        if not self.nxt:
            self.seq = 0
            self.emit(flags=SYN)
            self.w.when(self.w.now + 3, self.open_again)

    def ask_again(self):
        if self.nxt < 2:
            self.seq = 1
            self.emit(100, ACK | PSH)
            self.w.when(self.w.now + 0.4, self.ask_again)

    def nic(self, p):
        if not self.s.gro or p.flags & (SYN | FIN) or not p.len:
            self.flush()
            self.got(p, [p])
            return
        if self.held:
            last = self.held[-1]
            if last.seq + last.len != p.seq or last.tsval != p.tsval or len(self.held) > 40:
                self.flush()
        self.held.append(p)
        if len(self.held) == 1:
            self.w.when(self.w.now + self.s.gro, self.flush)

    def flush(self):
        if not self.held:
            return
        held, self.held = self.held, []
        first = held[0]
        joined = dataclasses.replace(first, len=sum(p.len for p in held))
        self.got(joined, held)

    def got(self, p, parts):
        self.w.see("receiver", p, [q.record for q in parts])
        for q in parts:
            if q.record:
                q.record.arrived.append((q.seq, q.seq + q.len))
        if p.flags & SYN:
            if not self.nxt:
                self.recent = p.tsval
                self.nxt = 1
                self.emit()
                self.emit(100, ACK | PSH)
                self.w.when(self.w.now + 0.4, self.ask_again)
            else:
                self.emit()
            return
        if not self.nxt:
            return
        end = p.seq + p.len
        if p.seq <= self.last_ack and (p.tsval - self.recent) >= 0:
            self.recent = p.tsval
        if p.len or p.flags & FIN:
            self.data(p, p.seq, end)

    def data(self, p, seq, end):
        if p.flags & FIN:
            if seq == self.nxt and not self.over:
                self.nxt = end + 1
                self.over = True
                self.emit(flags=ACK | FIN)
            else:
                self.emit()
            return
        if end <= self.nxt:
            self.emit(dsack=(seq, end))
            return
        if seq > self.nxt:
            self.early(seq, end)
            return
        dsack = (seq, self.nxt) if seq < self.nxt else None
        filled = bool(self.ooo)
        self.nxt = end
        self.merge()
        self.taken += 1
        self.pending += (end - seq + self.s.mss - 1) // self.s.mss
        if dsack or filled or self.pending >= self.s.ack_every or self.taken <= self.s.quick:
            self.emit(dsack=dsack)
            return
        self.timer += 1
        self.w.when(self.w.now + self.s.delack, self.late_ack, self.timer)

    def late_ack(self, which):
        if which == self.timer and self.pending:
            self.emit()

    def merge(self):
        self.ooo.sort(key=lambda b: b[0])
        while self.ooo and self.ooo[0][0] <= self.nxt:
            self.nxt = max(self.nxt, self.ooo[0][1])
            self.ooo.pop(0)

    def early(self, seq, end):
        again = None
        for a, b in self.ooo:
            if a <= seq and end <= b:
                again = (seq, end)
        new = [seq, end]
        rest = []
        for a, b in self.ooo:
            if a <= new[1] and new[0] <= b:
                new = [min(a, new[0]), max(b, new[1])]
            else:
                rest.append([a, b])
        self.ooo = [new] + rest
        self.emit(dsack=again)


class Sender:
    """The server: accepts, and sends its answer."""

    def __init__(self, world):
        self.w, self.s = world, world.s
        self.segs = []
        self.una = 0
        self.max = 0
        self.next_write = 0
        self.app = 0               # bytes the application has given
        self.cwnd = self.s.cwnd
        self.ssthresh = 1 << 30
        self.srtt = self.rttvar = 0
        self.min_rtt = 1e9
        self.rto = 1.0
        self.backoff = 0
        self.recover = 0
        self.in_recovery = False
        self.after_rto = False
        self.dups = 0
        self.started = False
        self.over = False
        self.records = []
        self.timer = 0
        self.timer_kind = ""
        self.rack_at = 0
        self.reordered = False
        self.probed = False
        self.frto_step = 0
        self.back_at = None        # go back: the next to send again (BSD)
        self.ip_id = world.rng.randrange(65536)
        self.offset = world.rng.randrange(1 << 30)
        self.rcv_nxt = 0
        self.recent = 0
        self.fin_sent = False
        self.first_rto_tsval = None
        self.out_at = 0.0

    def clock(self):
        return int(self.w.now * self.s.ts_hz) + self.offset

    # --- out ---

    def next_id(self):
        how = self.s.ip_id
        if how == "zero":
            return 0
        if how == "random":
            return self.w.rng.randrange(65536)
        step = 1 if how == "counter" else self.w.rng.choice((1, 1, 2, 3, 40))
        self.ip_id = (self.ip_id + step) & 0xffff
        return self.ip_id

    def emit(self, seq, end, flags=ACK, kind=""):
        tsval = self.clock()
        again = min(end, self.max) if kind else 0
        record = Record(seq, end, kind, again, at=self.w.now)
        whole = Packet(seq, end - seq, self.rcv_nxt, flags, tsval, self.recent, (), 65000,
                       self.next_id(), record, True)
        if end > seq:
            self.records.append(record)
        self.w.see("sender", whole)
        at = seq
        first = True
        while True:
            stop = min(end, at + self.s.mss)
            part = dataclasses.replace(whole, seq=at, len=stop - at)
            if not first:
                part.id = self.next_id()
            self.w.there1.send(part)
            at, first = stop, False
            if at >= end:
                break

    def pipe(self):
        return sum(1 for x in self.segs if not x.sacked and (not x.lost or x.out))

    def fresh(self):
        """The application's next segment, or None: nothing, Nagle, or the window."""
        left = self.app - (self.max - 1)
        if left <= 0:
            return None
        n = min(left, self.s.mss)
        if n < self.s.mss and self.s.nagle and self.segs:
            return None
        if self.max + n - self.una > self.s.window:
            return None
        return Seg(self.max, self.max + n)

    def send_new(self, most):
        batch = []
        while most > 0:
            x = self.fresh()
            if not x:
                break
            x.at = x.first = self.w.now
            x.times = 1
            self.segs.append(x)
            self.max = x.end
            batch.append(x)
            most -= 1
            if len(batch) == self.s.tso:
                self.emit_batch(batch)
                batch = []
        self.emit_batch(batch)

    def emit_batch(self, batch):
        if batch:
            self.emit(batch[0].seq, batch[-1].end, ACK | PSH)

    def repeat(self, x, kind):
        i = self.segs.index(x)
        run = [x]
        if self.s.collapse and kind != "tlp":
            for y in self.segs[i + 1:]:
                if y.sacked or y.end - x.seq > self.s.mss or not (y.lost or kind == "rto"):
                    break
                run.append(y)
        for y in run:
            y.at = self.w.now
            y.times += 1
            y.out = True
        self.emit(x.seq, run[-1].end, kind=kind)

    def push(self):
        """Send what cwnd has room for: the lost first, then new."""
        if not self.started:
            return
        kind = "rto" if self.after_rto else "fast"
        room = int(self.cwnd) - self.pipe()
        for x in list(self.segs):
            if room <= 0:
                break
            if x.lost and not x.out and not x.sacked:
                self.repeat(x, kind)
                room -= 1
        if room > 0 and self.frto_step != 1:
            self.send_new(room)
        if self.app >= self.s.size and not self.segs and self.max == self.s.size + 1 and not self.fin_sent:
            self.fin_sent = True
            self.emit(self.max, self.max, ACK | FIN)
            self.w.when(self.w.now + 0.5, self.fin_again)
        self.arm(restart=False)

    def fin_again(self):
        if not self.over:
            self.emit(self.max, self.max, ACK | FIN)
            self.w.when(self.w.now + 1, self.fin_again)

    # --- timers ---

    def at_tick(self, at):
        t = self.s.tick
        return (int(at / t) + 1) * t if t else at

    def arm(self, restart=True):
        if not self.segs:
            self.timer += 1
            self.timer_kind = ""
            return
        if not restart and self.timer_kind:
            return
        self.timer += 1
        rto = self.rto * 2 ** self.backoff
        kind = "rto"
        if self.s.tlp and self.s.sack and not self.in_recovery and not self.after_rto and self.srtt \
                and not self.probed and not any(x.sacked for x in self.segs):
            pto = max(2 * self.srtt + (0.2 if len(self.segs) == 1 else 0.002), 0.002)
            if pto < rto:
                rto, kind = pto, "tlp"
        self.timer_kind = kind
        self.w.when(self.at_tick(self.w.now + rto), self.expire, self.timer, kind)

    def expire(self, which, kind):
        if which != self.timer or not self.segs:
            return
        self.timer_kind = ""
        if kind == "tlp":
            self.probe()
        else:
            self.timeout()

    def probe(self):
        self.probed = True
        before = self.max
        self.send_new(1)
        if self.max == before:
            self.repeat(self.segs[-1], "tlp")
        self.arm()

    def timeout(self):
        first = not self.after_rto
        if first:
            self.ssthresh = max(self.pipe() // 2, 2)
        self.backoff = min(self.backoff + 1, 8)
        self.cwnd = 1
        self.in_recovery = False
        self.after_rto = True
        self.recover = self.max
        self.dups = 0
        self.frto_step = 1 if self.s.frto and first else 0
        for x in self.segs:
            x.out = False
            if not x.sacked:
                x.lost = True
        self.first_rto_tsval = self.clock()
        self.repeat(next(x for x in self.segs if not x.sacked), "rto")
        if self.frto_step:
            for x in self.segs[1:]:
                x.lost = False
        self.arm()

    # --- in ---

    def nic(self, p):
        self.w.see("sender", p)
        self.out_at = max(self.out_at + 1e-6, self.w.now + self.w.rng.uniform(5e-6, 40e-6))
        self.w.when(self.out_at, self.take, p)

    def take(self, p):
        if p.flags & SYN:
            self.recent, self.rcv_nxt = p.tsval, 1
            self.max = 0
            self.emit(0, 0, SYN | ACK)
            self.max = 1
            return
        if not self.max:
            return
        self.recent = max(self.recent, p.tsval)
        if p.ack >= 1 and not self.una:
            self.una = 1
        if p.len and p.seq == self.rcv_nxt:
            self.rcv_nxt += p.len
            if not self.started:
                self.started = True
                self.write()
        elif p.len:
            self.emit(self.max, self.max)
        if p.flags & FIN:
            self.rcv_nxt = p.seq + p.len + 1
            self.emit(self.max + 1, self.max + 1)
            self.over = True
        if self.started:
            self.ack(p)

    def write(self):
        s = self.s
        self.app = min(s.size, self.app + (s.writes or s.size))
        self.push()
        if self.app < s.size:
            self.w.when(self.w.now + s.every * (0.5 + self.w.rng.random()), self.write)

    def sample(self, rtt):
        if rtt <= 0:
            return
        self.min_rtt = min(self.min_rtt, rtt)
        if not self.srtt:
            self.srtt, self.rttvar = rtt, rtt / 2
        else:
            self.rttvar += (abs(self.srtt - rtt) - self.rttvar) / 4
            self.srtt += (rtt - self.srtt) / 8
        self.rto = self.srtt + max(self.s.rto_min, 4 * self.rttvar)

    def ack(self, p):
        advanced = p.ack > self.una
        was_repeat = False
        newly = []
        keep = []
        for x in self.segs:
            if x.end <= p.ack:
                newly.append(x)
            elif x.seq < p.ack:          # the middle of a collapsed one
                x.seq = p.ack
                keep.append(x)
            else:
                keep.append(x)
        self.segs = keep
        self.una = max(self.una, p.ack)
        sacked = self.mark(p)
        for x in newly:
            if x.times == 1 and not x.sacked:
                self.sample(self.w.now - x.at)
            elif x.times > 1:
                was_repeat = True
        delivered = [x for x in newly if not x.sacked] + sacked
        for x in delivered:
            if x.times > 1 and self.w.now - x.at < self.min_rtt * 0.99:
                continue
            self.rack_at = max(self.rack_at, x.at)
        if advanced:
            self.backoff = 0
            self.dups = 0
            self.probed = False
        elif not p.len and self.segs and (p.sacks or not self.s.sack) and p.ack == self.una:
            self.dups += 1
        self.undo(p, advanced, was_repeat)
        self.grow(len(newly), advanced)
        self.leave(p, advanced)
        self.detect(p, advanced)
        if advanced:
            self.timer_kind = ""
            self.arm()
        self.push()

    def mark(self, p):
        out = []
        for a, b in p.sacks:
            if b <= self.una:
                continue
            for x in self.segs:
                if not x.sacked and a <= x.seq and x.end <= b:
                    x.sacked = True
                    out.append(x)
                    if x.times == 1:
                        later = [y for y in self.segs if y.seq > x.seq and y.sacked and y not in out]
                        if later:
                            self.reordered = True
        return out

    def undo(self, p, advanced, was_repeat):
        if not self.after_rto or not advanced:
            return
        if self.s.ts and self.s.frto and p.tsecr < self.first_rto_tsval:
            self.after_rto, self.frto_step = False, 0
            for x in self.segs:
                if not x.out:
                    x.lost = False
            self.cwnd = self.ssthresh * 2
            return
        if self.frto_step == 1:
            if p.ack >= self.recover:
                self.frto_step = 0
                return
            self.frto_step = 2
            before = self.max
            self.send_new(2)
            if self.max == before:
                self.lose_all()
        elif self.frto_step == 2:
            if any(x.times > 1 for x in self.segs):
                return
            self.frto_step, self.after_rto = 0, False
            self.cwnd = self.ssthresh * 2

    def lose_all(self):
        self.frto_step = 0
        for x in self.segs:
            if not x.sacked and not x.out:
                x.lost = x.end <= self.recover

    def grow(self, n, advanced):
        if self.in_recovery or not advanced:
            return
        if self.cwnd < self.ssthresh:
            self.cwnd += n
        else:
            self.cwnd += n / self.cwnd
        self.cwnd = min(self.cwnd, self.s.limit)

    def leave(self, p, advanced):
        if (self.in_recovery or self.after_rto) and p.ack >= self.recover:
            if self.in_recovery:
                self.cwnd = self.ssthresh
            self.in_recovery = self.after_rto = False
            self.frto_step = 0
            self.dups = 0
        elif not self.s.sack and self.in_recovery and advanced and self.segs:
            x = self.segs[0]
            x.lost, x.out = True, False

    def detect(self, p, advanced):
        if not self.segs:
            return
        if self.frto_step == 2 and not advanced:
            self.lose_all()
            return
        if self.frto_step == 1:
            if not advanced and (p.sacks or self.dups):
                self.lose_all()
            return
        lost = []
        if not self.s.sack:
            if self.dups >= 3 and not self.in_recovery and not self.after_rto:
                lost = [self.segs[0]]
        elif self.s.rack:
            lost = self.by_rack()
        else:
            lost = self.by_sack()
        for x in lost:
            x.lost, x.out = True, False
        if lost and not self.in_recovery and not self.after_rto:
            self.in_recovery = True
            self.recover = self.max
            self.ssthresh = max(self.pipe() // 2, 2)
            self.cwnd = self.ssthresh

    def by_sack(self):
        lost = []
        above = 0
        for x in reversed(self.segs):
            if x.sacked:
                above += 1
            elif above >= 3 and not x.lost and x.times == 1:
                lost.append(x)
        return lost

    def by_rack(self):
        n = sum(x.sacked for x in self.segs)
        reo = self.min_rtt / 4
        if not self.reordered and (self.in_recovery or self.after_rto or n >= 3):
            reo = 0
        lost = []
        wait = 0
        for x in self.segs:
            if x.sacked or (x.lost and not x.out) or x.at >= self.rack_at:
                continue
            due = x.at + self.min_rtt + reo
            if self.w.now >= due or (not reo):
                lost.append(x)
            else:
                wait = max(wait, due - self.w.now)
        if wait and not lost:
            self.w.when(self.w.now + wait, self.rack_timer)
        return lost

    def rack_timer(self):
        if not self.segs or self.frto_step or not any(x.sacked for x in self.segs):
            return
        for x in self.segs:
            if x.sacked or x.lost or x.at >= self.rack_at:
                continue
            if self.w.now >= x.at + self.min_rtt * 1.25 - 1e-9:
                x.lost, x.out = True, False
                if not self.in_recovery and not self.after_rto:
                    self.in_recovery = True
                    self.recover = self.max
                    self.ssthresh = max(self.pipe() // 2, 2)
                    self.cwnd = self.ssthresh
        self.push()


# --- truth and files ---

def decide(records):
    """needed of each repeat: no earlier transmission of all its bytes arrived."""
    earlier = []
    for r in records:
        if r.kind:
            r.needed = not covered(earlier, r.seq, min(r.end, r.again))
        earlier.extend(r.arrived)


def options_of(s, p):
    if p.flags & SYN:
        o = struct.pack(">BBH", 2, 4, s.mss + (12 if s.ts else 0))
        if s.sack:
            o += b"\4\2"
        if s.ts:
            o += struct.pack(">BBII", 8, 10, p.tsval & 0xffffffff, p.tsecr & 0xffffffff)
        o += b"\3\3\7"
        return o + b"\1" * (-len(o) % 4)
    o = b""
    if s.ts:
        o = b"\1\1" + struct.pack(">BBII", 8, 10, p.tsval & 0xffffffff, p.tsecr & 0xffffffff)
    if p.sacks:
        o += b"\1\1" + bytes((5, 2 + 8 * len(p.sacks)))
        for a, b in p.sacks:
            o += struct.pack(">II", a + 5000000 & 0xffffffff, b + 5000000 & 0xffffffff)
    return o


def frame(s, p, ttl=64):
    opts = options_of(s, p)
    here, there = (b"\xc6\x33\x64\x14", b"\xc0\0\2\x0a")
    if not p.data:
        here, there = there, here
    ports = (8080, 40000) if p.data else (40000, 8080)
    mine, other = (5000000, 1000000) if p.data else (1000000, 5000000)
    win = min(65535, p.win if p.flags & SYN else p.win >> 7)
    tcp = struct.pack(">HHIIBBHHH", *ports, p.seq + mine & 0xffffffff,
                      (p.ack + other & 0xffffffff) if p.flags & ACK else 0,
                      (20 + len(opts)) << 2, p.flags, win, 0, 0) + opts
    length = min(20 + len(tcp) + p.len, 65535)
    ip = struct.pack(">BBHHHBBH", 0x45, 0, length, p.id, 0x4000, ttl, 6, 0) + here + there
    return b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + ip + tcp, 34 + len(tcp) + p.len


def write(path, s, capture, since=0.0):
    """A pcap file of what was captured since then -> (packet, records) of each frame, from 1"""
    out = [struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1)]
    known = [None]
    for at, p, records in capture.frames:
        if at < since:
            continue
        data, wire = frame(s, p, 64 - 4 * capture.hops[0 if p.data else 1])
        us = 1700000000 * 1000000 + int(at * 1e6)
        out.append(struct.pack("<IIII", us // 1000000, us % 1000000, len(data), wire) + data)
        known.append((p, records))
    with open(path, "wb") as f:
        f.write(b"".join(out))
    return known


def run(setting):
    world = World(setting)
    world.run()
    decide(world.sender.records)
    return world
