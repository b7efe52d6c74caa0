#!/usr/bin/env python3
"""One host of the lab: lives in a network namespace of its own, plays one side of a scenario.

It says "here" when it lives, then takes orders, a JSON object a line on standard input, and answers each
with a line: {"do": "plug", …} lays the cable to the path, "set" makes addresses and settings, "start" begins to listen or connects, "wait" is
answered when all connections are over. While they last it samples TCP_INFO often and ss now and then.
"""
import contextlib
import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

INFO = struct.Struct("<8B24I4Q6I4Q2I2Q4I")  # struct tcp_info up to snd_wnd (Linux 5.4)
FIELDS = ("state ca_state retransmits probes backoff options wscale app_limited "
          "rto ato snd_mss rcv_mss unacked sacked lost retrans fackets last_data_sent last_ack_sent "
          "last_data_recv last_ack_recv pmtu rcv_ssthresh rtt rttvar ssthresh cwnd advmss reordering "
          "rcv_rtt rcv_space total_retrans pacing_rate max_pacing_rate bytes_acked bytes_received "
          "segs_out segs_in notsent min_rtt data_segs_in data_segs_out delivery_rate busy "
          "rwnd_limited sndbuf_limited delivered delivered_ce bytes_sent bytes_retrans dsack_dups "
          "reord_seen rcv_ooopack snd_wnd").split()
KEPT = ("state ca_state retransmits backoff app_limited rto snd_mss unacked sacked lost retrans rtt rttvar "
        "ssthresh cwnd total_retrans pacing_rate bytes_acked notsent min_rtt delivery_rate busy rwnd_limited "
        "sndbuf_limited bytes_sent bytes_retrans dsack_dups reord_seen snd_wnd").split()
PLACES = [FIELDS.index(name) for name in KEPT]
SAMPLE_S = 0.01
SO_MAX_PACING_RATE = 47  # not in this Python
TCP_REPAIR = 19
TCP_FASTOPEN_CONNECT = 30  # nor this
START_S = 10  # for a program to listen
CHUNK = bytes(range(256)) * 256


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout


class Samples:
    """What the kernel thinks of one socket, over time."""

    def __init__(self, sock):
        self.sock, self.rows, self.last = sock, [], None
        self.own, self.peer = sock.getsockname()[:2], sock.getpeername()[:2]
        self.cc = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16).split(b"\0")[0].decode()

    def take(self):
        raw = self.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
        values = INFO.unpack(raw[:INFO.size].ljust(INFO.size, b"\0"))
        row = [values[place] for place in PLACES]
        if row != self.last:
            self.rows.append([round(time.time(), 6)] + row)
        self.last = row

    def asdict(self):
        return {"own": self.own, "peer": self.peer, "cc": self.cc, "samples": self.rows}


class Closed(Exception):
    """The steps have closed the socket."""


class Host:
    def __init__(self):
        self.threads, self.samples, self.errors, self.lock = [], [], [], threading.Lock()
        self.over = threading.Event()
        self.results, self.program, self.ss_words = [], None, "-tinmoe"

    # --- orders ---

    def plug(self, order):
        """The cable: wan0 here, and an end in the path's namespace that is called as this host."""
        run("ip", "link", "add", "wan0", "mtu", str(order["mtu"]), "type", "veth",
            "peer", "name", order["name"], "netns", str(order["path"]))
        run("ip", "link", "set", "wan0", "arp", "off")  # whatever is sent goes to the path

    def bridge(self, order):
        """The path's ends: nothing but the path's program is to send there."""
        pathlib.Path("/proc/sys/net/ipv6/conf/all/disable_ipv6").write_text("1")
        for name in order["ends"]:
            run("ip", "link", "set", name, "up", "mtu", str(order["mtu"]))

    def set(self, order):
        self.order, self.side = order, order["side"]
        self.folder = pathlib.Path(order["folder"])
        for key, value in order["sysctl"].items():
            pathlib.Path("/proc/sys/net", key.replace(".", "/")).write_text(str(value))
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "set", "wan0", "up")
        if ":" in order["own"]:
            run("ip", "-6", "addr", "add", order["own"] + "/128", "dev", "wan0", "nodad")
            run("ip", "-6", "route", "add", "default", "dev", "wan0", *order["route"])
        else:
            run("ip", "addr", "add", order["own"] + "/32", "dev", "wan0")
            run("ip", "route", "add", "default", "dev", "wan0", *order["route"])
        self.nstat("-before")

    def start(self, _):
        threading.Thread(target=self.watch, daemon=True).start()
        if self.order["programs"]:
            self.ss_words = "-tanpiemo"  # who listens, and which program it is, as one would look
            self.run_program()
            return
        first = threading.Thread(target=self.serve if self.side == "server" else self.connect_all)
        if self.side == "server":
            self.listener = self.socket()
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.listener.bind((self.order["own"], self.order["port"]))
            self.listener.listen(self.order["backlog"])
        self.threads.append(first)
        first.start()

    def run_program(self):
        """What programs.py says, in place of the steps; its folder is record/SIDE."""
        if not self.order["program"]:
            return
        own = self.folder / "record" / self.side
        own.mkdir()
        with open(own / "said.txt", "wb") as said:
            self.program = subprocess.Popen(
                ["sh", "-c", self.order["program"]], cwd=own, start_new_session=True, stdin=subprocess.DEVNULL,
                stdout=said, stderr=said,
                env={**os.environ, "OWN": self.order["own"], "PEER": self.order["peer"], "PORT": str(self.order["port"])})
        if self.side == "server":
            self.until_it_listens()
        else:
            self.threads.append(threading.Thread(target=self.program.wait))
            self.threads[-1].start()

    def until_it_listens(self):
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            if run("ss", "-Htln", "sport", "=", f":{self.order['port']}"):
                return
            time.sleep(0.05)
        raise OSError(f"nobody listens after {START_S} s")

    def wait(self, _):
        until = time.monotonic() + self.order["seconds"]
        for thread in self.threads:  # it grows meanwhile
            thread.join(max(until - time.monotonic(), 0.01))
            if thread.is_alive():
                self.errors.append("not over in time")
                break
        self.over.set()
        self.ss()
        if self.program:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.program.pid, signal.SIGKILL)
        self.nstat("")
        with self.lock:
            doc = {"side": self.side, "fields": ["time"] + KEPT, "errors": self.errors, "app": self.results,
                   "connections": [s.asdict() for s in self.samples]}
        (self.folder / "record" / f"info-{self.side}.json").write_text(json.dumps(doc))
        return self.errors

    # --- evidence ---

    def nstat(self, suffix):
        (self.folder / f"nstat-{self.side}{suffix}.txt").write_text(run("nstat", "-asz"))

    def ss(self):
        now = time.time()
        stamp = time.strftime("%H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03d}"
        with open(self.folder / f"ss-{self.side}.txt", "a") as out:
            out.write(f"### {stamp}  $ ss {self.ss_words}\n{run('ss', self.ss_words)}\n")

    def watch(self):
        next_ss = time.monotonic() + self.order["ss_every"]
        while not self.over.wait(SAMPLE_S):
            with self.lock:
                for one in self.samples:
                    try:
                        one.take()
                    except OSError:
                        pass  # closed meanwhile
            if time.monotonic() >= next_ss:
                self.ss()
                next_ss = time.monotonic() + self.order["ss_every"]

    # --- sockets ---

    def socket(self):
        sock = socket.socket(socket.AF_INET6 if ":" in self.order["own"] else socket.AF_INET)
        if self.order["cc"]:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, self.order["cc"].encode())
        for name, option in (("sndbuf", socket.SO_SNDBUF), ("rcvbuf", socket.SO_RCVBUF)):
            if self.order[name]:
                sock.setsockopt(socket.SOL_SOCKET, option, self.order[name])
        if self.order["pacing"]:
            sock.setsockopt(socket.SOL_SOCKET, SO_MAX_PACING_RATE, struct.pack("=Q", self.order["pacing"]))
        if self.order["fastopen"]:
            if self.side == "server":
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 16)
            else:
                sock.setsockopt(socket.IPPROTO_TCP, TCP_FASTOPEN_CONNECT, 1)
        if self.order["nodelay"]:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def serve(self):
        self.listener.settimeout(self.order["seconds"])
        for _ in range(self.order["connections"]):
            try:
                sock, _ = self.listener.accept()
            except OSError as e:
                self.errors.append(f"accept: {e}")
                return
            self.spawn(sock)

    def connect_all(self):
        for n in range(self.order["connections"]):
            self.spawn(None)
            if n + 1 < self.order["connections"]:
                time.sleep(self.order["every"])

    def spawn(self, sock):
        thread = threading.Thread(target=self.play, args=(sock,), daemon=True)
        self.threads.append(thread)
        thread.start()

    def play(self, sock):
        began = time.monotonic()
        result = {"sent": 0, "received": 0}
        try:
            if not sock:
                sock = self.socket()
                sock.settimeout(self.order["seconds"])
                sock.connect((self.order["peer"], self.order["port"]))
            sock.settimeout(self.order["seconds"])
            with self.lock:
                # with Fast Open nothing is connected before the first byte is sent
                if len(self.samples) < 64 and not self.order["fastopen"]:
                    self.samples.append(Samples(sock))
            self.steps(sock, self.order["steps"], result)
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(65536):
                pass
            with self.lock:
                for one in self.samples:
                    if one.sock is sock:
                        one.take()
        except Closed:
            result["closed"] = True
        except OSError as e:
            result["error"] = str(e)
        result["seconds"] = round(time.monotonic() - began, 4)
        self.results.append(result)
        if sock:
            with self.lock:
                sock.close()

    def steps(self, sock, steps, result):
        for word, *args in steps:
            if word == "repeat":
                for _ in range(args[0]):
                    self.steps(sock, args[1], result)
            elif word == "sleep":
                time.sleep(args[0])
            elif word == "send":
                left = int(args[0])
                while left:
                    left -= sock.send(CHUNK[:min(left, len(CHUNK))])
                result["sent"] += int(args[0])
            elif word == "recv":
                self.recv(sock, int(args[0]), 1 << 18, 0, result)
            elif word == "sip":  # bytes in all, at once, seconds between
                self.recv(sock, int(args[0]), int(args[1]), args[2], result)
            elif word == "close":  # at once, read or not
                raise Closed
            elif word == "vanish":  # as a host that restarts: no FIN, no RST
                sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
                raise Closed
            else:
                raise ValueError(word)

    @staticmethod
    def recv(sock, left, at_once, pause, result):
        while left:
            got = len(sock.recv(min(left, at_once)))
            if not got:
                raise OSError("the other side ended early")
            left -= got
            result["received"] += got
            if pause:
                time.sleep(pause)


def main():
    host = Host()
    print("here", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = getattr(host, order["do"])(order)
        except (OSError, subprocess.CalledProcessError) as e:
            print(json.dumps([f"{order['do']}: {e} {getattr(e, 'stderr', '')}"]), flush=True)
            os._exit(1)
        print(json.dumps(answer or []), flush=True)
    os._exit(0)  # threads that still wait for the path end with it


if __name__ == "__main__":
    main()
