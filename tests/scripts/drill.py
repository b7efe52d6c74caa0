#!/usr/bin/env python3
"""A drill in a terminal of 80 columns and 24 rows, and without one."""
import fcntl
import json
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import termios

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import CRUX, SECONDS, SOURCE, crux, run, same

COLUMNS, ROWS = 80, 24
ESCAPE = re.compile(r"\033\[[0-9;]*[A-Za-z]")
ANSWER, SURE, ENTER = "your answer", "how sure", "Enter: "
PROMPT = re.compile(rf"(?:^|\n)({ANSWER} \(a-[cd]\)|{SURE} \(.*\)|{ENTER}[a-z ]+) > $")
END_OF_FILE = "\x04"
CAPTURES = ["tests/data/drill/slow-server.pcap", "tests/data/drill/loss.pcap",
            "tests/data/drill/syn-unanswered.pcap", "examples/zero-window/client.pcap"]


def questions(*words):
    status, out, _ = crux("drill", "--json", *words)
    same(status, 0, "status")
    return json.loads(out)["questions"]


def right(question):
    return next(o["letter"] for o in question["options"] if o["right"])


def wrong(question, nth):
    options = [o for o in question["options"] if not o["right"]]
    return options[nth % len(options)]


class Terminal:
    """crux drill on a terminal of its own; a person who waits for each prompt."""

    def __init__(self, *words, rows=ROWS):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, COLUMNS, 0, 0))
        self.child = subprocess.Popen([CRUX, "drill", *words], stdin=slave, stdout=slave,
                                      stderr=slave, cwd=SOURCE, start_new_session=True,
                                      env={**os.environ, "TERM": "xterm"})
        os.close(slave)
        self.shown = ""  # since the last answer
        self.all = ""    # from the start

    def prompt(self):
        """Read on to the next prompt -> its words, None at the end."""
        while True:
            plain = ESCAPE.sub("", self.shown)
            found = PROMPT.search(plain)
            if found:
                return found[1]
            try:
                part = os.read(self.master, 65536).decode()
            except OSError:
                part = ""
            if not part:
                return None
            self.shown += part.replace("\r\n", "\n")

    def say(self, text):
        self.all += self.shown
        self.shown = ""
        os.write(self.master, text.encode())

    def end(self):
        while self.prompt() is not None:
            raise AssertionError("one more question than there should be")
        self.all = ESCAPE.sub("", self.all + self.shown)
        os.close(self.master)
        same(self.child.wait(SECONDS), 0, "status")
        return self.all


def play(choose, *words, sure="3", rows=ROWS):
    """Answer every question with choose(its number) -> all that was shown"""
    terminal = Terminal(*words, rows=rows)
    number = -1
    while (prompt := terminal.prompt()) is not None:
        if prompt.startswith(ANSWER):
            number += 1
            terminal.say(choose(number) + "\n")
        elif prompt.startswith(SURE):
            terminal.say(sure + "\n")
        else:
            terminal.say("\n")
    return terminal.end()


def one_line(text):
    return " ".join(text.split())


def contains(shown, text):
    assert one_line(text) in one_line(shown), f"not shown: {text}"


def check_layout(shown):
    """No line is too wide; a question with its options and prompts fits the screen."""
    wide = [line for line in shown.splitlines() if len(line) > COLUMNS]
    same(wide, [], "lines above 80 columns")
    screens = re.findall(rf"^(?:Trace|Question) \d of \d.*?^{SURE}[^\n]*", shown,
                         re.MULTILINE | re.DOTALL)
    assert screens, shown
    for screen in screens:
        rows = screen.count("\n") + 1
        assert rows <= ROWS, f"{rows} rows:\n{screen}"


def all_right():
    asked = questions()
    same(len(asked), 5, "questions")
    shown = play(lambda n: right(asked[n]))
    check_layout(shown)
    contains(shown, "5 of 5 right in ")
    contains(shown, "the time for this round is 14 min.")
    contains(shown, "Sure but wrong: none.")
    same(len(re.findall("right, sure", shown)), 5, "lines of the recap")
    assert "Read again" not in shown and "tempting" not in shown, shown
    for question in asked:
        contains(shown, question["question"])
        contains(shown, f"Yes, {right(question)}. {question['because']}")


def all_wrong_in_every_way():
    asked = questions()
    for nth in range(3):
        shown = play(lambda n: wrong(asked[n], nth)["letter"])
        check_layout(shown)
        contains(shown, "0 of 5 right in ")
        contains(shown, "Sure but wrong: 5 of 5.")
        same(len(re.findall("wrong, sure", shown)), 5, "lines of the recap")
        contains(shown, "Read again")
        for question in asked:
            chosen = wrong(question, nth)
            contains(shown, f"Not {chosen['letter']}. It is tempting because {chosen['tempts']}. But")
            contains(shown, chosen["refutes"][1:])  # its capital goes behind "But"
            contains(shown, f"Rule: {chosen['rule']}")
            contains(shown, f"{right(question)} is right. {question['because']}")
            contains(shown, question["read"])


def captures_are_played_too():
    for path in CAPTURES:
        asked = questions(path)
        assert asked, path
        for pick in (lambda n: right(asked[n]), lambda n: wrong(asked[n], n)["letter"]):
            shown = play(pick, path, sure="2")
            check_layout(shown)
            for question in asked:
                contains(shown, question["question"])
                same(sum(o["right"] for o in question["options"]), 1, "right answers")


def seeds_change_the_order():
    orders = {tuple(right(q) for q in questions("--seed", str(n))) for n in range(1, 9)}
    assert len(orders) > 3, orders
    same(questions("--seed", "3"), questions("--seed", "3"), "the same seed")
    same(questions(), questions(), "no seed")


def a_low_terminal_pauses():
    asked = questions()
    shown = play(lambda n: right(asked[n]), rows=10)
    contains(shown, "5 of 5 right")
    head = shown.split("your answer")[0]
    assert head.count("Enter: the rest") >= 1, head
    for chunk in re.split(r"^Enter: the rest.*\n", head, flags=re.MULTILINE):
        assert chunk.count("\n") < 10, f"more than 10 rows without a pause:\n{chunk}"


def stop_at(nth, text):
    """Answer right until the nth prompt, and type text there -> all that was shown"""
    asked = questions()
    terminal = Terminal()
    number = -1
    for _ in range(nth):
        prompt = terminal.prompt()
        assert prompt, "it ended before"
        number += prompt.startswith(ANSWER)
        terminal.say({ANSWER: right(asked[max(number, 0)]), SURE: "2"}.get(prompt[:len(ANSWER)],
                     "2" if prompt.startswith(SURE) else "") + "\n")
    assert terminal.prompt(), "it ended before"
    terminal.say(text)
    return terminal.end()


def leaving_and_the_end_of_input():
    for text in ("q\n", "Q\n", END_OF_FILE):
        for nth, answered in ((0, 0), (1, 0), (2, 1), (3, 1), (4, 1), (5, 2), (14, 5)):
            shown = stop_at(nth, text)
            contains(shown, f"{answered} of 5 right in ")
            same(len(re.findall("not answered", shown)), 5 - answered, f"{text!r} at {nth}")


def hints_and_nonsense():
    asked = questions()
    terminal = Terminal()
    for text in ("?", "", "7", "e", "abc", "\x01\x02", "ä", "a" * 500):
        assert terminal.prompt().startswith(ANSWER)
        terminal.say(text + "\n")
    assert terminal.prompt().startswith(ANSWER)
    terminal.say(right(asked[0]).upper() + "\n")
    for text in ("?", "0", "4", "12", "sure"):
        assert terminal.prompt().startswith(SURE)
        terminal.say(text + "\n")
    assert terminal.prompt().startswith(SURE)
    terminal.say("1\n")
    assert terminal.prompt().startswith(ENTER)
    terminal.say("q\n")
    shown = terminal.end()
    contains(shown, f"Hint: {asked[0]['hint']}")
    contains(shown, "a letter from a to d; ? for a hint, q to leave")
    contains(shown, "1 of 5 right")
    contains(shown, "Right by a guess: 1.")


def without_a_terminal():
    asked = questions()
    typed = "".join(f"{right(q)}\n3\n" for q in asked).encode()
    done = subprocess.run([CRUX, "drill"], input=typed, capture_output=True, cwd=SOURCE,
                          timeout=SECONDS)
    same((done.returncode, done.stderr), (0, b""), "status and errors")
    shown = done.stdout.decode()
    assert "Enter:" not in shown and "\033" not in shown, shown
    check_layout(shown)
    contains(shown, "5 of 5 right")
    status, shown, errors = crux("drill")  # nothing to read
    same((status, errors), (0, ""), "status and errors without answers")
    contains(shown, "0 of 5 right")


def what_makes_no_question():
    for path in ("LICENSE", "tests/data/readers/sysctl.txt"):
        status, out, errors = crux("drill", path)
        same((status, out), (1, ""), path)
        assert errors.startswith("crux: "), errors


def the_list_names_everything():
    _, text, _ = crux("drill", "--list")
    _, out, _ = crux("drill", "--list", "--json")
    listed = json.loads(out)
    assert len(listed["kinds"]) >= 10 and len(listed["misconceptions"]) >= 40, out
    for row in listed["kinds"] + listed["misconceptions"]:
        assert re.search(rf"^  {row['id']} ", text, re.MULTILINE), row
    same([line for line in text.splitlines() if len(line) > COLUMNS], [], "wide lines")


TESTS = [all_right, all_wrong_in_every_way, captures_are_played_too, seeds_change_the_order,
         a_low_terminal_pauses, leaving_and_the_end_of_input, hints_and_nonsense,
         without_a_terminal, what_makes_no_question, the_list_names_everything]

if __name__ == "__main__":
    run((test.__name__.replace("_", " "), test) for test in TESTS)
