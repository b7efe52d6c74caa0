#!/usr/bin/env python3
"""What is built is what is there: every file in a list, every room in a table,
every rule in the catalogue."""
import re

import house

CATALOGUE = house.SRC / "diagnose" / "catalogue.def"


def listed(folder):
    """The .c files that src/FOLDER/meson.build names, as paths."""
    text = (house.SRC / folder / "meson.build").read_text()
    text = re.sub(r"#.*", "", text)
    return [house.SRC / folder / name for name in re.findall(r"'([^']+\.c)'", text)]


def in_tables():
    for table, folder in house.TABLES.items():
        yield from (house.SRC / folder / f"{room}.c" for room in house.table_rooms(table))


def built():
    """Every source is built, once."""
    rooms = list(in_tables())
    for folder in sorted(p.name for p in house.SRC.iterdir() if p.is_dir()):
        named = listed(folder) + [room for room in rooms if house.folder_of(room) == folder]
        there = set((house.SRC / folder).rglob("*.c"))
        problems = [f"{house.relative(p)} is not built: put it in src/{folder}/meson.build"
                    f" or in its table" for p in sorted(there - set(named))]
        problems += [f"{house.relative(p)} is named twice"
                     for p in sorted(set(named)) if named.count(p) > 1]
        order = [p.name for p in listed(folder)]
        if order != sorted(order):
            problems.append(f"src/{folder}/meson.build is not in alphabetical order")
        yield f"every file of src/{folder} is built once", problems


def rooms():
    """Every line of a table has its file; built() looks at the reverse."""
    for table, folder in house.TABLES.items():
        names = house.table_rooms(table)
        problems = [] if names else ["there is no line in it"]
        problems += [f"{name} has no src/{folder}/{name}.c" for name in names
                     if not (house.SRC / folder / f"{name}.c").exists()]
        problems += [f"{name} is there twice" for name in set(names) if names.count(name) > 1]
        yield f"every room of src/{table} is there, once", problems


def catalogue():
    """Every rule's id is in the catalogue and says which file it is in."""
    if not CATALOGUE.exists():
        return
    known = re.findall(r'^ENTRY\("([^"]+)"', CATALOGUE.read_text(), re.MULTILINE)
    problems = [f"{i} is in the catalogue twice" for i in set(known) if known.count(i) > 1]
    if not known:
        problems.append("the catalogue is empty")
    for name in house.table_rooms("diagnose/rules/rules.def"):
        room = house.SRC / "diagnose" / "rules" / f"{name}.c"
        text = room.read_text() if room.exists() else ""
        ids = re.findall(r'^\s*\.id\s*=\s*"([^"]*)"', text, re.MULTILINE)
        if ids != [name.replace("_", "-")]:
            problems.append(f"rules/{name}.c: id {ids}, want {name.replace('_', '-')}")
        problems += [f"rules/{name}.c: {i} is not in the catalogue" for i in ids if i not in known]
    yield "every rule is in the catalogue", problems


if __name__ == "__main__":
    house.report([*built(), *rooms(), *catalogue()])
