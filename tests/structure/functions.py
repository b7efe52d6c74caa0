#!/usr/bin/env python3
"""Functions that have no place here, and malloc outside of its own."""
import re

import house

# Unbounded, silent on overflow, or with hidden state: base has what replaces them.
NEVER = ["strcpy", "stpcpy", "strcat", "strncpy", "strncat", "sprintf", "vsprintf", "gets",
         "strtok", "strtok_r", "atoi", "atol", "atoll", "atof", "scanf", "sscanf", "fscanf",
         "alloca", "system", "popen", "tmpnam", "mktemp", "gmtime", "localtime", "ctime",
         "asctime", "rand"]
# Memory is the arenas'; these are for src/base and the edges of foreign libraries.
MEMORY = ["malloc", "free", "calloc", "realloc", "reallocarray", "strdup", "strndup",
          "asprintf", "vasprintf", "getline", "getdelim", "open_memstream"]
# The edges: file and function, with the reason.
EDGES = {
}


def calls(text, names):
    """(line number, name) of every use of one of the names as a function."""
    for match in re.finditer(r"(?<![\w.>])(" + "|".join(names) + r")\s*\(", text):
        yield text.count("\n", 0, match.start()) + 1, match[1]


def check(path):
    text = house.code_only(path.read_text())
    where = house.relative(path)
    problems = [f"{where}:{line}: {name} has no place here" for line, name in calls(text, NEVER)]
    if house.folder_of(path) != "base":
        problems += [f"{where}:{line}: {name} outside of src/base"
                     for line, name in calls(text, MEMORY) if (where, name) not in EDGES]
    return f"functions of {where}", problems


def edges():
    """An edge that is no longer used goes from the list."""
    for (where, name), reason in EDGES.items():
        path = house.ROOT / where
        used = path.exists() and any(calls(house.code_only(path.read_text()), [name]))
        yield f"{where} uses {name}: {reason}", [] if used else ["no longer: take it off the list"]


if __name__ == "__main__":
    house.report([check(p) for p in house.sources(".c", ".h")] + list(edges()))
