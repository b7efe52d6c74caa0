/*
 * first_byte.h - facts of the first data of a connection
 */
#ifndef CRUX_DRILL_QUESTIONS_FIRST_BYTE_H
#define CRUX_DRILL_QUESTIONS_FIRST_BYTE_H

#include "drill/question.h"

struct first_byte {
	const struct judged *data;   /* the first segment with payload, of either end */
	const struct judged *answer; /* the SYN or SYN-ACK that confirms its sender's SYN */
	const struct judged *before; /* a bare ACK of the same end and number, NULL none */
	const char *sender, *other;  /* "client", "server" */
	uint32_t isn, other_isn;
};

#endif
