/*
 * output.h - where an answer goes: standard output, or a file that is whole
 */
#ifndef CRUX_COMMANDS_OUTPUT_H
#define CRUX_COMMANDS_OUTPUT_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/base.h"
#include "commands/placer.h"

struct output {
	struct out out;
	int fd;
	const char *path;      /* the file meant, NULL: standard output */
	const char *temporary; /* what is written until it is whole; NULL: in place */
	struct placer placer;
	bool was_there; /* and is this file: */
	struct stat old;
};

/*
 * Open path, NULL or "-" being standard output. A file is written under another
 * name in its folder and takes its place in output_close, so it is the old one
 * or the new one and never a part. What is no plain file (a device, a pipe) is
 * written in place.
 */
MUST_USE bool output_open(struct output *o, struct arena *a, const char *path, struct err *e);

/*
 * To call before the process locks itself and can no longer rename: from here on a
 * small process waits to do it. It can put this file in its place or remove it, and
 * no other, and it removes it also when this process dies.
 */
MUST_USE bool output_detach(struct output *o, struct err *e);

/* Whether in is the very file that o would replace. */
bool output_replaces_input(const struct output *o, const struct input *in);
/* Whether path is the very file that o would replace. */
bool output_replaces(const struct output *o, const char *path);

/* Write what is left and put the file in its place. */
MUST_USE bool output_close(struct output *o, struct err *e);

/* Leave all as it was before output_open. */
void output_abandon(struct output *o);

#endif
