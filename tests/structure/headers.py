#!/usr/bin/env python3
"""Each header is complete in itself, for gcc and for clang, and has its guard.

headers.py INCLUDE_DIR: where the generated config.h is.
"""
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys

import house

FLAGS = ["-std=gnu17", "-D_GNU_SOURCE", "-fsyntax-only", "-x", "c", "-Wall", "-Wextra",
         "-Wshadow", "-Wconversion", "-Wstrict-prototypes", "-Werror", "-Wno-unused"]


def guard(path):
    name = re.sub(r"\W", "_", str(path.relative_to(house.SRC))).upper()
    text = house.code_only(path.read_text())
    if re.search(rf"\A\s*#ifndef CRUX_{name}\n#define CRUX_{name}\b.*#endif\s*\Z", text, re.DOTALL):
        return []
    return [f"{house.relative(path)}: want the guard CRUX_{name} around everything"]


def compiles(path, compiler, include_dir):
    # Twice, so that a header without a guard shows too.
    text = f'#include "{path.relative_to(house.SRC)}"\n' * 2
    done = subprocess.run([compiler, *FLAGS, "-I", str(house.SRC), "-I", include_dir, "-"],
                          input=text, text=True, capture_output=True)
    return done.stderr.splitlines()[:10] if done.returncode else []


def check(path, include_dir):
    problems = guard(path)
    for compiler in filter(shutil.which, ("gcc", "clang")):
        problems += compiles(path, compiler, include_dir)
    return f"{house.relative(path)} stands alone", problems


if __name__ == "__main__":
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        house.report(pool.map(lambda p: check(p, sys.argv[1]), house.sources(".h")))
