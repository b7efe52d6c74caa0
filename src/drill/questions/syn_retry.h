/*
 * syn_retry.h - facts of a SYN that nobody answers
 */
#ifndef CRUX_DRILL_QUESTIONS_SYN_RETRY_H
#define CRUX_DRILL_QUESTIONS_SYN_RETRY_H

#include "drill/question.h"

struct syn_retry {
	const struct conn *conn;
	int64_t last_ns; /* the latest SYN, since the first */
	int64_t gap_ns;	 /* between the latest two, 0 with one */
	int64_t next_ns; /* when the next leaves, since the first */
};

/* An answer that names a time and an error, times to half a second. */
struct str retry_option(const struct question *q, int64_t at_ns, const char *end);

#endif
