/*
 * ack-echoes-number: the receiver sends the number of the segment back.
 */
#include "drill/questions/next_ack.h"

static bool
next_ack(const struct question *q, struct wrong *w)
{
	const struct next_ack *n = q->facts;

	w->option = tell(q, "%u", n->seq);
	w->tempts = tell(q, "many protocols confirm a message by sending its number back");
	w->refutes = tell(q,
			  "Ack %u says that byte %u is still missing: it is what the receiver sent "
			  "before packet %llu came, and again, as a duplicate ACK, if it is lost.",
			  n->seq, n->seq, (unsigned long long)n->data->seg.packet);
	return true;
}

const struct misconception misconception_ack_echoes_number = {
	.id = "ack-echoes-number",
	.belief = "an ACK repeats the number of the segment that it confirms",
	.rule = "An ACK names the next number expected; all below it has arrived.",
	.models = { { "next-ack", next_ack } },
};
