#!/usr/bin/env python3
"""Hold the lock against what it promises: sandbox.py --crux CRUX --attempts ATTEMPTS

ATTEMPTS is tests/sandbox/attempts of the same build: it locks itself by all parts
and by each alone, and tries what is to be refused and what is to work. CRUX must
be locked before it has read a byte, in every command that reads evidence; answer
the same with and without; and outlive files that shrink and outputs that are
abandoned. Sanitizer builds do not lock: this is for a build that is for use.
"""
import argparse
import bz2
import concurrent.futures
import gzip
import io
import lzma
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECONDS = 60
COMMANDS = [["diagnose"], ["diagnose", "--json"], ["diagnose", "--markdown"], ["flows"],
            ["flows", "--json", "--sort", "bytes"], ["flows", "--json", "--threads", "2"], ["explain"], ["explain", "--json"],
            ["predict"], ["predict", "--json"], ["evidence"], ["evidence", "--json"],
            ["drill", "--json"]]
LOCKING = ["diagnose", "flows", "explain", "predict", "evidence", "drill"]
NOTICE = b"crux: running without the sandbox\n"
SHRANK = "the file shrank while it was read"
CAPTURE = ROOT / "examples/accept-queue-overflow/server.pcap"


class Tap:
    def __init__(self):
        self.number = self.failed = 0

    def say(self, name, problems):
        self.number += 1
        self.failed += bool(problems)
        print(f"{'not ' if problems else ''}ok {self.number} - {name}")
        for problem in list(problems)[:10]:
            print(f"# {problem}")

    def pass_on(self, prefix, text):
        """Another program's lines, with our numbers."""
        for line in text.splitlines():
            words = line.split(" ", 3 if line.startswith("not") else 2)
            if line.startswith(("ok ", "not ok ")):
                self.number += 1
                self.failed += line.startswith("not")
                start = "not ok" if line.startswith("not") else "ok"
                print(f"{start} {self.number} - {prefix}: {words[-1].removeprefix('- ')}")


def run(words, **more):
    more = {"stdin": subprocess.DEVNULL, "timeout": SECONDS} | more
    done = subprocess.run([str(w) for w in words], capture_output=True, **more)
    return done.returncode, done.stdout, done.stderr


def attempts(tap, program):
    for parts in ("all", "landlock", "seccomp", "thread"):
        with tempfile.TemporaryDirectory(prefix="crux-sandbox-") as folder:
            status, out, err = run([program, folder, parts])
        text = out.decode()
        if text.startswith("1..0"):
            tap.number += 1
            print(f"ok {tap.number} - {parts} {text.split(' ', 1)[1].strip()}")
            continue
        tap.pass_on(parts, text)
        wrong = [] if status == 0 else [f"status {status}", *err.decode().splitlines()]
        tap.say(f"{parts}: the program comes to its end", wrong)


def field(pid, name):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return line.split()[1]
    return None


def waits(process):
    """Until it sleeps in read(2) and stays there."""
    for _ in range(SECONDS * 100):
        time.sleep(0.01)
        if field(process.pid, "State") == "S":
            time.sleep(0.1)
            if field(process.pid, "State") == "S":
                return
    raise AssertionError("does not wait for its input")


def start(crux, words, **more):
    return subprocess.Popen([str(w) for w in [crux, *words]], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def locked_before_it_reads(crux, command):
    """Nothing is fed yet, so that nothing can have been read."""
    words = [command, "--json", "-"]
    with start(crux, words) as process:
        waits(process)
        for name, want in (("Seccomp", "2"), ("NoNewPrivs", "1")):
            if field(process.pid, name) != want:
                yield f"{name} is {field(process.pid, name)} before the first byte"
        process.communicate(CAPTURE.read_bytes(), timeout=SECONDS)
        if process.returncode:
            yield f"status {process.returncode}"


def tasks(process):
    return sorted(int(p.name) for p in pathlib.Path(f"/proc/{process.pid}/task").iterdir())


def reads_in_a_locked_thread(crux, command):
    """Half of a capture is fed: a second thread waits for the rest of it."""
    content = CAPTURE.read_bytes()
    with start(crux, [command, "--threads", "2", "--json", "-"]) as process:
        process.stdin.write(content[:len(content) // 2])
        process.stdin.flush()
        for _ in range(SECONDS * 100):
            if len(tasks(process)) == 2:
                break
            time.sleep(0.01)
        threads = tasks(process)
        if len(threads) != 2:
            yield f"{len(threads)} threads"
        for name, want in (("Seccomp", "2"), ("NoNewPrivs", "1")):
            values = [field(f"{process.pid}/task/{thread}", name) for thread in threads]
            if values != [want] * len(threads):
                yield f"{name} is {values}"
        process.communicate(content[len(content) // 2:], timeout=SECONDS)
        if process.returncode:
            yield f"status {process.returncode}"


def open_on_request(crux, command):
    with start(crux, [command, "--no-sandbox", "--json", "-"]) as process:
        waits(process)
        if field(process.pid, "Seccomp") != "0":
            yield "is locked with --no-sandbox"
        _, err = process.communicate(CAPTURE.read_bytes(), timeout=SECONDS)
        if err != NOTICE:
            yield f"says {err!r}"


def tar(mode):
    kept = io.BytesIO()
    with tarfile.open(mode=f"w{mode}", fileobj=kept) as archive:
        archive.add(CAPTURE, "server.pcap")
    return kept.getvalue()


def zipped():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(CAPTURE, "server.pcap")
    return kept.getvalue()


LIBARCHIVE = "libarchive.so.13"
ARCHIVES = {"tar": tar(""), "tar.gz": tar(":gz"), "tar.xz": tar(":xz"), "zip": zipped()}


def evidence(folder):
    """(name, operands, what stands on standard input) of all that is compared"""
    examples = sorted(p.parent for p in (ROOT / "examples").glob("*/truth.json"))
    yield from ((p.name, [p], b"") for p in examples)
    traces = sorted((ROOT / "tests/data/traces").iterdir())
    yield from ((p.name, [p], b"") for p in traces if p.is_file())
    yield "all examples at once", examples, b""
    yield "standard input", ["-"], CAPTURE.read_bytes()
    yield "a paste", ["-"], (ROOT / "examples/slow-transfer/ss.txt").read_bytes()
    yield "what is not there", [folder / "missing.pcap"], b""
    yield "what is no evidence", [ROOT / "LICENSE"], b""
    packed = {"gz": gzip.compress, "xz": lzma.compress, "bz2": bz2.compress}
    for suffix, compress in packed.items():
        path = folder / f"server.pcap.{suffix}"
        path.write_bytes(compress(CAPTURE.read_bytes()))
        yield path.name, [path], b""
        yield f"standard input, {suffix}", ["-"], path.read_bytes()
    for program, suffix in (("zstd", "zst"), ("lz4", "lz4")):
        if shutil.which(program):
            path = folder / f"server.pcap.{suffix}"
            path.write_bytes(run([program, "-q", "-c", CAPTURE])[1])
            yield path.name, [path], b""
    for suffix, content in ARCHIVES.items():
        path = folder / f"server.{suffix}"
        path.write_bytes(content)
        yield path.name, [path], b""
        yield f"standard input, {suffix}", ["-"], content
    damaged = folder / "damaged.pcap.gz"
    damaged.write_bytes(gzip.compress(CAPTURE.read_bytes())[:-500])
    yield damaged.name, [damaged], b""


def differences(crux, operands, stdin):
    for command in COMMANDS:
        if stdin and command[0] == "drill" and "--json" not in command:
            continue
        more = {"input": stdin, "stdin": None} if stdin else {}
        locked = run([crux, *command, *operands], **more)
        status, out, err = run([crux, *command, "--no-sandbox", *operands], **more)
        if not err.startswith(NOTICE):
            yield f"{command}: --no-sandbox says nothing"
        if locked != (status, out, err.removeprefix(NOTICE)):
            yield f"{command}: {locked[0]} and {status}, {locked[2]!r} and {err!r}"


def in_a_drill(crux):
    """Answers come from standard input while the process is locked."""
    answers = b"a\n1\nb\n2\n" * 20
    got = [run([crux, "drill", *words, CAPTURE.parent], input=answers, stdin=None)
           for words in ([], ["--no-sandbox"])]
    if got[0][1] != got[1][1] or got[0][0] or len(got[0][1]) < 1000:
        yield f"{got[0][0]}: {got[0][1][-200:]!r}"


def output_is_placed(crux, folder):
    path = folder / "report.txt"
    path.write_text("old")
    path.chmod(0o640)
    status, out, err = run([crux, "-o", path, CAPTURE.parent])
    if (status, out, err) != (0, b"", b""):
        yield f"{status} {out!r} {err!r}"
    if path.read_bytes() != run([crux, CAPTURE.parent])[1]:
        yield "the file does not hold the report"
    if path.stat().st_mode & 0o777 != 0o640:
        yield "the mode of the old file is lost"
    yield from left_over(path)


def left_over(path):
    return [f"left over: {p}" for p in path.parent.glob(f".{path.name}.*")]


def output_of_the_killed(crux, folder, number):
    """Whatever ends crux, the old file stands and nothing lies beside it."""
    path = folder / f"killed-{number}.txt"
    path.write_text("old")
    with start(crux, ["-o", path, "-"]) as process:
        waits(process)
        if not left_over(path):
            yield "nothing is written beside the file"
        process.send_signal(number)
        process.communicate(timeout=SECONDS)
    for _ in range(500):
        if not left_over(path):
            break
        time.sleep(0.01)
    yield from left_over(path)
    if path.read_text() != "old":
        yield "the old file is gone"


def output_that_cannot_be_placed(crux, folder):
    path = folder / "turned-into-a-folder"
    with start(crux, ["-o", path, "-"]) as process:
        waits(process)
        path.mkdir()
        _, err = process.communicate(CAPTURE.read_bytes(), timeout=SECONDS)
        if process.returncode != 1 or b"Is a directory" not in err:
            yield f"{process.returncode} {err!r}"
    yield from left_over(path)


def shrunk(crux, folder, name, content, left, *command):
    """It waits for standard input with the file open; then the file shrinks."""
    path = folder / name
    path.write_bytes(content)
    with start(crux, [*command, "--json", "-", path]) as process:
        waits(process)
        os.truncate(path, left)
        out, err = process.communicate(b"$ date\n", timeout=SECONDS)
        if process.returncode not in (0, 1):
            yield f"status {process.returncode}"
        if SHRANK not in err.decode():
            yield f"says {err!r}"


def few_descriptors():
    resource.setrlimit(resource.RLIMIT_NOFILE, (80, 80))


def more_files_than_descriptors(crux, folder):
    many = folder / "many"
    many.mkdir()
    for i in range(300):
        shutil.copy(ROOT / "examples/slow-transfer/ss.txt", many / f"ss-{i}.txt")
    status, out, err = run([crux, "evidence", "--json", many], preexec_fn=few_descriptors)
    read = out.count(b'"kind":"ss"') + out.count(b'"kind": "ss"')
    if (status, err, read) != (0, b"", 300):
        yield f"status {status}, {read} files read, {err[-300:]!r}"


def loads_libarchive(crux):
    """By its name and not at the start; a build for a library of another name has it linked."""
    listed = run(["ldd", crux])[1].decode()
    return LIBARCHIVE.encode() in crux.read_bytes() and "libarchive" not in listed


def without_libarchive(crux, folder):
    """A library of that name that cannot be loaded: who does not need it does not see it."""
    lacking = {"LD_LIBRARY_PATH": str(folder / "lib")}
    (folder / "lib").mkdir()
    (folder / "lib" / LIBARCHIVE).write_bytes(b"")
    words = [crux, "flows", "--json"]
    want = run([*words, CAPTURE])[1]
    with_gzip = folder / "plain.pcap.gz"
    with_gzip.write_bytes(gzip.compress(CAPTURE.read_bytes()))
    for path in (CAPTURE, with_gzip):
        status, out, err = run([*words, path], env=os.environ | lacking)
        if (status, err) != (0, b"") or out.replace(bytes(path), bytes(CAPTURE)) != want:
            yield f"{path.name}: {status} {err!r}"
    for suffix, content in {"pcap.xz": lzma.compress(CAPTURE.read_bytes()), **ARCHIVES}.items():
        path = folder / f"lacking.{suffix}"
        path.write_bytes(content)
        status, out, err = run([*words, path], env=os.environ | lacking)
        if (status, out) != (1, b"") or b"cannot be unpacked without libarchive: " not in err:
            yield f"{path.name}: {status} {err!r}"
        if run([*words, path])[0]:
            yield f"{path.name} is not read with it"


def functions_for_libraries(crux):
    """A library that has a function of the same name would call ours."""
    for line in run(["nm", "-D", "--defined-only", crux])[1].decode().splitlines():
        address, kind, name = line.split()
        if kind == "T" and name not in ("_init", "_fini", "_start"):
            yield f"{name} is seen from outside"


def version(crux):
    _, out, _ = run([crux, "--version"])
    lines = [w for w in out.decode().splitlines() if w.startswith("sandbox: ")]
    if len(lines) != 1 or not ("Landlock" in lines[0] and "seccomp" in lines[0]):
        yield f"{lines}"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crux", required=True, type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("--attempts", required=True, type=lambda p: pathlib.Path(p).resolve())
    args = parser.parse_args()
    crux, tap = args.crux, Tap()
    tap.say("--version tells the parts", list(version(crux)))
    tap.say("no library sees a function of ours", list(functions_for_libraries(crux)))
    attempts(tap, args.attempts)
    _, out, _ = run([crux, "--version"])
    for command in LOCKING if b", seccomp\n" in out else []:
        tap.say(f"{command} is locked before it reads", list(locked_before_it_reads(crux, command)))
        tap.say(f"{command} --threads 2 reads in a thread that is locked",
                list(reads_in_a_locked_thread(crux, command)))
        tap.say(f"{command} --no-sandbox is not, and says so", list(open_on_request(crux, command)))
    with tempfile.TemporaryDirectory(prefix="crux-sandbox-") as folder:
        folder = pathlib.Path(folder)
        cases = list(evidence(folder))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = pool.map(lambda c: list(differences(crux, *c[1:])), cases)
            for (name, *_), problems in zip(cases, results):
                tap.say(f"the same answers with and without: {name}", problems)
        tap.say("a drill takes answers", list(in_a_drill(crux)))
        tap.say("an output file is put in its place", list(output_is_placed(crux, folder)))
        for number in (signal.SIGKILL, signal.SIGINT, signal.SIGTERM):
            tap.say(f"an output file, and {number.name}",
                    list(output_of_the_killed(crux, folder, number)))
        tap.say("an output file that cannot be placed",
                list(output_that_cannot_be_placed(crux, folder)))
        capture, text = CAPTURE.read_bytes(), b"State Recv-Q Send-Q\n" * 10000
        for left in (0, 30, 4096, len(capture) - 5):
            tap.say(f"a capture shrinks to {left} bytes",
                    list(shrunk(crux, folder, "c.pcap", capture, left, "evidence")))
            tap.say(f"a capture shrinks to {left} bytes in the hands of the second thread",
                    list(shrunk(crux, folder, "c.pcap", capture, left, "flows", "--threads", "2")))
        tap.say("a compressed capture shrinks",
                list(shrunk(crux, folder, "c.pcap.gz", gzip.compress(capture), 4096, "flows")))
        tap.say("a text shrinks", list(shrunk(crux, folder, "ss.txt", text, 50000, "diagnose")))
        if loads_libarchive(crux):
            tap.say("without libarchive", list(without_libarchive(crux, folder)))
        else:
            tap.number += 1
            print(f"ok {tap.number} - without libarchive # SKIP it is linked")
        tap.say("more files than descriptors", list(more_files_than_descriptors(crux, folder)))
    print(f"1..{tap.number}")
    return tap.failed > 0


if __name__ == "__main__":
    sys.exit(main())
