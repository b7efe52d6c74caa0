/*
 * long_text.h - texts too long to be kept as a whole
 */
#ifndef CRUX_READERS_LONG_TEXT_H
#define CRUX_READERS_LONG_TEXT_H

#include "readers/readers.h"

/* What is read row by row at the beginning, and at once of what needs the slow way. */
#define LONG_TEXT_PIECE_BYTES ((size_t)4 << 20)

/*
 * Read a started input in pieces of about piece_bytes. Rows of socket tables behind the
 * first piece are kept as counts; the rest of the text is read as any, to a bound. False
 * when nothing of it was understood.
 */
bool long_text_read(struct reading *r, uint32_t input, struct input *in, size_t piece_bytes);

#endif
