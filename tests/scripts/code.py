#!/usr/bin/env python3
"""crux lint against sources whose faults are known.

tests/code has a folder a language; in leaky/ a comment `expect: ID` stands at the line
of each fault, in clean/ nothing is wrong. tests/code/second and those after it were written
by people who had not seen the analysis; their truth.json says where the faults are, and
known.json what is found of them, what is missed, and which clean source is accused.
"""
import collections
import importlib.util
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from script import SOURCE, crux, run, same

CORPUS = SOURCE / "tests" / "code"
OTHER_HANDS = [
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth",
]
LANGUAGES = ["c", "go", "python", "java", "js", "rust"]
LEAST = 20  # of each kind, for each language
NEAR = 2  # lines between the fault and a step of the path that tells of it


def lint(path, *words):
    status, out, err = crux("lint", "--json", *words, path)
    assert status in (0, 1), f"status {status}: {err}"
    return json.loads(out)["findings"]


def expected(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if match := re.search(r"expect: (\S+)", line):
            yield number, match[1]


def tells(finding, line, what):
    lines = [finding["line"]] + [step["line"] for step in finding["path"]]
    return finding["id"] == what and any(abs(line - n) <= NEAR for n in lines)


def finds(path):
    def test():
        found, want = lint(path), list(expected(path))
        assert want, "no fault is marked"
        for line, what in want:
            assert any(tells(f, line, what) for f in found), f"{what} at line {line}: {found}"
    return test


def is_quiet(path):
    return lambda: same(lint(path), [], "findings")


def corpus(language, kind):
    return sorted(p for p in (CORPUS / language / kind).iterdir() if p.is_file())


def is_large_enough():
    for language in LANGUAGES:
        for kind in ("leaky", "clean"):
            assert len(corpus(language, kind)) >= LEAST, f"{language}/{kind}"


def a_comment_silences():
    path = CORPUS / "silenced.c"
    same(lint(path), [], "findings")


def a_baseline_leaves_out():
    path = CORPUS / "c" / "leaky" / "goto_skips_close.c"
    status, out, _ = crux("lint", "--write-baseline", path)
    same(status, 0, "status")
    folder = pathlib.Path(__import__("tempfile").mkdtemp())
    (folder / "baseline").write_text(out)
    same(lint(path, "--baseline", folder / "baseline"), [], "findings")
    assert lint(CORPUS / "c" / "leaky" / "connect_error.c", "--baseline", folder / "baseline")


def the_fix_applies():
    """Where a line to put in is told, the patched source has the fault no more."""
    import shutil
    import subprocess
    import tempfile
    patched = 0
    for language in LANGUAGES:
        for path in corpus(language, "leaky"):
            out = crux("lint", path)[1]
            diffs = re.findall(r"^(--- .*?)(?=^\S+:\d+: |\Z)", out, re.MULTILINE | re.DOTALL)
            if len(diffs) != 1:
                continue
            with tempfile.TemporaryDirectory() as folder:
                copy = pathlib.Path(folder) / path.name
                shutil.copy(path, copy)
                subprocess.run(["patch", "--quiet", str(copy)], input=diffs[0].encode(), check=True,
                               cwd=folder)
                mended = {f["fingerprint"] for f in lint(path) if f["insert"]}
                left = mended & {f["fingerprint"] for f in lint(copy)}
                assert not left, f"{path}: {left}"
                patched += 1
    assert patched >= 10, f"{patched} were patched"


def sarif_is_sarif():
    """The parts of SARIF 2.1.0 that are required, and that all that is referred to is there."""
    status, out, _ = crux("lint", "--sarif", CORPUS / "c")
    same(status, 1, "status")
    log = json.loads(out)
    same(log["version"], "2.1.0", "version")
    results, rules = log["runs"][0]["results"], log["runs"][0]["tool"]["driver"]["rules"]
    assert results and len({r["id"] for r in rules}) == len(rules)
    for r in results:
        same(rules[r["ruleIndex"]]["id"], r["ruleId"], "rule")
        place = r["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] > 0 and " " not in place["artifactLocation"]["uri"]
        assert r["message"]["text"] and r["level"] in ("warning", "note")


SCHEMA = (SOURCE / "tests" / "sarif" / "node_modules" / "@microsoft" / "jest-sarif" / "lib" /
          "schemas" / "sarif-2.1.0-rtm.5.json")


def sarif_fits_its_schema():
    """`npm ci` in tests/sarif brings the schema; without it, or a validator, nothing is said."""
    import jsonschema
    schema = json.loads(SCHEMA.read_text())
    check = jsonschema.validators.validator_for(schema)(schema)
    status, out, _ = crux("lint", "--sarif", "--all", *(CORPUS / name for name in LANGUAGES))
    same(status, 1, "status")
    log = json.loads(out)
    assert len(log["runs"][0]["results"]) > 100
    same([f"{list(e.path)}: {e.message}" for e in check.iter_errors(log)], [], "errors")
    log["runs"][0]["results"][0]["level"] = "no level"
    assert list(check.iter_errors(log)), "the schema lets anything pass"


def can_validate():
    return SCHEMA.exists() and importlib.util.find_spec("jsonschema")


def by_file(folder):
    """-> all findings of a folder, by the file's name in it"""
    told = collections.defaultdict(list)
    for finding in lint(folder):
        told[f"{pathlib.Path(finding['file']).relative_to(folder)}"].append(finding)
    return told


def of_another_hand(corpus):
    """No less is found than was, and at its place; no more is accused."""
    def test():
        folder = CORPUS / corpus
        known = json.loads((folder / "known.json").read_text())
        truth = json.loads((folder / "truth.json").read_text())
        told_of = by_file(folder)
        for entry in known["found"]:
            name, line, what = entry.rsplit(":", 2)
            fault = truth[name]
            places = [n for n in (int(line), fault.get("acquired")) if n]
            found = told_of[name]
            if entry in known.get("elsewhere", ()):
                assert any(f["id"] == what for f in found), entry
            else:
                assert any(tells(f, n, what) for f in found for n in places), entry
        for name in known["quiet"]:
            same(told_of[name], [], name)
        faulty = {n for n in truth if truth[n]["line"]}
        told = {entry.rsplit(":", 2)[0] for entry in known["found"]}
        same(told | set(known["missed"]), faulty, "faulty sources, found or known to be missed")
        clean = {f"{p.relative_to(folder)}" for p in folder.glob("*/clean/*")}
        same(set(known["quiet"]) | set(known["accused"]), clean, "clean sources")
    return test


def tests():
    if "source code: read" not in crux("--version")[1]:
        return
    yield "the corpus is large enough", is_large_enough
    for language in LANGUAGES:
        for path in corpus(language, "leaky"):
            yield f"{language}: {path.name} is found", finds(path)
        for path in corpus(language, "clean"):
            yield f"{language}: {path.name} is left alone", is_quiet(path)
    yield "a comment silences", a_comment_silences
    yield "a baseline leaves out", a_baseline_leaves_out
    yield "the fix applies", the_fix_applies
    yield "SARIF is SARIF", sarif_is_sarif
    if can_validate():
        yield "SARIF fits its schema", sarif_fits_its_schema
    for name in OTHER_HANDS:
        yield f"the {name} corpus", of_another_hand(name)


if __name__ == "__main__":
    run(tests())
