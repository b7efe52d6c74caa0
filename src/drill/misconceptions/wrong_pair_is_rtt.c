/*
 * wrong-pair-is-rtt: the same pair of packets is the round trip everywhere.
 */
#include "drill/questions/handshake_rtt.h"

static bool
handshake_rtt(const struct question *q, struct wrong *w)
{
	const struct handshake_rtt *h = q->facts;
	const struct judged *from = h->at_client ? h->syn_ack : h->syn;
	const struct judged *to = h->at_client ? h->ack : h->syn_ack;

	w->option = tell_time(q, handshake_other_ns(h));
	w->tempts = tell(q, "packets %llu and %llu are a question and its answer",
			 (unsigned long long)from->seg.packet, (unsigned long long)to->seg.packet);
	w->refutes =
		tell(q,
		     "Packet %llu arrives here and packet %llu is sent from here: between them "
		     "lies this host's own time, and no path.",
		     (unsigned long long)from->seg.packet, (unsigned long long)to->seg.packet);
	return true;
}

const struct misconception misconception_wrong_pair_is_rtt = {
	.id = "wrong-pair-is-rtt",
	.belief = "the same two packets are the round trip at every capture point",
	.rule = "A round trip is from a packet that leaves here to the answer that arrives here.",
	.models = { { "handshake-rtt", handshake_rtt } },
};
