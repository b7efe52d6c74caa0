#!/usr/bin/env python3
"""What a fix changes at once must have its lasting form.

Every command of a rule's fix that the next boot undoes begins with words that lasting.c has
a place for, or the rule says itself where it lasts, or its remark says that it is to go away
again, or it stands below with the reason.
"""
import re

import house

RULES = house.ROOT / "src" / "diagnose" / "rules"
LASTING = house.ROOT / "src" / "diagnose" / "lasting.c"

CHANGES = re.compile(
    r"\bsysctl -w |\bip (-6 )?route (replace|add|change|append) |\bip link set |"
    r"\btc qdisc (replace|add|change) |\bethtool -[ACGKLNX] |\bnft (add|insert) |"
    r"\bip6?tables (-t \w+ )?-[AI] |^%s (-t \w+ )?-[AI] |> /(sys|proc)/|\bmodprobe ")
# (rule, words of the command): why it has no lasting form.
PASSING = {
    ("capture_offload", "ethtool -K"): "only for the time of a capture",
}


def arguments(text, at):
    """The arguments of the call whose bracket opened at `at`: each the joined strings in it."""
    depth, start, quoted, found = 1, at, False, []
    while depth:
        c = text[at]
        if quoted:
            at += c == "\\"
            quoted = c != '"'
        elif c == '"':
            quoted = True
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        if not quoted and (depth == 0 or depth == 1 and c == ","):
            found.append("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text[start:at])))
            start = at + 1
        at += 1
    return found


def commands(text):
    """(line, remark, command) of each finding_command."""
    for call in re.finditer(r"\bfinding_command\(", text):
        f, remark, command, *rest = arguments(text, call.end())
        yield text.count("\n", 0, call.start()) + 1, remark, command


def table():
    text = LASTING.read_text()
    begins = re.findall(r'^\t\{ \{ "([^"]+)", \d+ \}', text, re.M)
    passing = re.findall(r'"([^"]+)"', re.search(r"passing\[\] = \{(.*?)\}", text, re.S)[1])
    return begins, passing


def kept(command, files):
    """Each key that sysctl -w sets is written below /etc by a command of the same rule."""
    keys = re.findall(r"([a-z_0-9]+(?:\.[a-z_0-9]+)+)=", command)
    return bool(keys) and all(any(key in file for file in files) for key in keys)


def is_passing(name, command):
    return any(name == rule and words in command for rule, words in PASSING)


def check(path):
    begins, passing = table()
    text, problems = path.read_text(), []
    files = [command for _, _, command in commands(text) if "/etc/" in command]
    for line, remark, command in commands(text):
        if not CHANGES.search(command) or "/etc/" in command:
            continue
        known = any(command.startswith(b) for b in begins) or command.startswith("%s -")
        if known or is_passing(path.stem, command) or any(w in remark for w in passing):
            continue
        if not kept(command, files):
            problems.append(f"line {line}: what makes \"{command}\" last?")
    return f"{house.relative(path)}: what changes lasts", problems


def sizes():
    """The lengths in the table are counted by hand."""
    wrong = [f'"{words}" is {len(words)} long, not {n}' for words, n in
             re.findall(r'^\t\{ \{ "([^"]+)", (\d+) \}', LASTING.read_text(), re.M)
             if len(words) != int(n)]
    return f"{house.relative(LASTING)}: lengths", wrong


if __name__ == "__main__":
    house.report([sizes(), *map(check, sorted(RULES.glob("*.c")))])
