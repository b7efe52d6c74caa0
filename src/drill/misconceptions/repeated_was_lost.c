/*
 * repeated-was-lost: each retransmission is a lost packet.
 */
#include "drill/questions/repeat_kind.h"

static bool
repeat_kind(const struct question *q, struct wrong *w)
{
	const struct repeat_kind *r = q->facts;

	if (r->repeat->class != CLASS_UNNEEDED_RETRANSMISSION)
		return false;
	w->option = tell(q, "Packet %llu was lost on the way, and had to be sent again",
			 (unsigned long long)r->original->seg.packet);
	w->tempts = STR("tools count retransmissions and call the count loss");
	w->refutes = tell(q, "Packet %llu shows that both came: the repeat itself was in vain.",
			  (unsigned long long)r->proof->seg.packet);
	return true;
}

const struct misconception misconception_repeated_was_lost = {
	.id = "repeated-was-lost",
	.belief = "each retransmission is a lost packet",
	.rule = "A retransmission is the sender's belief; the receiver's answer is the truth.",
	.models = { { "repeat-kind", repeat_kind } },
};
