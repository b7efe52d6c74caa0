/*
 * ack-counts-segments: each segment takes one number.
 */
#include "drill/questions/next_ack.h"

static bool
next_ack(const struct question *q, struct wrong *w)
{
	const struct next_ack *n = q->facts;

	w->option = tell(q, "%u", n->seq + 1);
	w->tempts = tell(q, "the handshake's numbers grow by one for a packet");
	w->refutes = tell(q,
			  "That one was the SYN's. Packet %llu carries %u bytes, and each has a "
			  "number; %u would confirm the first of them alone.",
			  (unsigned long long)n->data->seg.packet, n->len, n->seq + 1);
	return true;
}

const struct misconception misconception_ack_counts_segments = {
	.id = "ack-counts-segments",
	.belief = "sequence numbers count segments",
	.rule = "Sequence numbers count bytes; SYN and FIN count as one each.",
	.models = { { "next-ack", next_ack } },
};
