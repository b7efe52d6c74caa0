#!/usr/bin/env python3
"""Make a C file of the traces, so that a drill needs no files.

embed.py OUTPUT FILE...: a file NAME.c.txt is the trace NAME.c: it carries
another name only so that nobody takes it for a source of crux.
"""
import pathlib
import sys

HEAD = """/* made by embed.py */
#include "drill/traces.h"

"""


def c_bytes(data):
    """The bytes as lines of a C initializer."""
    for i in range(0, len(data), 20):
        yield "\t" + ", ".join(str(b) for b in data[i:i + 20]) + ",\n"


def main(output, *files):
    text = HEAD
    table = ""
    for number, path in enumerate(map(pathlib.Path, files)):
        data = path.read_bytes()
        name = path.name.removesuffix(".txt") if path.name.endswith(".c.txt") else path.name
        text += f"static const unsigned char trace_{number}[] = {{\n{''.join(c_bytes(data))}}};\n"
        table += f'\t{{ "{name}", {{ (const char *)trace_{number}, sizeof trace_{number} }} }},\n'
    text += f"\nconst struct trace traces[] = {{\n{table}}};\n"
    text += f"const size_t traces_n = {len(files)};\n"
    pathlib.Path(output).write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
