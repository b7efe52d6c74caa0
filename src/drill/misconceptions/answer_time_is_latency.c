/*
 * answer-time-is-latency: from request to answer is the network's round trip.
 */
#include "drill/questions/handshake_rtt.h"
#include "drill/questions/who_is_slow.h"

static bool
who_is_slow(const struct question *q, struct wrong *w)
{
	const struct who_is_slow *s = q->facts;
	struct str rtt = tell_time(q, s->rtt_ns), total = tell_time(q, s->total_ns);

	w->key = STR("path");
	w->option = tell(q, "The path: " STR_F " is its round trip", STR_A(total));
	w->tempts = STR("request and answer are one trip there and one back");
	w->refutes = tell(q,
			  "So are SYN, SYN-ACK and ACK: a round trip takes " STR_F
			  " over this path, and " STR_F " is %.0f times that.",
			  STR_A(rtt), STR_A(total), (double)s->total_ns / (double)s->rtt_ns);
	return s->server;
}

static bool
handshake_rtt(const struct question *q, struct wrong *w)
{
	const struct handshake_rtt *h = q->facts;

	/* a server that hardly thinks gives the round trip too */
	if (h->answer_ns * 2 < handshake_right_ns(h) * 3)
		return false;
	w->option = tell_time(q, h->answer_ns);
	w->tempts = tell(q, "from packet %llu to packet %llu a request goes and an answer comes",
			 (unsigned long long)h->request->seg.packet,
			 (unsigned long long)h->answer->seg.packet);
	w->refutes = STR("In between the server works on the request. The answer to a SYN is the "
			 "kernel's, and takes no thought.");
	return true;
}

const struct misconception misconception_answer_time_is_latency = {
	.id = "answer-time-is-latency",
	.belief = "from request to answer is the network's round trip",
	.rule = "Take the round trip where nobody thinks: the handshake, or an ACK.",
	.models = { { "who-is-slow", who_is_slow }, { "handshake-rtt", handshake_rtt } },
};
