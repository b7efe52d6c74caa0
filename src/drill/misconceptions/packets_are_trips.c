/*
 * packets-are-trips: three packets of a handshake are three trips.
 */
#include "drill/questions/handshake_rtt.h"

static bool
handshake_rtt(const struct question *q, struct wrong *w)
{
	const struct handshake_rtt *h = q->facts;
	int64_t whole_ns = h->first_ns + h->second_ns;

	w->option = tell_time(q, whole_ns * 2 / 3);
	w->tempts =
		tell(q, "three packets in " STR_F " make three trips, and two of them a round trip",
		     STR_A(tell_time(q, whole_ns)));
	w->refutes = tell(q, "From here only two of the three trips are seen: packet %llu %s.",
			  (unsigned long long)(h->at_client ? h->ack : h->syn)->seg.packet,
			  h->at_client ? "is shown as it leaves" : "is shown as it arrives");
	return true;
}

const struct misconception misconception_packets_are_trips = {
	.id = "packets-are-trips",
	.belief = "three packets of a handshake are three trips",
	.rule = "A capture has one place: what leaves it is shown before its trip.",
	.models = { { "handshake-rtt", handshake_rtt } },
};
