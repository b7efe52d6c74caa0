#!/usr/bin/env python3
"""Real kernel TCP on a path of known mischief: runs scenarios and writes down what became of every packet.

    lab.py --list                              what there is
    lab.py --path DIR/tests/lab/lab-path --out FOLDER NAME...    run these (shell patterns; "short" those of the checks)

Needs user and network namespaces, no root. Each run makes FOLDER/NAME with client.pcap, server.pcap,
ss and nstat of both ends, truth.json, packets.json, and record/ with the path's log and TCP_INFO of every 10 ms.
"""
import argparse
import concurrent.futures
import dataclasses
import fnmatch
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import scenarios  # noqa: E402
import truth  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
INSIDE = "CRUX_LAB_INSIDE"
ADDRESSES = {4: {"client": "192.0.2.10", "server": "198.51.100.20"},
             6: {"client": "2001:db8:1::10", "server": "2001:db8:2::20"}}
PORT = 8080
HOSTS = ("server", "client")  # who listens is there first


class Trouble(Exception):
    """The lab itself did not work; says nothing about who is tested."""


class Side:
    """A process in a network namespace of its own that plays one host."""

    def __init__(self, name):
        self.name = name
        self.process = subprocess.Popen(["unshare", "-n", sys.executable, HERE / "host.py"], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self.process.stdout.readline() != "here\n":
            raise Trouble("no network namespace")
        self.netns = f"/proc/{self.process.pid}/ns/net"

    def order(self, do, **more):
        print(json.dumps({"do": do, **more}), file=self.process.stdin, flush=True)

    def answer(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else ["ended without an answer"]

    def ask(self, do, **more):
        self.order(do, **more)
        wrong = self.answer()
        if wrong:
            raise Trouble(f"{self.name}: {wrong[0]}")

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def route(s, side):
    """A program does not ask for a congestion control: its route does."""
    words = ["initcwnd", str(s.initcwnd)] if s.initcwnd and side == "server" else []
    return words + (["congctl", s.cc] if s.client_runs else [])


def settings(s, side, folder):
    address = ADDRESSES[6 if s.v6 else 4]
    other = "client" if side == "server" else "server"
    return {"side": side, "folder": str(folder), "own": address[side], "peer": address[other], "port": PORT,
            "route": route(s, side),
            "sysctl": {**s.sysctl, **getattr(s, f"{side}_sysctl")}, "steps": getattr(s, side), "cc": s.cc,
            "connections": s.connections, "every": s.every, "seconds": s.seconds, "nodelay": s.nodelay,
            "fastopen": s.fastopen, "program": getattr(s, f"{side}_runs"), "programs": bool(s.client_runs),
            "backlog": s.backlog, "ss_every": 0.5, "sndbuf": s.sndbuf if side == "server" else 0,
            "rcvbuf": s.rcvbuf if side == "client" else 0, "pacing": s.pacing if side == "server" else 0}


def start_path(program, s, sides, folder):
    words = ["nsenter", f"--net={sides['path'].netns}", program, "--client", sides["client"].netns, "--server", sides["server"].netns,
             "--out", folder / "record"]
    words += ["--offload"] * s.offload + ["--c2s", *s.c2s.split(), "--s2c", *s.s2c.split()]
    path = subprocess.Popen(words, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if path.stdout.readline() != "ready\n":
        raise Trouble(path.stderr.read().strip() or "the path did not start")
    return path


def ends(s, sides):
    """-> [(name, what it complains of)]; a program that serves knows no end but its client's"""
    said = []
    for together in ([["client"], ["server"]] if s.client_runs else [HOSTS]):
        for name in together:
            sides[name].order("wait")
        said += [(name, one) for name in together for one in sides[name].answer()]
    return said


def play(program, s, folder):
    """-> what the two sides complain of"""
    sides, path = {}, None
    try:
        for side in ("path", *HOSTS):
            sides[side] = Side(side)
        for name in HOSTS:
            sides[name].ask("plug", name=name, path=sides["path"].process.pid, mtu=s.mtu)
        sides["path"].ask("bridge", ends=HOSTS, mtu=s.mtu)
        path = start_path(program, s, sides, folder)
        for name in HOSTS:
            sides[name].ask("set", **settings(s, name, folder))
        for name in HOSTS:
            sides[name].ask("start")
        complaints = [f"{name}: {one}" for name, one in ends(s, sides) if s.ends]
        time.sleep(0.3)  # the last ACKs are on their way
        path.stdin.close()
        status, path = path.wait(), None
        return complaints + [f"the path ended with {status}"] * bool(status)
    finally:
        if path:
            path.stdin.close()
            path.wait()
        for side in sides.values():
            side.end()


def facts(folder, record, doc):
    app = {side: json.loads((folder / "record" / f"info-{side}.json").read_text())["app"] for side in ("client", "server")}
    return {"app": app, "path": {"c2s": record.fates[0], "s2c": record.fates[1], **record.marks,
                                 "queue_max_bytes": record.queue_max},
            "packets": doc["totals"]}


def run(program, s, out):
    """One scenario: -> (name, packets.json, what is wrong with the run)"""
    folder = pathlib.Path(out).resolve() / s.name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "record").mkdir(parents=True)
    wrong = play(program, s, folder)
    for side in ("client", "server"):
        (folder / "record" / f"{side}.pcap").rename(folder / f"{side}.pcap")
    address = ADDRESSES[6 if s.v6 else 4]
    doc, problems, record = truth.packets(folder, address)
    truth.write(folder, doc)
    params = {k: v for k, v in dataclasses.asdict(s).items()
              if k not in ("name", "labels", "also_ok", "not_ok", "short")}
    (folder / "truth.json").write_text(json.dumps({
        "labels": s.labels, "main": s.labels[0] if s.labels else None, "also_ok": s.also_ok, "not": s.not_ok,
        "params": params, "facts": facts(folder, record, doc), "addr": address,
        "kernel": platform.release()}, indent=1))
    return s.name, doc, problems + wrong


def inside(args):
    """Come back as root of a user namespace of our own, or tell why not."""
    for tool in ("unshare", "nsenter", "ip", "ss", "nstat"):
        if not shutil.which(tool):
            raise Trouble(f"{tool} is not installed")
    done = subprocess.run(["unshare", "-Urn", "true"], capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"no user and network namespaces here: {done.stderr.strip()}")
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", "-Ur", sys.executable, *args])


def chosen(patterns):
    table = scenarios.TABLE
    names = [n for n, s in table.items() if any(fnmatch.fnmatch(n, p) or p == "short" and s.short for p in patterns)]
    for p in patterns:
        if p != "short" and not fnmatch.filter(table, p):
            raise Trouble(f"no scenario '{p}'; --list shows all")
    for name in list(names):
        if program := scenarios.programs.missing(table[name]):
            print(f"{name:24} skipped: no {program} here")
            names.remove(name)
    return names


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--list", action="store_true")
    ap.add_argument("--path", help="the program lab-path")
    ap.add_argument("--out", default="lab")
    ap.add_argument("--jobs", type=int, default=2, help="scenarios at a time")
    ap.add_argument("names", nargs="*", metavar="NAME")
    args = ap.parse_args()
    if args.list:
        for s in scenarios.TABLE.values():
            print(f"{s.name:24} {s.cc:6} s2c {s.s2c.strip()} | c2s {s.c2s.strip()}")
        return 0
    try:
        names = chosen(args.names)
        if not args.path or not names:
            ap.error("--path and a NAME are needed")
        if not os.environ.get(INSIDE):
            inside(sys.argv)
    except Trouble as e:
        print(f"lab: {e}", file=sys.stderr)
        return 77  # as a test that was skipped
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        jobs = [pool.submit(run, args.path, scenarios.TABLE[n], args.out) for n in names]
        for name, job in zip(names, jobs):
            try:
                _, doc, wrong = job.result()
                print(f"{name:24} " + ", ".join(f"{k} {v}" for k, v in doc["totals"].items())
                      + "".join(f"\n  wrong: {w}" for w in wrong), flush=True)
                bad += bool(wrong)
            except (Trouble, OSError, ValueError, KeyError) as e:
                print(f"{name:24} not run: {type(e).__name__}: {e}", flush=True)
                bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
