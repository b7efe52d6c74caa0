/*
 * slow-answer-is-server: whoever answers late was slow.
 */
#include "drill/questions/who_is_slow.h"

static bool
who_is_slow(const struct question *q, struct wrong *w)
{
	const struct who_is_slow *s = q->facts;
	int64_t rest_ns = s->total_ns > s->rtt_ns ? s->total_ns - s->rtt_ns : 0;

	w->key = STR("server");
	w->option = STR("The server's application: it has the request, and works on it");
	w->tempts = tell(q, STR_F " is long for an answer, and the server gives it",
			 STR_A(tell_time(q, s->total_ns)));
	w->refutes = tell(q,
			  "A round trip takes " STR_F
			  " over this path even without work. What is left for the server is " STR_F
			  ".",
			  STR_A(tell_time(q, s->rtt_ns)), STR_A(tell_time(q, rest_ns)));
	return !s->server;
}

const struct misconception misconception_slow_answer_is_server = {
	.id = "slow-answer-is-server",
	.belief = "a late answer is a slow server",
	.rule = "Take one round trip off the answer's time; the rest is the server's.",
	.models = { { "who-is-slow", who_is_slow } },
};
