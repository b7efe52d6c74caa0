/*
 * seccomp.h - only the system calls that reading and answering need
 */
#ifndef CRUX_BASE_SECCOMP_H
#define CRUX_BASE_SECCOMP_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/err.h"

/* Whether this build has it, and whether the kernel does. */
bool seccomp_is_built_in(void);
bool seccomp_is_there(void);

/*
 * Every other call of this thread, and of those it starts, fails with EPERM. Needs
 * no_new_privs. False with e set on failure.
 */
MUST_USE bool seccomp_lock(struct err *e);

#endif
