/*
 * pieces.h - the files that one capture was written to
 */
#ifndef CRUX_READERS_PIECES_H
#define CRUX_READERS_PIECES_H

#include "readers/reader.h"

/* Whether this piece of pieces_line_up goes on where one ends at end_ns. */
bool piece_follows(const struct source *piece, int64_t end_ns);

#endif
