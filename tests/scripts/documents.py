#!/usr/bin/env python3
"""What is written about crux is what crux does: help, manual, completion, documents.

documents.py --update writes the manual, the catalogue and every output in the documents anew.
"""
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import CRUX, SOURCE, crux, run, same

DOCUMENTS = [SOURCE / "README.md", *sorted((SOURCE / "docs").rglob("*.md")),
             SOURCE / "examples" / "README.md"]
ANYTHING = "…"  # a line of an output in a document that stands for any lines


def commands():
    status, out, _ = crux("help")
    same(status, 0, "status")
    return re.findall(r"^  (\w+) +\S", out.split("commands:\n")[1], re.MULTILINE)


def options(command):
    """The options that the help of a command lists, without their values."""
    _, out, _ = crux("help", command)
    lines = out.split("\noptions:\n")[1].splitlines()
    return {name for line in lines for name in re.findall(r"^ {2,6}(?:-\w, )?(--[\w-]+)", line)}


def help_of_every_command():
    found = commands()
    assert len(found) >= 8, found
    for command in found:
        by_word, by_option = crux("help", command), crux(command, "--help")
        same(by_word, by_option, f"help {command} and {command} --help")
        same((by_word[0], by_word[2]), (0, ""), command)
        wide = [line for line in by_word[1].splitlines() if len(line) > 80]
        same(wide, [], f"lines of {command} above 80 columns")
        assert "--help" in options(command), command


def version():
    status, out, _ = crux("--version")
    same(status, 0, "status")
    assert re.match(r"crux \d+\.\d+\.\d+\n", out) and "libarchive" in out and "jansson" in out, out


def the_manual_is_up_to_date():
    same((SOURCE / "docs" / "crux.1").read_text(), crux("help", "--man")[1],
         "docs/crux.1 (tests/scripts/documents.py --update)")


def the_catalogue_is_up_to_date():
    same((SOURCE / "docs" / "catalogue.md").read_text(), crux("catalogue", "--markdown")[1],
         "docs/catalogue.md (tests/scripts/documents.py --update)")


def the_manual_is_clean_roff():
    if not shutil.which("groff"):
        return
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-Kutf8", SOURCE / "docs" / "crux.1"],
                          capture_output=True)
    same(done.stderr.decode(), "", "warnings of groff")
    plain = re.sub(".\b|\033\\[[0-9;]*m", "", done.stdout.decode())
    for command in commands():
        assert f"crux {command}" in plain or command == "diagnose", command


def every_command_has_a_page():
    for command in commands():
        page = (SOURCE / "docs" / "commands" / f"{command}.md").read_text()
        rows = "\n".join(line for line in page.splitlines() if line.startswith("| `"))
        named = set(re.findall(r"(--[\w-]+)", re.sub(r"\|[^|`]*\|$", "", rows, flags=re.MULTILINE)))
        same(sorted(options(command) - named), [], f"options that {command}.md does not name")
        same(sorted(named - options(command)), [], f"options that {command}.md invents")


def completion_of_bash():
    script = crux("completion", "bash")[1]
    checks = [("crux dia", "diagnose"), ("crux flows --so", "--sort"),
              ("crux --color al", "always"), ("crux flows --sort du", "duration"),
              ("crux completion z", "zsh"), ("crux help expl", "explain"),
              ("crux catalogue close-", "close-wait-leak"), ("crux READ", "README.md"),
              ("crux explain READ", "README.md"), ("crux evidence --unr", "--unread")]
    for line, want in checks:
        words = line.split(" ")
        probe = (f"{script}\nCOMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}\n"
                 "_crux; printf '%s\\n' \"${COMPREPLY[@]}\"")
        done = subprocess.run(["bash", "-c", probe], capture_output=True, cwd=SOURCE)
        same((done.returncode, done.stderr), (0, b""), line)
        assert want in done.stdout.decode().split("\n"), f"{line}: {done.stdout.decode()!r}"


def completion_of_zsh():
    script = crux("completion", "zsh")[1]
    for command in commands():
        assert f"\t{command})\n" in script, command
        for option in options(command):
            assert f"'{option}[" in script or f"'{option}=[" in script, f"{command} {option}"
    if shutil.which("zsh"):
        with tempfile.NamedTemporaryFile("w", suffix=".zsh") as file:
            file.write(script)
            file.flush()
            done = subprocess.run(["zsh", "-n", file.name], capture_output=True)
        same((done.returncode, done.stderr), (0, b""), "zsh -n")


def outputs(text):
    """(start, end, arguments, lines) of each indented block that begins with `$ crux …`"""
    for match in re.finditer(r"(?:^    \$ (?:build/)?crux (.*)\n)((?:    .*\n|\n(?=    ))*)", text,
                             re.MULTILINE):
        lines = [line[4:] for line in match[2].rstrip("\n").split("\n")]
        yield match.start(2), match.end(2), shlex.split(match[1]), lines


def matches(want, got):
    if not want:
        return not got
    if want[0] == ANYTHING:
        return any(matches(want[1:], got[i:]) for i in range(len(got) + 1))
    return bool(got) and want[0] == got[0] and matches(want[1:], got[1:])


READS_CODE = "source code: read" in crux("--version")[1]


def outputs_in_documents():
    held = 0
    for document in DOCUMENTS:
        for _, _, words, want in outputs(document.read_text()):
            if want == [""] or (words[0] == "lint" and not READS_CODE):
                continue
            held += 1
            got = [line.rstrip() for line in crux(*words)[1].rstrip("\n").split("\n")]
            if got[:1] == [""]:
                got = got[1:]
            want = want[1:] if want[:1] == [""] else want
            if not matches(want, got):
                here = document.relative_to(SOURCE)
                raise AssertionError(f"{here}: crux {shlex.join(words)} says otherwise "
                                     "(tests/scripts/documents.py --update)\n" + "\n".join(got))
    assert held >= 2, "outputs in the documents"


def the_paste_in_the_readme_is_one_of_ours():
    text = (SOURCE / "README.md").read_text()
    named = re.search(r"This is `(tests/data/pastes/\S+)`:\n\n((?:    .*\n)+)", text)
    assert named, "no paste in the README"
    same(re.sub("^    ", "", named[2], flags=re.MULTILINE), (SOURCE / named[1]).read_text(), named[1])


def links_lead_somewhere():
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
            if "://" not in target and not (document.parent / target).exists():
                raise AssertionError(f"{document.relative_to(SOURCE)}: no {target}")


def update():
    (SOURCE / "docs" / "crux.1").write_text(crux("help", "--man")[1])
    (SOURCE / "docs" / "catalogue.md").write_text(crux("catalogue", "--markdown")[1])
    for document in DOCUMENTS:
        text = document.read_text()
        for start, end, words, lines in reversed(list(outputs(text))):
            if lines == [""] or ANYTHING in lines or (words[0] == "lint" and not READS_CODE):
                continue
            got = crux(*words)[1].rstrip("\n").split("\n")
            block = "".join(f"    {line}".rstrip() + "\n" for line in got)
            text = text[:start] + ("\n" if lines[0] == "" else "") + block + text[end:]
        document.write_text(text)


TESTS = [help_of_every_command, version, the_manual_is_up_to_date, the_catalogue_is_up_to_date,
         the_manual_is_clean_roff, every_command_has_a_page, completion_of_bash, completion_of_zsh,
         outputs_in_documents, the_paste_in_the_readme_is_one_of_ours, links_lead_somewhere]

if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        update()
    else:
        run((test.__name__.replace("_", " "), test) for test in TESTS)
