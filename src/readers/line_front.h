/*
 * line_front.h - what the way here put in front of each line
 */
#ifndef CRUX_READERS_LINE_FRONT_H
#define CRUX_READERS_LINE_FRONT_H

#include "readers/reader.h"

/*
 * Take line numbers, the names of who said it, and the time and host of a log that
 * collected it off the lines, where more is understood of them then. Returns lines
 * itself where there is nothing to take, else an array on a; the texts of command lines
 * that keep their time are on texts.
 */
const struct line *lines_unfront(struct arena *a, struct arena *texts, const struct line *lines,
				 size_t n);

#endif
