"""What the tests in tests/scripts share: the program, and TAP."""
import os
import pathlib
import subprocess
import sys
import traceback

HERE = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCE = pathlib.Path(os.environ.get("CRUX_SOURCE", HERE))
CRUX = os.environ.get("CRUX", str(SOURCE / "build" / "crux"))
SECONDS = 60


def crux(*words, stdin=subprocess.DEVNULL, env=None):
    """Run crux in the source folder -> (status, standard output, standard error)"""
    done = subprocess.run([CRUX, *map(str, words)], stdin=stdin, capture_output=True, cwd=SOURCE,
                          env={**os.environ, "TERM": "dumb", **(env or {})}, timeout=SECONDS)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def same(got, want, what):
    if got != want:
        raise AssertionError(f"{what}: got {got!r}, want {want!r}")


def run(tests):
    """Run (name, function) pairs, print TAP, end the program."""
    failed = 0
    tests = list(tests)
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} - {name}")
        except Exception:
            failed += 1
            print(f"not ok {number} - {name}")
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
    sys.exit(failed > 0)
