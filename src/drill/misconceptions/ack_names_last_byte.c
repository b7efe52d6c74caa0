/*
 * ack-names-last-byte: an ACK number is the last byte received.
 */
#include "drill/questions/first_byte.h"
#include "drill/questions/next_ack.h"

static bool
first_byte(const struct question *q, struct wrong *w)
{
	const struct first_byte *f = q->facts;

	w->option = tell(q, "The SYN took number %u; %u is the last number received from the %s",
			 f->isn, f->data->seg.ack, f->other);
	w->tempts = tell(q, "\"acknowledge\" sounds like naming what has arrived");
	w->refutes = tell(q,
			  "The last number received from the %s is its SYN, %u. Number %u has not "
			  "been sent: it will be the %s's first byte.",
			  f->other, f->other_isn, f->data->seg.ack, f->other);
	return true;
}

static bool
next_ack(const struct question *q, struct wrong *w)
{
	const struct next_ack *n = q->facts;

	w->option = tell(q, "%u", n->right - 1);
	w->tempts = tell(q,
			 "%u + %u - 1 = %u is the number of the last byte, and that is what "
			 "has arrived",
			 n->seq, n->len, n->right - 1);
	w->refutes = tell(q,
			  "An ACK of %u would ask for the byte %u again. The handshake shows it: "
			  "the SYN's number is confirmed by the number after it.",
			  n->right - 1, n->right - 1);
	return true;
}

const struct misconception misconception_ack_names_last_byte = {
	.id = "ack-names-last-byte",
	.belief = "an ACK number is the last byte received",
	.rule = "An ACK names the next number expected; all below it has arrived.",
	.models = { { "first-byte", first_byte }, { "next-ack", next_ack } },
};
