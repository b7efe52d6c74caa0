/*
 * clean.h - a text as it was pasted, without what the way there added to it
 */
#ifndef CRUX_READERS_CLEAN_H
#define CRUX_READERS_CLEAN_H

#include "readers/reader.h"

/* The text in UTF-8 without byte order mark, a copy on a. */
struct str text_decode(struct arena *a, struct str bytes);

/* How often c is in it. */
size_t text_count(struct str text, char c);

/* Whether bytes look like text at all. */
bool text_is_text(struct str text);

/*
 * The lines of a decoded text, *ret_n of them: colours, overwritten parts,
 * quote marks and code fences taken out, odd blanks made plain. Lines are views
 * into text where they can be, else copies on texts. The array is on a.
 */
struct line *text_lines(struct arena *a, struct arena *texts, struct str text, size_t *ret_n);

#endif
