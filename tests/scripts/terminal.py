#!/usr/bin/env python3
"""What only a terminal shows: colour, its width, the usage, the progress line."""
import fcntl
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import termios
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import CRUX, SECONDS, SOURCE, run, same

TRACE = "tests/data/traces/trace-4-slow-transfer.txt"
CAPTURE = SOURCE / "examples/zero-window/client.pcap"
LONG = 30  # times 167 kB is more than readers take at once between two looks at the clock
ESCAPE = re.compile(r"\033\[[0-9;]*[A-Za-z]")


def environment(more):
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM", "COLUMNS")}
    return {**env, "TERM": "xterm", **more}


def read_all(fd):
    """What comes until the other end is closed."""
    got = b""
    while True:
        try:
            part = os.read(fd, 65536)
        except OSError:  # a terminal's way of saying that it is over
            part = b""
        if not part:
            return got.decode().replace("\r\n", "\n")
        got += part


def in_terminal(*words, columns=80, env=None, feed=None):
    """Run crux with a terminal of its own -> (status, all that it showed). feed writes to
    its standard input, which is a terminal too without it."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    child = subprocess.Popen([CRUX, *words], stdin=subprocess.PIPE if feed else slave,
                             stdout=slave, stderr=slave, cwd=SOURCE,
                             env=environment(env or {}), start_new_session=True)
    os.close(slave)
    if feed:
        feed(child.stdin)
        child.stdin.close()
    shown = read_all(master)
    os.close(master)
    return child.wait(SECONDS), shown


def colour_on_a_terminal():
    status, shown = in_terminal(TRACE)
    same(status, 0, "status")
    assert "\033[1m" in shown and "\033[36m" in shown, "no colour"
    _, plain = in_terminal(TRACE, "--color=never")
    same(ESCAPE.sub("", shown), plain, "colour only adds")
    assert "\033" not in plain, "colour in spite of --color=never"


def no_colour_where_it_is_not_wanted():
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}):
        assert "\033" not in in_terminal(TRACE, env=env)[1], f"colour with {env}"
    assert "\033" in in_terminal(TRACE, env={"NO_COLOR": ""})[1], "an empty NO_COLOR is none"
    assert "\033" in in_terminal(TRACE, "--color=always", env={"NO_COLOR": "1"})[1], "always"


def the_width_of_the_terminal():
    for columns, want in ((80, 80), (100, 100), (200, 120), (40, 60)):
        _, shown = in_terminal(TRACE, "--color=never", columns=columns)
        widest = max(map(len, shown.splitlines()))
        assert want - 12 <= widest <= want, f"{columns} columns: the widest line has {widest}"


def nothing_asked():
    status, shown = in_terminal()
    same(status, 2, "status")
    assert shown.startswith("usage: crux EVIDENCE"), shown
    status, shown = in_terminal("flows")
    same(status, 2, "status")
    assert shown.startswith("crux: flows needs evidence"), shown


def slowly(stream):
    """A capture that is long enough to tell of, and takes a second and more to come."""
    capture = CAPTURE.read_bytes()
    stream.write(capture[:24])  # the file's header, then the same packets over and over
    for _ in range(10):
        stream.write(capture[24:] * LONG)
        stream.flush()
        time.sleep(0.12)


def a_progress_line_that_goes_away():
    status, shown = in_terminal("flows", "-", feed=slowly)
    same(status, 0, "status")
    assert "\r\033[Kreading" in shown, f"no progress line: {shown[:200]!r}"
    line = shown.rindex("\r\033[Kreading")
    rest = shown[line + 4:]
    assert "\r\033[K" in rest and rest.index("\r\033[K") < rest.index("connection"), "it stays"
    assert "reading" not in in_terminal("flows", "-", feed=slowly, env={"TERM": "dumb"})[1]


def no_progress_line_for_a_short_read():
    assert "reading" not in in_terminal("flows", str(CAPTURE))[1]


TESTS = [colour_on_a_terminal, no_colour_where_it_is_not_wanted, the_width_of_the_terminal,
         nothing_asked, a_progress_line_that_goes_away, no_progress_line_for_a_short_read]

if __name__ == "__main__":
    run((test.__name__.replace("_", " "), test) for test in TESTS)
