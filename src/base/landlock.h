/*
 * landlock.h - no file and no TCP port from here on, by the kernel's Landlock
 */
#ifndef CRUX_BASE_LANDLOCK_H
#define CRUX_BASE_LANDLOCK_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/err.h"

/* The kernel's version of the interface, 0 when it has none. */
int landlock_abi(void);

/*
 * Refuse this thread, and those it starts, everything that this kernel's Landlock can
 * refuse; what is open stays usable. Needs no_new_privs. False with e set on failure.
 */
MUST_USE bool landlock_lock(int abi, struct err *e);

#endif
