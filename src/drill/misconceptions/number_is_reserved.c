/*
 * number-is-reserved: the number before the data is set aside for nothing.
 */
#include "drill/questions/first_byte.h"

static bool
first_byte(const struct question *q, struct wrong *w)
{
	const struct first_byte *f = q->facts;

	w->option = tell(q, "Number %u is reserved, data never uses it; %u bytes were received",
			 f->isn, f->data->seg.ack);
	w->tempts = tell(q, "the first data byte never carries the number of the SYN");
	w->refutes = tell(q,
			  "Nothing is reserved: packet %llu acknowledges %u before any data was "
			  "sent, so %u was taken by the SYN itself. And %u bytes cannot be: the %s "
			  "has sent none.",
			  (unsigned long long)f->answer->seg.packet, f->data->seg.seq, f->isn,
			  f->data->seg.ack, f->other);
	return true;
}

const struct misconception misconception_number_is_reserved = {
	.id = "number-is-reserved",
	.belief = "the number before the first data byte is reserved",
	.rule = "SYN and FIN take one number each, as if they were a byte.",
	.models = { { "first-byte", first_byte } },
};
