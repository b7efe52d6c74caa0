/*
 * ack-counts-bytes: an ACK number says how many bytes have been received.
 */
#include "drill/questions/first_byte.h"
#include "drill/questions/next_ack.h"

static bool
first_byte(const struct question *q, struct wrong *w)
{
	const struct first_byte *f = q->facts;

	w->option = tell(q, "The SYN took number %u; %u bytes have arrived from the %s so far",
			 f->isn, f->data->seg.ack, f->other);
	w->tempts = tell(q, "ACK numbers grow by the bytes received, and many tools print them "
			    "from 0");
	w->refutes = tell(q,
			  "The %s has sent a SYN and no byte: a count would be 0. %u is its ISN "
			  "%u + 1, a place in its stream.",
			  f->other, f->data->seg.ack, f->other_isn);
	return true;
}

static bool
next_ack(const struct question *q, struct wrong *w)
{
	const struct next_ack *n = q->facts;

	w->option = tell(q, "%u", n->counted);
	w->tempts = tell(q, "an ACK number grows by the bytes received, and so far %u have come",
			 n->counted);
	w->refutes = tell(q,
			  "It grows from the ISN and not from 0: packet %llu itself stands at %u, "
			  "so the ack behind it cannot be smaller.",
			  (unsigned long long)n->data->seg.packet, n->seq);
	return true;
}

const struct misconception misconception_ack_counts_bytes = {
	.id = "ack-counts-bytes",
	.belief = "an ACK number is a count of the bytes received",
	.rule = "An ACK number is a place in the peer's stream: the next number expected.",
	.models = { { "first-byte", first_byte }, { "next-ack", next_ack } },
};
