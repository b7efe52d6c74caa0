/*
 * letters.h - UTF-8 in hostile text, one letter at a time
 */
#ifndef CRUX_REPORT_LETTERS_H
#define CRUX_REPORT_LETTERS_H

#include "base/base.h"

struct letter {
	struct str bytes; /* as it may be written: U+FFFD for what may not */
	unsigned columns; /* on a terminal: 0, 1 or 2 */
	bool broken;	  /* bytes are not the input's own */
};

/* Cut the next letter off the front. Bytes that are no UTF-8 go one by one. */
struct letter letter_cut(struct str *rest);

/* The same for JSON and Markdown, where control characters are not broken. */
struct letter letter_cut_raw(struct str *rest);

#endif
