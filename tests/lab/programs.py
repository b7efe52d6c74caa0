"""Scenarios of real programs: servers and clients as people run them, on a path that makes the incident.

Each side runs a shell script in its namespace; OWN, PEER and PORT are there, the folder is its own. The server's
lives until the client's is over. What is not installed skips its scenarios, by name.
"""
import shutil

# The server's program is the same file as this one, and asks by which name it was called.
REDIS = """ln -s "$(command -v redis-check-rdb)" redis-server
exec ./redis-server --bind "$OWN" --port "$PORT" --save '' --enable-debug-command yes --protected-mode no """
CLI = 'redis-cli -h "$PEER" -p "$PORT" '
BENCHMARK = 'redis-benchmark -h "$PEER" -p "$PORT" -q '
IPERF = {"server_runs": 'exec iperf3 -s -B "$OWN" -p "$PORT"'}
IPERF_CLIENT = 'iperf3 -c "$PEER" -p "$PORT" '


def web(size, get):
    """A small web server with one file, and curl."""
    return {"server_runs": f"""head -c {size:.0f} /dev/zero > file
exec busybox httpd -f -p "$OWN:$PORT" """,
            "client_runs": f'curl -sS -o /dev/null {get} "http://$PEER:$PORT/file"'}


def programs(path, Scenario):
    """All of them; path and Scenario are those of scenarios.py."""
    def S(name, label, **more):
        return Scenario(f"program-{name}", labels=(label,), short=True, **more)

    loss = ("random-loss-long-rtt",)
    yield S("stopped", "accept-queue-overflow", **path(10), not_ok=("syn-blackholed", "synack-lost", *loss),
            server_runs=REDIS + "--tcp-backlog 4 & sleep 1; kill -STOP $!; wait",
            client_runs="sleep 2.5; for i in $(seq 30); do timeout 6 " + CLI + "ping & done; wait")
    yield S("blocked", "server-think-time", **path(10), not_ok=("nagle-delayed-ack", "accept-queue-overflow", *loss),
            server_runs=REDIS, client_runs="for i in $(seq 12); do echo debug sleep 0.4; done | " + CLI)
    yield S("one-request-each", "connection-churn", **path(40), also_ok=("time-wait-normal", "slow-start-bound"),
            not_ok=("application-limited", *loss), server_runs=REDIS,
            client_runs=BENCHMARK + "-k 0 -c 3 -n 100 -t get")
    yield S("kept-alive", "healthy", **path(10), not_ok=("connection-churn",), server_runs=REDIS,
            client_runs=BENCHMARK + "-k 1 -c 3 -n 400 -t get,set")
    yield S("large-values", "healthy", **path(10, "rate=100e6 queue=400000"), server_runs=REDIS,
            client_runs=BENCHMARK + "-k 1 -c 2 -n 60 -d 60000 -t set,get")
    yield S("queue", "bufferbloat", **path(30, "", "rate=4e6 queue=400000"), not_ok=loss + ("policer",), **IPERF,
            client_runs=IPERF_CLIENT + "-t 6")
    yield S("small-window", "receive-window-limited", **path(100, "rate=200e6 queue=2000000"), **IPERF,
            also_ok=("send-buffer-limited",), not_ok=loss + ("bufferbloat",),
            client_runs=IPERF_CLIENT + "-R -w 40K -t 4")
    yield S("paced", "application-limited", **path(20, "", "rate=50e6 queue=500000"), **IPERF,
            not_ok=loss + ("bufferbloat", "policer"), client_runs=IPERF_CLIENT + "-b 1M -l 12500 -t 6")
    yield S("policed", "policer", **path(30, "", "police=6e6 police_burst=40000"), not_ok=loss + ("bufferbloat",),
            **IPERF, client_runs=IPERF_CLIENT + "-t 6")
    yield S("cut", "dead-peer-timeout", ends=False, **path(20, "blackout_ms=2000-90000", "blackout_ms=2000-90000"),
            not_ok=loss + ("idle-timeout-drop", "policer"), server_runs=REDIS,
            client_runs="(for i in $(seq 20); do echo get x; sleep 0.3; done) | timeout 12 " + CLI)
    yield S("nobody-there", "connection-refused", **path(20), not_ok=("syn-blackholed", "middlebox-reset"),
            client_runs='for i in $(seq 6); do curl -sS -m 3 "http://$PEER:$PORT/"; sleep 0.2; done')
    yield S("lossy", "random-loss-long-rtt", **path(120, "rate=50e6 queue=2000000 loss=0.01 seed=21"),
            not_ok=("bufferbloat", "policer", "server-think-time"), **web(2.5e6, ""))
    yield S("slow-reader", "zero-window-stall", **path(20), not_ok=loss, also_ok=("receive-window-limited",),
            client_sysctl={"ipv4.tcp_rmem": "4096 65536 200000"}, **web(3e6, "--limit-rate 500k"))
    yield S("not-read", "reset-with-unread-data", **path(40), not_ok=("middlebox-reset", "half-open-peer"),
            server_runs='exec busybox httpd -f -p "$OWN:$PORT"',
            client_runs='head -c 900000 /dev/zero > body; for i in 1 2 3; do '
                        'curl -sS -o /dev/null -H Expect: --data-binary @body "http://$PEER:$PORT/"; done')
    yield S("small-mtu", "pmtu-blackhole", ends=False, **path(30, "mtu=1400"), also_ok=("dead-peer-timeout",),
            not_ok=("server-think-time", *loss), **web(200e3, "-m 7"))
    # What was sent is read by nobody any more, and the socket is kept as long as sleep runs.
    yield S("kept-after-eof", "close-wait-leak", **path(10), not_ok=("dead-peer-timeout",),
            server_runs='exec socat -t 100 "TCP-LISTEN:$PORT,bind=$OWN,fork,reuseaddr,backlog=64" EXEC:"sleep 100"',
            client_runs='for i in $(seq 40); do echo hello | socat -t 0.2 - "TCP:$PEER:$PORT"; done; sleep 3')

    # Longer ones, and some that a second look is worth.
    yield from longer(path, Scenario)


TALK = "import socket, sys, time; s = socket.create_connection((sys.argv[1], int(sys.argv[2])))\n"


def longer(path, Scenario):
    def S(name, label, **more):
        return Scenario(f"program-{name}", labels=(label,), **more)

    loss = ("random-loss-long-rtt",)
    yield S("reader-stopped", "zero-window-stall", **path(20), not_ok=loss + ("dead-peer-timeout",),
            server_runs='socat -u "TCP-LISTEN:$PORT,bind=$OWN,rcvbuf=100000" /dev/null & sleep 3; kill -STOP $!; sleep 6; '
                        "kill -CONT $!; wait",
            client_runs='sleep 1; head -c 30000000 /dev/zero | socat -u - "TCP:$PEER:$PORT"; sleep 1')
    yield S("eight-streams", "bufferbloat", **path(20, "", "rate=8e6 queue=800000"), not_ok=loss + ("policer",), **IPERF,
            client_runs=IPERF_CLIENT + "-P 8 -t 6")
    yield S("bbr-and-loss", "healthy", cc="bbr", **path(80, "rate=30e6 queue=600000 loss=0.01 seed=3"), **IPERF,
            also_ok=loss, not_ok=("bufferbloat", "policer"), client_runs=IPERF_CLIENT + "-R -t 5")
    yield S("both-ways", "bufferbloat", **path(40, "rate=20e6 queue=200000", "rate=3e6 queue=300000"), **IPERF,
            also_ok=("ack-path-loss",), not_ok=loss, client_runs=IPERF_CLIENT + "--bidir -t 6")
    yield S("pipelined", "healthy", **path(15), server_runs=REDIS, not_ok=("small-writes", "nagle-delayed-ack"),
            client_runs=BENCHMARK + "-k 1 -c 2 -P 16 -n 4000 -t get,set")
    yield S("reordered", "reordering", **path(30, "rate=50e6 queue=500000 late=0.02 late_ms=6 seed=4"), not_ok=loss,
            **web(6e6, ""))
    yield S("too-many-clients", "healthy", **path(10), not_ok=("accept-queue-overflow", "connection-refused"),
            also_ok=("reset-with-unread-data", "connection-churn", "time-wait-normal"),
            server_runs=REDIS + "--maxclients 2", client_runs="for i in 1 2; do (echo ping; sleep 6) | " + CLI + "& done; sleep 1; "
            "for i in $(seq 8); do " + CLI + "ping; done; wait")
    yield S("few-children", "accept-queue-overflow", **path(10), not_ok=loss + ("syn-blackholed", "synack-lost"),
            server_runs='exec socat "TCP-LISTEN:$PORT,bind=$OWN,fork,max-children=2,backlog=3" EXEC:"sleep 30"',
            client_runs='sleep 0.5; for i in $(seq 20); do echo hello | timeout 7 socat -t 6 - "TCP:$PEER:$PORT" & done; wait')
    yield S("cable-out", "link-flap", connections=1, **path(30, "rate=30e6 queue=300000 blackout_ms=1500-3800",
                                                            "blackout_ms=1500-3800"),
            also_ok=("tail-loss-rto",), not_ok=loss + ("policer", "dead-peer-timeout"), **IPERF,
            client_runs=IPERF_CLIENT + "-R -P 4 -t 6")
    yield S("two-writes", "nagle-delayed-ack", **path(20), server_runs=REDIS,
            not_ok=("server-think-time", "small-writes"),
            client_runs=f"""python3 -c '{TALK}for i in range(40):
    s.send(b"*2\\r\\n$4\\r\\n"); s.send(b"ECHO\\r\\n$2\\r\\nhi\\r\\n"); s.recv(99)' "$PEER" "$PORT" """)
    yield S("small-pieces", "small-writes", **path(20), **IPERF, also_ok=("application-limited",),
            not_ok=("nagle-delayed-ack", "silly-window", *loss), client_runs=IPERF_CLIENT + "-N -l 60 -b 500K -t 5")
    yield S("forgotten", "idle-timeout-drop", ends=False, **path(20, "idle_ms=5000", "idle_ms=5000"), server_runs=REDIS,
            also_ok=("dead-peer-timeout",), not_ok=loss + ("syn-blackholed",),
            client_runs="(for i in 1 2 3; do echo ping; sleep 0.3; done; sleep 9; echo ping; sleep 8) | timeout 20 " + CLI)
    yield S("damaged", "checksum-corruption", **path(30, "rate=20e6 queue=400000 corrupt=0.01 seed=2"), **web(4e6, ""),
            not_ok=("policer", "bufferbloat"))
    yield S("upload-limited", "application-limited", **path(30, "rate=50e6 queue=500000"), not_ok=loss + ("policer",),
            server_runs='exec socat -u "TCP-LISTEN:$PORT,bind=$OWN" /dev/null',
            client_runs='(for i in $(seq 30); do head -c 40000 /dev/zero; sleep 0.2; done) | socat -u - "TCP:$PEER:$PORT"')
    yield S("window-of-64k", "window-scaling-off", server_sysctl={"ipv4.tcp_window_scaling": 0},
            **path(90, "rate=200e6 queue=2000000"), not_ok=("receive-window-limited", "send-buffer-limited", *loss),
            **web(6e6, ""))
    yield S("first-of-many", "slow-start-bound", **path(180, "rate=200e6 queue=2000000"), also_ok=("connection-churn",),
            not_ok=loss, server_runs=web(120e3, "")["server_runs"],
            client_runs='for i in 1 2 3 4 5; do curl -sS -o /dev/null "http://$PEER:$PORT/file"; done')
    yield S("no-answer", "syn-blackholed", ends=False, **path(20, "", "drop=syn*99"), not_ok=("synack-lost", "connection-refused"),
            client_runs='for i in 1 2; do curl -sS -m 6 "http://$PEER:$PORT/" & done; wait')
    yield S("server-killed", "connection-refused", **path(20), not_ok=("half-open-peer", "middlebox-reset", "dead-peer-timeout"),
            also_ok=("keepalive-race", "reset-with-unread-data"),
            server_runs=REDIS.replace("exec ", "") + "& sleep 3; kill -KILL $!; sleep 20",
            client_runs="sleep 1; (for i in $(seq 10); do echo ping; sleep 0.4; done) | timeout 8 " + CLI)


NEEDED = ("redis-check-rdb", "redis-cli", "redis-benchmark", "iperf3", "curl", "socat", "busybox")


def missing(scenario):
    """A program that the scenario runs and that is not there, or None."""
    runs = scenario.server_runs + scenario.client_runs
    return next((p for p in NEEDED if p in runs and not shutil.which(p)), None)
