/*
 * handshake_rtt.h - facts of a handshake as a measurement
 */
#ifndef CRUX_DRILL_QUESTIONS_HANDSHAKE_RTT_H
#define CRUX_DRILL_QUESTIONS_HANDSHAKE_RTT_H

#include "drill/question.h"

struct handshake_rtt {
	const struct judged *syn, *syn_ack, *ack;
	bool at_client;
	int64_t first_ns, second_ns;	       /* SYN to SYN-ACK, SYN-ACK to ACK */
	const struct judged *request, *answer; /* of the first exchange, NULL none */
	int64_t answer_ns;
};

/* The two packets whose distance is the round trip, and the other two. */
int64_t handshake_right_ns(const struct handshake_rtt *h);
int64_t handshake_other_ns(const struct handshake_rtt *h);

#endif
