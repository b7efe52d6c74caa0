/*
 * late-is-not-lost: what is repeated was only late.
 */
#include "drill/questions/repeat_kind.h"

static bool
repeat_kind(const struct question *q, struct wrong *w)
{
	const struct repeat_kind *r = q->facts;

	if (r->repeat->needed != 1)
		return false;
	w->option = repeat_option(q, CLASS_UNNEEDED_RETRANSMISSION);
	w->tempts = STR("packets do overtake each other, and early repeats do happen");
	w->refutes = tell(q,
			  "Then a DSACK or an ACK that comes too soon would follow. None does: "
			  "the bytes from %u are acknowledged only after the repeat.",
			  r->repeat->seg.seq);
	return true;
}

const struct misconception misconception_late_is_not_lost = {
	.id = "late-is-not-lost",
	.belief = "what was repeated was only late",
	.rule = "That a repeat was needless needs proof: DSACK, time stamps, an early ACK.",
	.models = { { "repeat-kind", repeat_kind } },
};
