/*
 * unflatten.h - a paste that lost its line ends
 */
#ifndef CRUX_READERS_UNFLATTEN_H
#define CRUX_READERS_UNFLATTEN_H

#include "readers/reader.h"

/*
 * Put line ends back where they must have been. Returns lines itself where
 * nothing was lost, else a longer array on a; pieces keep their line's number.
 */
const struct line *lines_unflatten(struct arena *a, const struct line *lines, size_t *n);

#endif
