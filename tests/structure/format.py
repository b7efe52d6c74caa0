#!/usr/bin/env python3
"""Layout is clang-format's business (version 14: others differ in details)."""
import concurrent.futures
import os
import re
import shutil
import subprocess

import house

FOLDERS = ["src", "tests/unit", "tests/lab", "fuzz", "bench"]


def clang_format():
    for name in ("clang-format-14", "clang-format"):
        if shutil.which(name):
            version = subprocess.run([name, "--version"], text=True, capture_output=True).stdout
            if re.search(r"version 14\.", version):
                return name
    return None


def check(program, path):
    done = subprocess.run([program, "--dry-run", "--Werror", "--ferror-limit=3", str(path)],
                          text=True, capture_output=True)
    problems = [line for line in done.stderr.splitlines() if "error:" in line]
    if done.returncode and not problems:
        problems = done.stderr.splitlines()[:3] or [f"status {done.returncode}"]
    return f"layout of {house.relative(path)}", problems


if __name__ == "__main__":
    program = clang_format()
    if not program:
        house.skip("clang-format 14 is not installed")
    files = sorted(p for folder in FOLDERS for p in (house.ROOT / folder).rglob("*.[ch]"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        house.report(pool.map(lambda p: check(program, p), files))
