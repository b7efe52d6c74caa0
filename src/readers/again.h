/*
 * again.h - the same command asked again in one section
 */
#ifndef CRUX_READERS_AGAIN_H
#define CRUX_READERS_AGAIN_H

#include "readers/reader.h"

/*
 * A header in the middle of a section: a loop, or a file to which a command
 * was appended. The rows from l on are another sample, of a later moment that
 * nobody told.
 */
uint32_t sample_again(struct reading *r, const struct section *s, const struct line *l,
		      const char *kind);

#endif
