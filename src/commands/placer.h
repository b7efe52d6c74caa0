/*
 * placer.h - a process that renames one file, for one that has locked itself
 *
 * To allow renaming after the lock would be to allow it for every file of the
 * folder. The placer was started before, knows the two names, and takes one order.
 */
#ifndef CRUX_COMMANDS_PLACER_H
#define CRUX_COMMANDS_PLACER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/base.h"

struct placer {
	pid_t pid; /* 0: none was started */
	int fd;	   /* orders go, and answers come here */
};

/* Start one. Without an order, at the latest when this process ends, it removes temporary. */
MUST_USE bool placer_start(struct placer *p, const char *temporary, const char *path,
			   struct err *e);

/* Order the rename, wait, and end it. False, with errno, when it failed. */
bool placer_place(struct placer *p);

/* End it without an order. */
void placer_abandon(struct placer *p);

#endif
