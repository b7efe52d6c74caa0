/*
 * repeats-are-timeouts: a sender repeats when its timer ends, and never else.
 */
#include "drill/questions/repeat_kind.h"

static bool
repeat_kind(const struct question *q, struct wrong *w)
{
	const struct repeat_kind *r = q->facts;

	if (r->repeat->class == CLASS_RTO_RETRANSMISSION)
		return false;
	w->option = repeat_option(q, CLASS_RTO_RETRANSMISSION);
	w->tempts = STR("a segment is sent again, and the timer is what everybody knows of");
	if (r->duplicates)
		w->refutes = tell(
			q,
			"%u ACK%s between them still ask%s for %u: the receiver was heard, so the "
			"sender knew, and need not wait for a timer.",
			r->duplicates, r->duplicates == 1 ? "" : "s", r->duplicates == 1 ? "s" : "",
			r->repeat->seg.seq);
	else if (r->repeat->class == CLASS_TAIL_LOSS_PROBE)
		w->refutes = tell(q,
				  "After " STR_F
				  " the timer of this sender, RTT and at least 200 ms, "
				  "was not over: a probe goes before it.",
				  STR_A(tell_time(q, r->gap_ns)));
	else
		w->refutes =
			tell(q,
			     "A timer may have ended, but not for a loss: packet %llu shows that "
			     "the first one had arrived.",
			     (unsigned long long)r->proof->seg.packet);
	return true;
}

const struct misconception misconception_repeats_are_timeouts = {
	.id = "repeats-are-timeouts",
	.belief = "every retransmission is a timeout",
	.rule = "ACKs that show a hole bring the repeat within a round trip; a timer is last.",
	.models = { { "repeat-kind", repeat_kind } },
};
