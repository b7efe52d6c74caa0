#!/usr/bin/env python3
"""Includes run downward only, and through a folder's one public header."""
import re

import house

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
GENERATED = {"config.h"}


def problem(path, include):
    """What is wrong with one include of one file, None if nothing is."""
    here = house.folder_of(path)
    if include in GENERATED:
        return None
    if (path.parent / include).exists() and "/" not in include:
        return None if include.endswith(".def") else f"write '{here}/…/{include}', from src"
    if not (house.SRC / include).exists():
        return "there is no such file under src"
    there = include.split("/")[0]
    if there == here:
        return None
    if include != f"{there}/{there}.h":
        return f"another folder sees {there}/{there}.h only"
    if house.floor(there) is None:
        return f"'{there}' has no floor in the house"
    if house.floor(there) >= house.floor(here):
        return f"{there} does not stand below {here or 'main.c'}"
    if here in house.ONLY and there not in house.ONLY[here]:
        return f"{here} knows no {there}"
    return None


def check(path):
    text = COMMENT.sub(house.blank, path.read_text())
    for match in INCLUDE.finditer(text):
        wrong = problem(path, match[1])
        if wrong:
            line = text.count("\n", 0, match.start()) + 1
            yield f'{house.relative(path)}:{line}: "{match[1]}": {wrong}'


def folders():
    """Each folder has its public header and a floor."""
    for folder in sorted(p.name for p in house.SRC.iterdir() if p.is_dir()):
        problems = []
        if house.floor(folder) is None:
            problems.append("has no floor in the house")
        if not (house.SRC / folder / f"{folder}.h").exists():
            problems.append(f"has no public header {folder}/{folder}.h")
        yield f"src/{folder} is a folder of the house", problems


if __name__ == "__main__":
    files = [(f"includes of {house.relative(p)}", list(check(p)))
             for p in house.sources(".c", ".h")]
    house.report(list(folders()) + files)
