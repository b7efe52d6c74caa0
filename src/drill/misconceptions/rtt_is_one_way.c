/*
 * rtt-is-one-way: what lies between question and answer is two round trips.
 */
#include "drill/questions/handshake_rtt.h"

static bool
handshake_rtt(const struct question *q, struct wrong *w)
{
	const struct handshake_rtt *h = q->facts;
	int64_t right_ns = handshake_right_ns(h);

	w->option = tell_time(q, right_ns / 2);
	w->tempts = tell(q, STR_F " is there and back, and half of it looks like the distance",
			 STR_A(tell_time(q, right_ns)));
	w->refutes = tell(q, "Half of it is the way in one direction, if both are alike. The round "
			     "trip is the whole, and TCP's timers count in it.");
	return true;
}

const struct misconception misconception_rtt_is_one_way = {
	.id = "rtt-is-one-way",
	.belief = "the round trip is the time in one direction",
	.rule = "A round trip is there and back.",
	.models = { { "handshake-rtt", handshake_rtt } },
};
