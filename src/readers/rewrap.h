/*
 * rewrap.h - packets that a mail program or a terminal broke over several lines
 */
#ifndef CRUX_READERS_REWRAP_H
#define CRUX_READERS_REWRAP_H

#include "readers/reader.h"

/*
 * Join lines that were one packet. Returns lines itself where none was, else a
 * shorter array on a; a joined line keeps the number of its first.
 */
const struct line *lines_rewrap(struct arena *a, const struct line *lines, size_t *n);

#endif
