/*
 * ss_details.h - what ss prints behind the two ends of a socket
 *
 * With -o, -e, -m, -p and -i: on the row's line with -O or in older versions,
 * else on the next, beginning with a tab.
 */
#ifndef CRUX_READERS_SS_DETAILS_H
#define CRUX_READERS_SS_DETAILS_H

#include "readers/reader.h"

/*
 * Take the words of text into k; words that are not known are left out, as
 * each kernel adds some. Returns how many were known: 0, it is no such line.
 */
size_t ss_details_read(struct sock *k, struct str text);

/* Whether the line tells again what k already has: it is another socket's. */
bool ss_details_repeat(const struct sock *k, struct str text);

#endif
