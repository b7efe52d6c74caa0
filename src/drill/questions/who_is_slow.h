/*
 * who_is_slow.h - facts of one slow answer
 */
#ifndef CRUX_DRILL_QUESTIONS_WHO_IS_SLOW_H
#define CRUX_DRILL_QUESTIONS_WHO_IS_SLOW_H

#include "drill/question.h"

struct who_is_slow {
	const struct judged *request; /* the client's last data before the answer */
	const struct judged *ack;     /* the server's ACK of it, NULL none before the answer */
	const struct judged *answer;
	int64_t total_ns; /* from request to answer, at the capture point */
	int64_t rtt_ns;	  /* of the whole path, by the handshake or the ACK */
	bool server;	  /* it is the server, else the path */
};

#endif
