"""What the tests of structure share: where things are, and TAP."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SRC = ROOT / "src"

# The floors of the house, from the bottom. What stands on the same floor does
# not see each other; DESIGN.md's arrows run downward only.
FLOORS = [
    ["base"],
    ["wire", "code"],
    ["tcp"],
    ["case"],
    ["readers"],
    ["predict"],
    ["diagnose"],
    ["report"],
    ["drill", "web"],
    ["commands"],
]
# Narrower than its floor: what a folder may include although it stands higher.
ONLY = {"code": {"base"}}

# Tables of rooms: the .def file, and the folder in which its files are.
TABLES = {
    "diagnose/rules/rules.def": "diagnose/rules",
    "readers/readers.def": "readers",
    "commands/commands.def": "commands",
    "code/languages.def": "code",
    "drill/questions.def": "drill/questions",
    "drill/misconceptions.def": "drill/misconceptions",
}


def floor(folder):
    """The number of a folder's floor; main.c, in no folder, stands on the roof."""
    for number, folders in enumerate(FLOORS):
        if folder in folders:
            return number
    return len(FLOORS) if folder == "" else None


def folder_of(path):
    parts = path.relative_to(SRC).parts
    return parts[0] if len(parts) > 1 else ""


def sources(*suffixes):
    return sorted(p for p in SRC.rglob("*") if p.suffix in suffixes)


def relative(path):
    return str(path.relative_to(ROOT))


def blank(match):
    return re.sub(r"[^\n]", " ", match[0])


def code_only(text):
    """C without comments and string contents; line numbers stay."""
    pattern = r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\''
    return re.sub(pattern, blank, text, flags=re.DOTALL)


def table_rooms(table):
    """The names in a .def file's lines NAME(room), in order; none without the file."""
    if not (SRC / table).exists():
        return []
    text = code_only((SRC / table).read_text())
    return re.findall(r"^[A-Z_]+\((\w+)\)", text, re.MULTILINE)


def report(results):
    """Print TAP for (name, [problem…]) pairs; end the program."""
    results = list(results)
    failed = 0
    print(f"1..{len(results)}")
    for number, (name, problems) in enumerate(results, 1):
        print(f"{'not ' if problems else ''}ok {number} - {name}")
        for problem in problems:
            print(f"# {problem}")
        failed += bool(problems)
    sys.exit(failed > 0)


def skip(why):
    print(f"1..0 # SKIP {why}")
    sys.exit(0)
