#!/usr/bin/env python3
"""The machine-readable contract: every promised field is there and of its type.

More fields may come; none may go or change. Times are decimal numbers with nine
digits behind the point.
"""
import decimal
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import SOURCE, crux, run, same

CAPTURE = "examples/accept-queue-overflow/server.pcap"
EVIDENCE = ["examples/zero-window", "tests/data/traces/trace-3-close-wait.txt",
            "tests/cli/evidence-unread/mixed.txt", "missing.pcap"]

STATES = {"unknown", "CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
          "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT"}
CLASSES = {"syn", "syn-ack", "handshake-ack", "data", "ack", "window-update", "duplicate-ack",
           "fast-retransmission", "rto-retransmission", "tail-loss-probe",
           "unneeded-retransmission", "retransmission", "out-of-order", "keep-alive",
           "keep-alive-ack", "zero-window", "zero-window-probe", "fin", "reset", "challenge-ack",
           "syn-retransmission", "capture-duplicate", "other"}
SCOPES = {"socket", "process", "host", "route", "network", "code", None}


class Time(decimal.Decimal):
    """A number as it stood there, so that its digits can be counted."""


def number(value):
    return isinstance(value, (int, Time)) and not isinstance(value, bool)


def count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def time(value):
    return isinstance(value, Time) and -value.as_tuple().exponent == 9


def share(value):
    return number(value) and 0 <= value <= 1


def text(value):
    return isinstance(value, str)


def said(value):
    return isinstance(value, str) and value != ""


def yes_no(value):
    return isinstance(value, bool)


def optional(form):
    return lambda value: value is None or fits(value, form) is None


def one_of(words):
    return lambda value: value in words


def fits(value, form, where="$"):
    """What does not fit, None if all does."""
    if isinstance(form, dict):
        if not isinstance(value, dict):
            return f"{where} is no object: {value!r}"
        missing = form.keys() - value.keys()
        if missing:
            return f"{where} lacks {', '.join(sorted(missing))}"
        return next(filter(None, (fits(value[k], form[k], f"{where}.{k}") for k in form)), None)
    if isinstance(form, list):
        if not isinstance(value, list):
            return f"{where} is no array: {value!r}"
        return next(filter(None, (fits(v, form[0], f"{where}[{i}]")
                                  for i, v in enumerate(value))), None)
    return None if form(value) else f"{where} is {value!r}, no {form.__name__}"


DIAGNOSIS = {
    "schema": one_of({"crux.diagnosis/1"}),
    "inputs": [{"path": said, "kind": said, "records": count,
                "problems": [{"line": optional(count), "message": said}]}],
    "verdict": {"id": said, "title": said, "confidence": share, "summary": said,
                "fix": {"action": text, "commands": [said], "scope": one_of(SCOPES)},
                "expect": {"text": text, "quantity": optional(said), "now": optional(number),
                           "then": optional(number)},
                "verify": [said]},
    "findings": [{"id": said, "confidence": share, "benign": yes_no,
                  "impact": {"seconds": number, "connections": count, "bytes": count},
                  "evidence": [{"input": said, "text": said}],
                  "rules_out": [{"id": said, "because": said}], "explains": [said]}],
}
HALF = {"packets": count, "bytes": count, "unique_bytes": count, "retransmissions": count,
        "retransmitted_bytes": count, "fast": count, "rto": count, "tlp": count,
        "unneeded": count, "out_of_order": count, "duplicate_acks": count, "sack_blocks": count,
        "dsacks": count, "zero_windows": count, "mss": optional(count),
        "window_scale": optional(count), "resets": count, "fins": count, "isn": optional(count),
        "rtt": {"samples": count, "min": optional(time), "mean": optional(time),
                "max": optional(time), "smoothed": optional(time)}}
FLOW = {"input": said, "connection": count, "client": said, "client_port": count, "server": said,
        "server_port": count, "start": optional(time), "duration": optional(time),
        "client_state": one_of(STATES), "server_state": one_of(STATES),
        "vantage": one_of({"client", "server", "between", "unknown"}),
        "handshake": one_of({"full", "partial", "none"}), "c2s": HALF, "s2c": HALF}
SEGMENT = {"input": said, "packet": count, "time": optional(time), "connection": count,
           "direction": one_of({"c2s", "s2c"}), "flags": text, "seq": optional(count),
           "ack": optional(count), "len": count, "seq_relative": optional(count),
           "ack_relative": optional(count), "window": optional(count), "class": one_of(CLASSES),
           "needed": optional(yes_no), "why": said, "client_state": one_of(STATES),
           "server_state": one_of(STATES)}
READ = {"schema": one_of({"crux.evidence/1"}),
        "inputs": [{"path": said, "kind": said, "host": optional(said), "from": optional(time),
                    "to": optional(time), "records": count, "lines": count,
                    "unread": [{"line": count, "text": text}]}]}


def parse(line):
    return json.loads(line, parse_float=Time,
                      parse_constant=lambda word: (_ for _ in ()).throw(ValueError(word)))


def objects(*words):
    status, out, err = crux(*words)
    same((status, err), (0, ""), " ".join(map(str, words)))
    return [parse(line) for line in out.splitlines()]


def hold(value, form):
    problem = fits(value, form)
    if problem:
        raise AssertionError(problem)


def diagnosis():
    status, out, _ = crux("diagnose", "--json", *EVIDENCE)
    same(status, 0, "status")
    d = parse(out)
    hold(d, DIAGNOSIS)
    same(d["verdict"]["id"], d["findings"][0]["id"], "the verdict is the first finding")
    same([i["path"] for i in d["inputs"] if i["problems"]], ["missing.pcap"], "problems")
    known = {i["path"] for i in d["inputs"]}
    for finding in d["findings"]:
        for e in finding["evidence"]:
            assert e["input"] in known, e["input"]


def verdicts_of_the_examples():
    for truth in sorted((SOURCE / "examples").glob("*/truth.json")):
        hold(objects("diagnose", "--json", truth.parent)[0], DIAGNOSIS)


def flows():
    found = objects("flows", "--json", CAPTURE)
    same(len(found), 30, "connections")
    for flow in found:
        hold(flow, FLOW)
        for account, seconds in flow["ledger"].items():
            assert re.fullmatch("[a-z_]+", account) and time(seconds) and seconds >= 0, account
        same(sum(flow["ledger"].values()), flow["duration"], "the ledger's sum")


def flows_without_times():
    for flow in objects("flows", "--json", "tests/data/traces/trace-2-syn-flood.txt"):
        hold(flow, FLOW)
        same((flow["start"], flow["duration"]), (None, None), "times that nobody told")


def segments():
    found = objects("explain", "--json", CAPTURE)
    for segment in found:
        hold(segment, SEGMENT)
        if "retransmission" not in segment["class"] and segment["class"] != "tail-loss-probe":
            same(segment["needed"], None, "needed is about retransmissions")
    packets = [s["packet"] for s in found]
    same(packets, sorted(packets), "the order of the capture")
    same(found[0]["flags"] + " " + found[1]["flags"], "S SA", "flags")
    carried = sum(f[d]["packets"] for f in objects("flows", "--json", CAPTURE)
                  for d in ("c2s", "s2c"))
    same(len(found), carried, "as many segments as the flows count packets")


def segments_of_text():
    found = objects("explain", "--json", "tests/data/traces/trace-1-handshake.txt")
    for segment in found:
        hold(segment, SEGMENT)
    fourth = found[3]
    same((fourth["seq"], fourth["seq_relative"], fourth["ack"], fourth["ack_relative"],
          fourth["len"], fourth["class"], fourth["needed"]),
         (1000001, 1, 4200001, 1, 14, "data", None), "packet 4")


def evidence():
    status, out, _ = crux("evidence", "--json", *EVIDENCE)
    same(status, 0, "status")
    listed = parse(out)
    hold(listed, READ)
    mixed = next(i for i in listed["inputs"] if i["path"].endswith("mixed.txt"))
    same([u["line"] for u in mixed["unread"]], [4, 7], "lines that nobody could read")


def drill():
    hold(objects("drill", "--json")[0], {"schema": said, "questions": [{"kind": said}]})


def prediction():
    p = objects("predict", "--json", "--at", "3", "tests/data/traces/trace-1-handshake.txt")[0]
    step = {"direction": one_of({"c2s", "s2c"}), "what": said, "why": text}
    hold(p, {"input": said, "connection": count, "after_packet": count, "client": said,
             "server": said, "segments": [{**step, "seq": optional(count),
                                           "ack": optional(count)}],
             "timers": [{**step, "kind": said, "earliest": time, "latest": time}]})
    same((p["after_packet"], p["segments"][0]["seq"]), (3, 1000001), "the fourth packet")


def hostile_text_is_valid_json():
    """Bytes that are no UTF-8, quotes and control characters, in names and lines."""
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "ev\"il\\\n.txt"
        path.write_bytes(b"ESTAB 0 0 10.0.0.1:22 10.0.0.2:4000\n"
                         b"ESTAB 0 zero \"\\ \xff\xfe\x00\x1b[2J \xed\xa0\x80\n")
        for words in (["diagnose"], ["evidence"]):
            status, out, _ = crux(*words, "--json", path)
            same(status, 0, "status")
            same(parse(out)["inputs"][0]["path"], str(path), "the path")


TESTS = [diagnosis, verdicts_of_the_examples, flows, flows_without_times, segments,
         segments_of_text, evidence, prediction, drill, hostile_text_is_valid_json]

if __name__ == "__main__":
    run((test.__name__.replace("_", " "), test) for test in TESTS)
