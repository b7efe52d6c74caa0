/*
 * next_ack.h - facts of a data segment whose ACK is asked for
 */
#ifndef CRUX_DRILL_QUESTIONS_NEXT_ACK_H
#define CRUX_DRILL_QUESTIONS_NEXT_ACK_H

#include "drill/question.h"

struct next_ack {
	const struct judged *data;
	uint32_t seq, len, right;
	uint32_t counted;  /* payload bytes of this sender up to here */
	uint32_t segments; /* data segments of this sender up to here */
};

#endif
