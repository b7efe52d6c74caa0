/*
 * syn-waits-200-ms: a SYN is repeated by the timer that data has.
 */
#include "drill/questions/syn_retry.h"

#define DATA_RTO_MIN_NS (200LL * NS_PER_MS) /* Linux TCP_RTO_MIN */

static bool
syn_retry(const struct question *q, struct wrong *w)
{
	const struct syn_retry *s = q->facts;

	w->option = retry_option(q, s->last_ns + DATA_RTO_MIN_NS, "ETIMEDOUT");
	w->tempts = STR("200 ms is the smallest timeout of Linux, and there is no RTT to add");
	w->refutes =
		s->gap_ns > 0
			? tell(q, "The gap before the last SYN was " STR_F " already.",
			       STR_A(tell_time(q, s->gap_ns)))
			: STR("Without one sample of the RTT the timer begins at 1 s: the path "
			      "may be long.");
	return true;
}

const struct misconception misconception_syn_waits_200_ms = {
	.id = "syn-waits-200-ms",
	.belief = "a SYN is repeated after the shortest timeout",
	.rule = "Before the first RTT sample the timeout is 1 s (RFC 6298, 2.1).",
	.models = { { "syn-retry", syn_retry } },
};
