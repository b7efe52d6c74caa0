/*
 * section_text.h - the lines of a section as one text again
 */
#ifndef CRUX_READERS_SECTION_TEXT_H
#define CRUX_READERS_SECTION_TEXT_H

#include "readers/reader.h"

/* All lines, each with its line end, copied to a. */
struct str section_text(struct arena *a, const struct section *s);

#endif
