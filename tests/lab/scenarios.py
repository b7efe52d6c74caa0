"""The scenarios of the lab: a path, two applications, and what they make of each other.

To add one, add a line to the table at the end. A scenario is a Scenario; its words for the path are those of
impair.c, its steps those of host.py. The server sends, unless steps say otherwise: c2s is then the way of the ACKs.
"""
import dataclasses
import random

import programs

# Accusations that fit no transfer without loss or queue.
NOT_HELD = ("random-loss-long-rtt", "bufferbloat", "policer", "healthy")


@dataclasses.dataclass
class Scenario:
    name: str
    s2c: str = ""                # the path from server to client …
    c2s: str = ""                # … and back
    server: list = dataclasses.field(default_factory=list)
    client: list = dataclasses.field(default_factory=list)
    cc: str = "cubic"            # of both ends
    connections: int = 1
    every: float = 0             # seconds between two connections
    sysctl: dict = dataclasses.field(default_factory=dict)
    server_sysctl: dict = dataclasses.field(default_factory=dict)
    client_sysctl: dict = dataclasses.field(default_factory=dict)
    offload: bool = False        # segments larger than the wire's in the captures
    sndbuf: int = 0              # of the server; 0: the kernel's choice
    rcvbuf: int = 0              # of the client
    initcwnd: int = 0            # of the server's route
    pacing: int = 0              # most bytes/s of the server: makes any congestion control pace
    nodelay: bool = False
    server_runs: str = ""        # a shell script in place of the steps, until the client is over
    client_runs: str = ""        # programs.py
    fastopen: bool = False       # of both ends; the first connection gets the cookie
    backlog: int = 128
    mtu: int = 1500
    v6: bool = False
    seconds: float = 60          # to give up after
    ends: bool = True            # False: the connection dies, and the applications with it
    labels: tuple = ()           # ids of the catalogue that are true of it, the main one first
    also_ok: tuple = ()
    not_ok: tuple = ()
    short: bool = False          # of those that every check runs


def path(rtt_ms, s2c="", c2s="", **more):
    """Half the round trip each way."""
    way = f"delay_ms={rtt_ms / 2} "
    return {"s2c": way + s2c, "c2s": way + c2s, **more}


def bulk(size):
    return {"client": [("send", 100), ("recv", size)], "server": [("recv", 100), ("send", size)]}


def exchange(n, request, answer, think=0.0, pause=0.0):
    """Requests and answers, one after the other."""
    return {"client": [("repeat", n, [("send", request), ("recv", answer), ("sleep", pause)])],
            "server": [("repeat", n, [("recv", request), ("sleep", think), ("send", answer)])]}


def bursts(n, size, rest):
    """The server sends, rests, sends again."""
    return {"client": [("send", 100), ("recv", n * size)],
            "server": [("recv", 100), ("repeat", n, [("send", size), ("sleep", rest)])]}


def rests(n, request, answer, rest):
    """Some exchanges, a rest, and one more."""
    once = [("send", request), ("recv", answer), ("sleep", 0.2)]
    back = [("recv", request), ("send", answer)]
    return {"client": [("repeat", n, once), ("sleep", rest), *once], "server": [("repeat", n + 1, back)]}


def slow_reader(size, at_once, pause):
    return {"client": [("send", 100), ("sip", size, at_once, pause)], "server": [("recv", 100), ("send", size)]}


def trickle(n, size, pause):
    """An application that writes a little now and then."""
    return bursts(n, size, pause)


def by_chance(cc, n):
    """A bulk transfer of some seconds over a path that nobody chose: rules fitted to the others are held to it."""
    pick = random.Random(f"{cc} {n}")
    rtt_ms = round(20 * 10 ** pick.random())          # 20 to 200 ms
    rate = round(2e6 * 30 ** pick.random(), -5)       # 2 to 60 Mbit/s
    queue = round(rate / 8 * rtt_ms / 1000 * 0.2 * 15 ** pick.random()) + 15000  # 0.2 to 3 times what the path holds
    words = f"rate={rate:.0f} queue={queue} seed={n}"
    if pick.random() < 0.5:
        words += f" loss={1e-4 * 50 ** pick.random():.5f}"
    if pick.random() < 0.3:
        words += f" jitter_ms={pick.randint(1, 4)}"
    return Scenario(f"{cc}-chance-{n}", cc=cc, **path(rtt_ms, words), **bulk(rate / 8 * 6), seconds=120,
                    pacing=10**9 if cc != "bbr" and pick.random() < 0.3 else 0)


# What a loss without a chance in it must not be called.
NO_CHANCE = ("random-loss-long-rtt", "bufferbloat")


def pieces(n, size, pause):
    """The client writes so many small pieces, one by one."""
    return {"client": [("repeat", n, [("send", size), ("sleep", pause)])], "server": [("recv", n * size)]}


def healthy_ones():
    """(name, the rest of a Scenario) of ordinary traffic."""
    line = "rate=50e6 queue=250000"
    yield "queries-far", {"nodelay": True, **path(100), **exchange(40, 120, 700, 0.003, 0.02)}
    yield "queries", {"nodelay": True, "short": True, **path(2), **exchange(200, 120, 700, 0.001, 0.005)}
    yield "pages", {"connections": 6, "every": 0.05, **path(30, "rate=100e6 queue=1000000"),
                    **exchange(12, 400, 40000, 0.01, 0.2)}
    yield "bbr", {"cc": "bbr", **path(60, "rate=50e6 queue=800000"), **bulk(25e6)}
    yield "download", {**path(20, line), **bulk(25e6)}
    yield "download-v6", {"v6": True, **path(20, line), **bulk(15e6)}
    yield "download-offload", {"offload": True, **path(10, "rate=100e6 queue=300000", "gro=1"), **bulk(30e6)}
    yield "download-no-stamps", {"sysctl": {"ipv4.tcp_timestamps": 0}, **path(20, line), **bulk(15e6)}
    yield "download-fast", {**path(4, "rate=400e6 queue=1500000"), **bulk(60e6)}
    yield "upload", {**path(30, "", "rate=30e6 queue=300000"), "client": [("send", 12e6)], "server": [("recv", 12e6)]}
    yield "kept-alive", {"nodelay": True, **path(15, line), **exchange(60, 350, 4000, 0.005, 0.05)}
    yield "typing", {"nodelay": True, **path(40), **exchange(80, 36, 36, 0.001, 0.08)}
    yield "slow-line", {**path(40, "rate=2e6 queue=12000"), **bulk(1.5e6)}
    yield "two-bbr", {"cc": "bbr", "connections": 2, "every": 0.3, **path(30, "rate=40e6 queue=300000"), **bulk(12e6)}
    yield "large-answers", {"nodelay": True, **path(25, "rate=80e6 queue=500000"), **exchange(40, 300, 100000, 0.01, 0.05)}


def lines():
    """All of them, in the order in which they are run."""
    S = Scenario
    # Each congestion control against a queue, against chance, against both.
    for cc in ("reno", "cubic", "bbr"):
        yield S(f"{cc}-queue", cc=cc, **path(40, "rate=20e6 queue=100000"), **bulk(20e6))
        yield S(f"{cc}-small-queue", cc=cc, **path(40, "rate=20e6 queue=30000"), **bulk(16e6))
        yield S(f"{cc}-bufferbloat", cc=cc, **path(30, "rate=10e6 queue=600000"), **bulk(12e6))
        yield S(f"{cc}-slow", cc=cc, **path(80, "rate=4e6 queue=50000"), **bulk(5e6))
        yield S(f"{cc}-loss", cc=cc, **path(60, "rate=40e6 queue=400000 loss=0.002 seed=7"), **bulk(12e6))
        yield S(f"{cc}-rare-loss", cc=cc, **path(40, "rate=60e6 queue=600000 loss=0.0004 seed=3"), **bulk(25e6))
        yield S(f"{cc}-burst-loss", cc=cc, **path(40, "rate=30e6 queue=300000 burst_enter=0.0005 burst_leave=0.3 seed=5"),
                **bulk(12e6))
        yield S(f"{cc}-long-rtt", cc=cc, **path(160, "rate=20e6 queue=200000"), **bulk(20e6))
        yield S(f"{cc}-offload", cc=cc, offload=True, **path(40, "rate=20e6 queue=100000", "gro=1"), **bulk(16e6))
        yield S(f"{cc}-policer", cc=cc, labels=("policer",), not_ok=NO_CHANCE, **path(40, "police=8e6 police_burst=40000"), **bulk(7e6))
        yield S(f"{cc}-short", cc=cc, **path(40, "rate=20e6 queue=100000"), **bulk(200e3))
        yield S(f"{cc}-jitter", cc=cc, **path(40, "rate=20e6 queue=100000 jitter_ms=4"), **bulk(10e6))
        yield S(f"{cc}-two", cc=cc, connections=2, every=0.5, **path(40, "rate=20e6 queue=100000"), **bulk(10e6))
        yield S(f"{cc}-ecn", cc=cc, labels=("ecn-marked",), not_ok=NO_CHANCE, sysctl={"ipv4.tcp_ecn": 1},
                **path(40, "rate=20e6 queue=200000 ecn=40000"), **bulk(14e6))
        yield S(f"{cc}-no-sack", cc=cc, labels=("sack-off",), also_ok=NO_CHANCE, sysctl={"ipv4.tcp_sack": 0},
                **path(40, "rate=20e6 queue=100000"), **bulk(12e6))
        yield S(f"{cc}-app-limited", cc=cc, **path(40, "rate=20e6 queue=100000"), **trickle(60, 20e3, 0.06))
        yield S(f"{cc}-window", cc=cc, rcvbuf=60000, **path(40, "rate=50e6 queue=400000"), **bulk(6e6))
        yield S(f"{cc}-idle", cc=cc, **path(40, "rate=20e6 queue=200000"), **bursts(4, 1.5e6, 2))
        for n in range(10):
            yield by_chance(cc, n)
    # Others may pace too; that alone makes no BBR.
    for cc in ("reno", "cubic"):
        yield S(f"{cc}-paced-queue", cc=cc, pacing=10**9, **path(40, "rate=20e6 queue=100000"), **bulk(14e6))
        yield S(f"{cc}-paced-loss", cc=cc, pacing=10**9, **path(60, "rate=40e6 queue=400000 loss=0.002 seed=7"),
                **bulk(8e6))
        yield S(f"{cc}-paced-bufferbloat", cc=cc, pacing=10**9, **path(30, "rate=10e6 queue=600000"), **bulk(8e6))
        yield S(f"{cc}-paced-long-rtt", cc=cc, pacing=10**9, **path(160, "rate=20e6 queue=200000"), **bulk(14e6))
    yield S("rate-capped", pacing=10**6, **path(40, "rate=50e6 queue=400000"), **bulk(6e6))
    yield S("bbr-longer", cc="bbr", **path(40, "rate=10e6 queue=200000"), **bulk(30e6))
    yield S("bbr-many-losses", cc="bbr", **path(40, "rate=20e6 queue=400000 loss=0.02 seed=3"), **bulk(12e6))
    # Repairs: what was lost, and what was only late.
    yield S("data-lost", short=True, **path(40, "drop=byte:60000"), **bulk(300e3))
    yield S("lost-twice", **path(40, "rate=20e6 queue=400000 drop=byte:300000*2"), **bulk(2e6))
    yield S("tail-lost", short=True, **path(40, "drop=byte:99999"), **bulk(100e3))
    yield S("tail-and-probe-lost", **path(40, "drop=byte:99999*2"), **bulk(100e3))
    yield S("flight-lost", **path(40, "drop=data:30+12"), **bulk(200e3))
    yield S("backoff", **path(40, "drop=byte:40000*5"), **bulk(100e3))
    yield S("syn-lost", **path(40, "", "drop=syn*1"), **bulk(100e3))
    yield S("syn-ack-lost", **path(40, "drop=syn*1"), **bulk(100e3))
    yield S("fin-lost", **path(40, "drop=fin*1"), **bulk(30e3))
    yield S("acks-lost", labels=("ack-path-loss",), not_ok=NO_CHANCE,
            **path(40, "rate=20e6 queue=200000", "ack_loss=0.4 seed=2"), **bulk(3e6))
    yield S("reordered", labels=("reordering",), not_ok=NO_CHANCE,
            **path(40, "rate=20e6 queue=200000 late=0.01 late_ms=8 seed=4"), **bulk(4e6))
    yield S("reordered-far", labels=("reordering",), not_ok=NO_CHANCE,
            **path(40, "rate=20e6 queue=200000 late=0.004 late_ms=30 seed=4"), **bulk(4e6))
    yield S("reordered-and-lost",
            **path(40, "rate=20e6 queue=200000 late=0.005 late_ms=15 loss=0.003 seed=9"), **bulk(4e6))
    yield S("duplicated", short=True, **path(40, "duplicate=0.01 seed=4"), **bulk(1e6))
    yield S("corrupted", labels=("checksum-corruption",), **path(40, "rate=20e6 queue=200000 corrupt=0.003 seed=6"), **bulk(4e6))
    yield S("delay-spike", labels=("spurious-rto",), not_ok=("tail-loss-rto", "link-flap"),
            **path(40, "rate=20e6 queue=400000 hold_ms=800-1700"), **bulk(4e6))
    yield S("longer-way", **path(30, "rate=20e6 queue=400000 step_at_ms=900 step_ms=150"), **bulk(4e6))
    yield S("blackout", **path(40, "rate=20e6 queue=200000 blackout_ms=700-1500"), **bulk(4e6))
    yield S("acks-held", labels=("spurious-rto",), not_ok=("tail-loss-rto", "link-flap"),
            **path(40, "rate=20e6 queue=400000", "hold_ms=800-1500"), **bulk(4e6))
    yield S("no-timestamps", sysctl={"ipv4.tcp_timestamps": 0},
            **path(40, "rate=20e6 queue=100000 loss=0.002 seed=8"), **bulk(6e6))
    yield S("no-sack-reordered", sysctl={"ipv4.tcp_sack": 0, "ipv4.tcp_timestamps": 0},
            **path(40, "rate=20e6 queue=200000 late=0.005 late_ms=15 loss=0.002 seed=9"), **bulk(3e6))
    yield S("both-ways-lossy", **path(40, "rate=20e6 queue=200000 loss=0.01 seed=1", "loss=0.05 seed=2"), **bulk(3e6))
    yield S("heavy-loss", **path(40, "loss=0.08 seed=3", "loss=0.04 seed=4"), **bulk(500e3))
    yield S("offload-loss", offload=True, **path(40, "rate=20e6 queue=200000 loss=0.004 seed=5 gro=1", "gro=1"),
            **bulk(6e6))
    yield S("ipv6-loss", v6=True, **path(40, "rate=20e6 queue=200000 loss=0.004 seed=5"), **bulk(4e6))
    yield S("upload-loss", **path(40, "", "rate=20e6 queue=200000 loss=0.004 seed=5"),
            client=[("send", 4e6)], server=[("recv", 4e6)])
    yield S("exchange-loss", **path(40, "loss=0.03 seed=6", "loss=0.03 seed=7"), **exchange(60, 300, 4000, pause=0.02))
    yield S("many-short", connections=60, every=0.03, **path(40, "loss=0.02 seed=3", "loss=0.02 seed=4"),
            **bulk(20e3))
    # Connections that are not made, or not as they should be.
    yield S("no-syn-ack-arrives", ends=False, seconds=14, connections=3, every=0.4, **path(40, "drop=syn*20"),
            **bulk(10e3), labels=("synack-lost",), not_ok=("syn-blackholed", "accept-queue-overflow"))
    yield S("half-the-syn-acks", connections=24, every=0.1, **path(40, "drop=syn*1"), **bulk(10e3),
            labels=("synack-lost",), also_ok=("connection-churn",), not_ok=("syn-blackholed", "accept-queue-overflow"))
    yield S("no-syn-arrives", ends=False, seconds=14, connections=2, every=0.4, **path(40, "", "drop=syn*20"),
            **bulk(10e3), labels=("syn-blackholed",), not_ok=("synack-lost", "connection-refused"))
    yield S("fast-open-dropped", fastopen=True, sysctl={"ipv4.tcp_fastopen": 3}, connections=6, every=1.5,
            **path(40, "", "drop=data:1"), **exchange(1, 200, 2000), labels=("fastopen-blackhole",),
            also_ok=("connection-churn",), not_ok=("syn-blackholed", "synack-lost"))
    yield S("fast-open-works", fastopen=True, sysctl={"ipv4.tcp_fastopen": 3}, connections=6, every=0.3,
            **path(40), **exchange(1, 200, 2000), labels=("healthy",), also_ok=("connection-churn",),
            not_ok=("fastopen-blackhole",))
    yield S("cookies-without-time-stamps", server_sysctl={"ipv4.tcp_syncookies": 2},
            client_sysctl={"ipv4.tcp_timestamps": 0}, **path(120, "rate=50e6 queue=1000000"), **bulk(4e6),
            labels=("cookie-options-lost",), also_ok=("window-scaling-off",), not_ok=("random-loss-long-rtt",))
    yield S("cookies-with-time-stamps", server_sysctl={"ipv4.tcp_syncookies": 2},
            **path(120, "rate=50e6 queue=1000000"), **bulk(4e6), not_ok=("cookie-options-lost",))
    # What holds a sender that is no loss.
    yield S("slow-reader", short=True, rcvbuf=40000, **path(40), **slow_reader(400e3, 16000, 0.1))
    yield S("send-buffer", sndbuf=60000, labels=("send-buffer-limited",), not_ok=NOT_HELD,
            **path(80, "rate=50e6 queue=400000"), **bulk(3e6))
    # Rates that nobody lost a packet for: windows, buffers, rests, beginnings, sizes of writes.
    plenty = "rate=200e6 queue=2000000"
    yield S("small-send-buffer", short=True, sndbuf=16384, labels=("send-buffer-limited",), not_ok=NOT_HELD,
            **path(80, plenty), **bulk(1.2e6))
    yield S("small-send-buffer-offload", sndbuf=16384, offload=True, labels=("send-buffer-limited",), not_ok=NOT_HELD,
            **path(60, plenty, "gro=1"), **bulk(3e6))
    yield S("no-scale-server", short=True, server_sysctl={"ipv4.tcp_window_scaling": 0}, labels=("window-scaling-off",),
            not_ok=(*NOT_HELD, "receive-window-limited", "send-buffer-limited"), **path(60, plenty), **bulk(1.5e6))
    yield S("no-scale-client", client_sysctl={"ipv4.tcp_window_scaling": 0}, labels=("window-scaling-off",),
            not_ok=(*NOT_HELD, "receive-window-limited", "send-buffer-limited"), **path(200, plenty), **bulk(2e6))
    yield S("no-scale-upload", server_sysctl={"ipv4.tcp_window_scaling": 0}, labels=("window-scaling-off",),
            not_ok=(*NOT_HELD, "receive-window-limited"), **path(60), client=[("send", 3e6)], server=[("recv", 3e6)])
    yield S("no-scale-no-stamps", sysctl={"ipv4.tcp_window_scaling": 0, "ipv4.tcp_timestamps": 0},
            labels=("window-scaling-off",), not_ok=(*NOT_HELD, "receive-window-limited"), **path(30, plenty), **bulk(8e6))
    for rtt_ms, size in ((5, 20000), (200, 100000)):
        yield S(f"small-window-{rtt_ms}", rcvbuf=size, labels=("receive-window-limited",),
                not_ok=(*NOT_HELD, "window-scaling-off", "silly-window"), **path(rtt_ms, plenty), **bulk(3e6))
    for rtt_ms, size in ((1, 30), (50, 60), (200, 100)):
        yield S(f"pieces-{rtt_ms}", short=rtt_ms == 1, nodelay=True, labels=("small-writes",),
                also_ok=("application-limited",), not_ok=("nagle-delayed-ack", "silly-window", "send-buffer-limited"),
                **path(rtt_ms), **pieces(1500, size, 0.002))
    yield S("crumbs", short=True, rcvbuf=1200, labels=("silly-window",), also_ok=("zero-window-stall",),
            not_ok=("small-writes", "nagle-delayed-ack", "window-scale-mangled"), **path(5), **slow_reader(20e3, 64, 0.005))
    yield S("crumbs-far", rcvbuf=1500, labels=("silly-window",), also_ok=("zero-window-stall",),
            not_ok=("small-writes", "nagle-delayed-ack", "window-scale-mangled"), **path(40), **slow_reader(40e3, 100, 0.01))
    yield S("rests", labels=("idle-restart",), also_ok=("application-limited",), not_ok=(*NOT_HELD, "slow-start-bound"),
            **path(200, plenty), **bursts(5, 800e3, 3))
    yield S("rests-upload", labels=("idle-restart",), also_ok=("application-limited",),
            not_ok=(*NOT_HELD, "slow-start-bound"), **path(80, plenty, plenty),
            client=[("repeat", 6, [("send", 1e6), ("sleep", 2)])], server=[("recv", 6e6)])
    yield S("rests-kept", server_sysctl={"ipv4.tcp_slow_start_after_idle": 0}, labels=("application-limited",),
            not_ok=(*NOT_HELD, "idle-restart"), **path(200, plenty), **bursts(5, 800e3, 3))
    yield S("young", short=True, connections=4, every=0.4, labels=("slow-start-bound",), also_ok=("connection-churn",),
            not_ok=NOT_HELD, **path(200, plenty), **bulk(100e3))
    yield S("young-far", connections=4, every=3, labels=("slow-start-bound",), also_ok=("connection-churn",),
            not_ok=NOT_HELD, **path(300, plenty), **bulk(200e3))
    yield S("reader-stops", labels=("zero-window-stall",), also_ok=("receive-window-limited",), not_ok=NOT_HELD,
            **path(20, plenty), client=[("send", 100), ("recv", 200e3), ("sleep", 6), ("recv", 2e6)],
            server=[("recv", 100), ("send", 2.2e6)])
    for rtt_ms in (2, 60):
        yield S(f"two-writes-{rtt_ms}", labels=("nagle-delayed-ack",), not_ok=("server-think-time", "small-writes"),
                **path(rtt_ms), client=[("repeat", 40, [("send", 100), ("send", 300), ("recv", 500)])],
                server=[("repeat", 40, [("recv", 400), ("send", 500)])])
    for rtt_ms, think in ((5, 0.4), (200, 1.2)):
        yield S(f"thinks-{rtt_ms}", nodelay=True, labels=("server-think-time",), not_ok=("nagle-delayed-ack", *NOT_HELD),
                **path(rtt_ms), **exchange(8, 300, 2000, think, 0.05))
    # Nothing is wrong with these.
    for name, more in healthy_ones():
        yield S(f"fine-{name}", labels=("healthy",), **more)
    yield S("black-hole", labels=("pmtu-blackhole",), also_ok=("dead-peer-timeout",), ends=False, seconds=10,
            **path(40, "mtu=1400"), **bulk(100e3))
    yield S("forgotten", ends=False, seconds=14, **path(40, "idle_ms=1500", "idle_ms=1500"), **bursts(2, 100e3, 3))
    # Each of these is an incident of one name.
    yield S("flap", connections=6, every=0.15, labels=("link-flap",), also_ok=("tail-loss-rto",),
            not_ok=("dead-peer-timeout", "policer"), **path(30, "rate=40e6 queue=400000 blackout_ms=1500-3700",
                                                            "blackout_ms=1500-3700"), **bulk(4e6))
    yield S("flap-of-exchanges", connections=8, every=0.1, labels=("link-flap",), also_ok=("tail-loss-rto",),
            not_ok=("dead-peer-timeout", "server-think-time"), **path(20, "blackout_ms=1200-2900", "blackout_ms=1200-2900"),
            **exchange(80, 300, 6000, pause=0.03))
    yield S("shallow-bbr", cc="bbr", labels=("shallow-buffer-overrun",), not_ok=NO_CHANCE + ("policer",),
            **path(30, "rate=40e6 queue=24000"), **bulk(20e6))
    yield S("shallow-bbr-far", cc="bbr", labels=("shallow-buffer-overrun",), not_ok=NO_CHANCE + ("policer",),
            **path(120, "rate=12e6 queue=20000"), **bulk(9e6))
    yield S("shallow-bursts", server_sysctl={"ipv4.tcp_slow_start_after_idle": 0}, initcwnd=40,
            labels=("shallow-buffer-overrun",), also_ok=("application-limited", "tail-loss-rto"),
            not_ok=NO_CHANCE + ("policer",), **path(40, "rate=10e6 queue=30000"), **bursts(20, 90e3, 0.4))
    yield S("policer-slow", labels=("policer",), not_ok=NO_CHANCE, **path(100, "police=3e6 police_burst=30000"), **bulk(3e6))
    yield S("policer-fast", labels=("policer",), not_ok=NO_CHANCE, **path(20, "police=40e6 police_burst=120000"), **bulk(25e6))
    yield S("policer-bursts", labels=("policer",), also_ok=("application-limited", "tail-loss-rto"), not_ok=NO_CHANCE,
            initcwnd=40, server_sysctl={"ipv4.tcp_slow_start_after_idle": 0},
            **path(40, "police=4e6 police_burst=30000"), **bursts(16, 120e3, 0.5))
    yield S("tails-lost", server_sysctl={"ipv4.tcp_early_retrans": 0}, labels=("tail-loss-rto",),
            not_ok=("server-think-time", "random-loss-long-rtt", "policer"),
            **path(30, "loss=0.05 seed=11"), **exchange(80, 300, 2600, pause=0.02))
    yield S("answers-at-once", connections=14, labels=("incast",), also_ok=("tail-loss-rto",),
            not_ok=("random-loss-long-rtt", "server-think-time", "policer"),
            **path(2, "rate=60e6 queue=30000"), **exchange(5, 100, 40000, pause=0.15))
    yield S("acks-thinned", short=True, labels=("ack-path-loss",), not_ok=NO_CHANCE,
            **path(60, "rate=100e6 queue=1500000", "ack_loss=0.6 seed=5"), **bulk(5e6))
    yield S("damaged", short=True, labels=("checksum-corruption",), not_ok=("policer", "bufferbloat"),
            **path(50, "rate=10e6 queue=200000 corrupt=0.01 seed=2"), **bulk(2e6))
    yield S("stuck-answers", connections=3, every=0.2, ends=False, seconds=8, labels=("pmtu-blackhole",),
            also_ok=("dead-peer-timeout",), not_ok=("server-think-time", "random-loss-long-rtt"),
            **path(50, "mtu=1300"), **exchange(3, 400, 30000))
    yield S("stuck-upload", short=True, ends=False, seconds=5, labels=("pmtu-blackhole",), also_ok=("dead-peer-timeout",),
            **path(50, "", "mtu=1450"), client=[("send", 60000)], server=[("recv", 60000)])
    yield S("spikes-of-exchanges", labels=("spurious-rto",), not_ok=("tail-loss-rto", "server-think-time", "link-flap"),
            **path(30, "hold_ms=1000-1900"), **exchange(60, 300, 20000, pause=0.02))
    # How connections end, and how they do not.
    yield S("forgotten-pool", connections=3, every=0.3, ends=False, seconds=22,
            **path(40, "idle_ms=6000", "idle_ms=6000"), **rests(2, 200, 500, 9),
            labels=("idle-timeout-drop",), also_ok=("dead-peer-timeout",))
    yield S("cut-off", ends=False, seconds=14,
            **path(40, "blackout_ms=1500-60000", "blackout_ms=1500-60000"), **exchange(40, 150, 600, pause=0.2),
            labels=("dead-peer-timeout",), not_ok=("idle-timeout-drop", "random-loss-long-rtt"))
    yield S("cut-off-far", ends=False, seconds=40, connections=2, every=0.5,
            **path(500, "blackout_ms=5000-90000", "blackout_ms=5000-90000"), **exchange(40, 150, 600, pause=0.2),
            labels=("dead-peer-timeout",), not_ok=("idle-timeout-drop", "random-loss-long-rtt"))
    yield S("fins-dropped", connections=6, every=0.2, ends=False, seconds=9,
            **path(30, "drop=fin*40"), **exchange(1, 100, 800),
            labels=("last-ack-stuck",), also_ok=("fin-wait2-stuck",), not_ok=("close-wait-leak", "dead-peer-timeout"))
    yield S("kept-open", connections=14, every=0.1, ends=False, seconds=9, **path(30),
            client=[("send", 100), ("recv", 800)], server=[("recv", 100), ("send", 800), ("sleep", 30)],
            labels=("fin-wait2-stuck",), also_ok=("close-wait-leak",), not_ok=("last-ack-stuck", "dead-peer-timeout"))
    yield S("race", connections=6, every=0.4, ends=False, seconds=8, **path(200),
            client=[("send", 300), ("recv", 900), ("sleep", 1.9), ("send", 300), ("recv", 900)],
            server=[("recv", 300), ("send", 900), ("sleep", 2), ("close",)],
            labels=("keepalive-race",), also_ok=("connection-churn",),
            not_ok=("middlebox-reset", "half-open-peer", "idle-timeout-drop"))
    yield S("stale-pool", connections=6, every=0.4, ends=False, seconds=8, **path(40),
            client=[("send", 300), ("recv", 900), ("sleep", 3), ("send", 300), ("recv", 900)],
            server=[("recv", 300), ("send", 900), ("sleep", 1), ("close",)],
            labels=("keepalive-race",), also_ok=("connection-churn", "close-wait-leak"),
            not_ok=("middlebox-reset", "half-open-peer", "idle-timeout-drop"))
    yield S("restarted", connections=4, every=0.2, ends=False, seconds=8, **path(40),
            client=[("send", 100), ("recv", 500), ("sleep", 2), ("send", 100), ("recv", 500)],
            server=[("recv", 100), ("send", 500), ("sleep", 1), ("vanish",)],
            labels=("half-open-peer",), not_ok=("middlebox-reset", "keepalive-race", "reset-with-unread-data"))
    yield S("unread", connections=4, every=0.3, ends=False, seconds=8, **path(40),
            client=[("send", 40000), ("recv", 800)], server=[("recv", 100), ("send", 800), ("close",)],
            labels=("reset-with-unread-data",), not_ok=("middlebox-reset", "half-open-peer", "keepalive-race"))
    yield S("one-each", connections=80, every=0.1, **path(40), **exchange(1, 300, 4000),
            labels=("connection-churn",), also_ok=("slow-start-bound", "time-wait-normal"))
    yield S("one-each-nearby", connections=80, every=0.05, **path(1), **exchange(1, 300, 4000),
            labels=("healthy",), also_ok=("time-wait-normal",), not_ok=("connection-churn",))
    yield S("rests-and-goes-on", connections=3, every=0.3, seconds=30, **path(40), **rests(2, 200, 500, 9),
            labels=("healthy",), also_ok=("application-limited",), not_ok=("idle-timeout-drop", "dead-peer-timeout"))
    yield from programs.programs(path, S)
    yield S("large-initial-window", initcwnd=40, **path(80, "rate=20e6 queue=400000"), **bulk(2e6))


TABLE = {scenario.name: scenario for scenario in lines()}
