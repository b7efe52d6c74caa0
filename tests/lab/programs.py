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
            server_runs=REDIS + "--tcp-backlog 4 & sleep 1.5; kill -STOP $!; wait",
            client_runs="sleep 1.2; for i in $(seq 30); do timeout 6 " + CLI + "ping & done; wait")
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


NEEDED = ("redis-check-rdb", "redis-cli", "redis-benchmark", "iperf3", "curl", "socat", "busybox")


def missing(scenario):
    """A program that the scenario runs and that is not there, or None."""
    runs = scenario.server_runs + scenario.client_runs
    return next((p for p in NEEDED if p in runs and not shutil.which(p)), None)
