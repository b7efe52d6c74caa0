/*
 * syn_cookies.h - facts of a host that answers SYNs with cookies
 */
#ifndef CRUX_DRILL_QUESTIONS_SYN_COOKIES_H
#define CRUX_DRILL_QUESTIONS_SYN_COOKIES_H

#include "drill/question.h"

struct syn_cookies {
	uint64_t sent, received;
	uint64_t open; /* sent and never used */
	struct counter_found failed, overflows;
};

#endif
