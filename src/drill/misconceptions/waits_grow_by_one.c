/*
 * waits-grow-by-one: each wait is a second longer than the one before.
 */
#include "drill/questions/syn_retry.h"

static bool
syn_retry(const struct question *q, struct wrong *w)
{
	const struct syn_retry *s = q->facts;
	int64_t wait_ns = s->gap_ns + NS_PER_S;

	w->option = retry_option(q, s->last_ns + wait_ns, "ETIMEDOUT");
	w->tempts = STR("the waits grow, and by how much is easily forgotten");
	w->refutes = s->gap_ns > 0
			     ? tell(q, "After " STR_F " comes twice that, and not one second more.",
				    STR_A(tell_time(q, s->gap_ns)))
			     : STR("The first wait is 1 s, and 2 s the next.");
	return s->conn->syns > 2;
}

const struct misconception misconception_waits_grow_by_one = {
	.id = "waits-grow-by-one",
	.belief = "each wait is a second longer than the one before",
	.rule = "A timer that ends in vain is doubled (RFC 6298, 5.5).",
	.models = { { "syn-retry", syn_retry } },
};
