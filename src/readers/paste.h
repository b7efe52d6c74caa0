/*
 * paste.h - one text, many commands
 */
#ifndef CRUX_READERS_PASTE_H
#define CRUX_READERS_PASTE_H

#include "readers/reader.h"

struct paste {
	struct section *sections; /* on the reading's scratch */
	size_t n;
	size_t shells;	 /* command lines that somebody typed */
	size_t commands; /* command lines of any form */
};

/*
 * Split lines at the command lines. Sections keep blank lines and remarks; what
 * stands before the first command is a section without one.
 */
void paste_split(struct reading *r, uint32_t input, const struct line *lines, size_t n,
		 struct paste *ret);

#endif
