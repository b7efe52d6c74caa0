/*
 * silence-is-refusal: no answer means that nobody listens.
 */
#include "drill/questions/syn_retry.h"

static bool
syn_retry(const struct question *q, struct wrong *w)
{
	const struct syn_retry *s = q->facts;

	w->option = retry_option(q, s->next_ns, "ECONNREFUSED");
	w->tempts = STR("a port where nobody listens does not answer, one thinks");
	w->refutes = tell(
		q,
		"It does: with an RST, and then connect() fails at once. %u SYN%s brought "
		"nothing, so something swallows %s.",
		s->conn->syns, s->conn->syns == 1 ? "" : "s", s->conn->syns == 1 ? "it" : "them");
	return true;
}

const struct misconception misconception_silence_is_refusal = {
	.id = "silence-is-refusal",
	.belief = "no answer to a SYN means that nobody listens",
	.rule = "Refused is an RST at once; silence is a filter, a dead host or a dead route.",
	.models = { { "syn-retry", syn_retry } },
};
