/*
 * close_wait.h - facts of a process that keeps sockets its peers have closed
 */
#ifndef CRUX_DRILL_QUESTIONS_CLOSE_WAIT_H
#define CRUX_DRILL_QUESTIONS_CLOSE_WAIT_H

#include "drill/question.h"

struct close_wait {
	uint64_t close_wait, established, time_wait;
	const struct process *process; /* the largest one told of, NULL none */
};

#endif
