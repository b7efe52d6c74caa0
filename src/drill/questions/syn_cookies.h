/*
 * syn_cookies.h - facts of a host that answers SYNs with cookies
 */
#ifndef CRUX_DRILL_QUESTIONS_SYN_COOKIES_H
#define CRUX_DRILL_QUESTIONS_SYN_COOKIES_H

#include "drill/question.h"

struct syn_cookies {
	uint64_t sent, received;
	uint64_t open;	       /* sent and never used */
	uint64_t half_open;    /* connections in the packets, if there are any */
	uint64_t syn_repeated; /* of them those whose SYN came again */
	struct counter_found failed, overflows;
};

#endif
