/*
 * output.h - where an answer goes: standard output, or a file that is whole
 */
#ifndef CRUX_COMMANDS_OUTPUT_H
#define CRUX_COMMANDS_OUTPUT_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/base.h"

struct output {
	struct out out;
	int fd;
	const char *path;      /* the file meant, NULL: standard output */
	const char *temporary; /* what is written until it is whole; NULL: in place */
	bool was_there;	       /* and is this file: */
	struct stat old;
};

/*
 * Open path, NULL or "-" being standard output. A file is written under another
 * name in its folder and takes its place in output_close, so it is the old one
 * or the new one and never a part. What is no plain file (a device, a pipe) is
 * written in place.
 */
MUST_USE bool output_open(struct output *o, struct arena *a, const char *path, struct err *e);

/* Whether path is the very file that o would replace. */
bool output_replaces(const struct output *o, const char *path);

/* Write what is left and put the file in its place. */
MUST_USE bool output_close(struct output *o, struct err *e);

/* Leave all as it was before output_open. */
void output_abandon(struct output *o);

#endif
