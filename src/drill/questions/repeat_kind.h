/*
 * repeat_kind.h - facts of one retransmission
 */
#ifndef CRUX_DRILL_QUESTIONS_REPEAT_KIND_H
#define CRUX_DRILL_QUESTIONS_REPEAT_KIND_H

#include "drill/question.h"

struct repeat_kind {
	const struct judged *original, *repeat;
	int64_t gap_ns;		    /* between them */
	int64_t rtt_ns;		    /* of this sender's segments, 0 unknown */
	unsigned duplicates;	    /* ACKs between them that ask for these bytes */
	unsigned blocks;	    /* of them with SACK blocks */
	const struct judged *proof; /* that it was not needed, NULL none */
};

/* The answer that names this class: each is right of some repeat. */
struct str repeat_option(const struct question *q, enum segment_class class);

#endif
