/*
 * ss_summary.h - one line of ss -s, also where it stands among rows (ss -s -t)
 */
#ifndef CRUX_READERS_SS_SUMMARY_H
#define CRUX_READERS_SS_SUMMARY_H

#include "readers/reader.h"

/* Take a line of the summary into counts of this sample; false: it is none. */
bool ss_summary_line(struct reading *r, const struct section *s, const struct line *l,
		     uint32_t sample);

#endif
