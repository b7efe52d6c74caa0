/*
 * retries-are-even: a sender tries again at fixed intervals.
 */
#include "drill/questions/syn_retry.h"

static bool
syn_retry(const struct question *q, struct wrong *w)
{
	const struct syn_retry *s = q->facts;

	if (s->gap_ns <= 0)
		return false;
	w->option = retry_option(q, s->last_ns + s->gap_ns, "ETIMEDOUT");
	w->tempts =
		tell(q, "the last two SYNs are " STR_F " apart", STR_A(tell_time(q, s->gap_ns)));
	w->refutes = tell(q, "The waits are not even here: between the first and the last SYN they "
			     "grow each time. A fixed interval would load a path that is already "
			     "in trouble.");
	return s->conn->syns > 2;
}

const struct misconception misconception_retries_are_even = {
	.id = "retries-are-even",
	.belief = "retries come at fixed intervals",
	.rule = "A timer that ends in vain is doubled (RFC 6298, 5.5).",
	.models = { { "syn-retry", syn_retry } },
};
