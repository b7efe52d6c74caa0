/*
 * repeats-are-fast: three duplicate ACKs stand behind every repeat.
 */
#include "drill/questions/repeat_kind.h"

static bool
repeat_kind(const struct question *q, struct wrong *w)
{
	const struct repeat_kind *r = q->facts;

	if (r->duplicates)
		return false;
	w->option = repeat_option(q, CLASS_FAST_RETRANSMISSION);
	w->tempts = STR("\"three duplicate ACKs\" is what one remembers of retransmission");
	w->refutes =
		tell(q,
		     "Between packets %llu and %llu not one ACK asks for %u again: nobody told "
		     "the sender of a hole.",
		     (unsigned long long)r->original->seg.packet,
		     (unsigned long long)r->repeat->seg.packet, r->repeat->seg.seq);
	return true;
}

const struct misconception misconception_repeats_are_fast = {
	.id = "repeats-are-fast",
	.belief = "every retransmission follows three duplicate ACKs",
	.rule = "Only what arrives behind a hole makes ACKs that show it; a tail makes none.",
	.models = { { "repeat-kind", repeat_kind } },
};
