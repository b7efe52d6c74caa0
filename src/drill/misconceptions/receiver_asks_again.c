/*
 * receiver-asks-again: the receiver reports what is missing.
 */
#include "drill/questions/repeat_kind.h"

static bool
repeat_kind(const struct question *q, struct wrong *w)
{
	const struct repeat_kind *r = q->facts;

	w->option = tell(q, "The receiver saw %u bytes missing, and sent a request for them",
			 r->repeat->seg.len);
	w->tempts = STR("many protocols have a negative acknowledgement");
	if (r->duplicates)
		w->refutes = tell(
			q,
			"TCP has none. ACKs of %u only tell what did arrive; that %u bytes are lost is the sender's own conclusion.",
			r->repeat->seg.seq, r->repeat->seg.len);
	else
		w->refutes =
			tell(q,
			     "TCP has none, and between packets %llu and %llu the receiver said "
			     "nothing of the kind: what never came, it cannot miss.",
			     (unsigned long long)r->original->seg.packet,
			     (unsigned long long)r->repeat->seg.packet);
	return true;
}

const struct misconception misconception_receiver_asks_again = {
	.id = "receiver-asks-again",
	.belief = "the receiver asks for what is missing",
	.rule = "A receiver only tells what has arrived; loss is the sender's conclusion.",
	.models = { { "repeat-kind", repeat_kind } },
};
