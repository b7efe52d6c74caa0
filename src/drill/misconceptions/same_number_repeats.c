/*
 * same-number-repeats: two segments with one sequence number are one sent twice.
 */
#include "drill/questions/first_byte.h"

static bool
first_byte(const struct question *q, struct wrong *w)
{
	const struct first_byte *f = q->facts;

	if (!f->before)
		return false;
	w->option =
		tell(q, "Packet %llu was lost: %u is sent again; ack %u repeats its confirmation",
		     (unsigned long long)f->before->seg.packet, f->data->seg.seq, f->data->seg.ack);
	w->tempts = tell(q, "packets %llu and %llu carry the same sequence number %u",
			 (unsigned long long)f->before->seg.packet,
			 (unsigned long long)f->data->seg.packet, f->data->seg.seq);
	w->refutes = tell(q,
			  "Packet %llu has length 0 and so used no number; the %u bytes of packet "
			  "%llu are new.",
			  (unsigned long long)f->before->seg.packet, f->data->seg.len,
			  (unsigned long long)f->data->seg.packet);
	return true;
}

const struct misconception misconception_same_number_repeats = {
	.id = "same-number-repeats",
	.belief = "two segments with the same sequence number are one sent twice",
	.rule = "An ACK alone takes no number: the data after it has the same one.",
	.models = { { "first-byte", first_byte } },
};
