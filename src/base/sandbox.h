/*
 * sandbox.h - lock the process before it reads what a stranger wrote
 *
 * Evidence is hostile. Once inputs and output are open, reading and answering need
 * memory and the open files, and nothing else: no file, no socket, no program. Two
 * locks say so to the kernel, each for itself: Landlock and seccomp.
 */
#ifndef CRUX_BASE_SANDBOX_H
#define CRUX_BASE_SANDBOX_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/str.h"

enum sandbox_part {
	SANDBOX_LANDLOCK = 1 << 0,
	SANDBOX_SECCOMP = 1 << 1,
};
#define SANDBOX_ALL (SANDBOX_LANDLOCK | SANDBOX_SECCOMP)

/*
 * Whether this build locks at all. One with sanitizers does not: they open files and
 * start a process at the end. Nor does one for fuzzing, which locks once and reads on.
 */
bool sandbox_is_built_in(void);

/* The parts that this build and this kernel have. */
unsigned sandbox_parts(void);

/*
 * Apply those of parts that there are; a part that is lacking is left out. There is no
 * way back. False with e set when a part that is there fails; then read nothing.
 */
MUST_USE bool sandbox_lock(unsigned parts, struct err *e);

/* For --version: "Landlock (ABI 6), seccomp", and what is lacking and why. */
struct str sandbox_words(struct arena *a);

#endif
