/*
 * late-means-repeated: what comes late was lost and sent again.
 */
#include "drill/questions/who_is_slow.h"

static bool
who_is_slow(const struct question *q, struct wrong *w)
{
	const struct who_is_slow *s = q->facts;

	w->key = STR("loss");
	w->option = tell(q, "Loss: packet %llu is sent again, the first answer never came",
			 (unsigned long long)s->answer->seg.packet);
	w->tempts = STR("a lost segment comes late by a timer, and timers are slow");
	w->refutes = tell(
		q,
		"Loss would leave a trace: later bytes before it, a duplicate ACK, a second copy. "
		"Packet %llu carries on where the server's bytes ended, at %u.",
		(unsigned long long)s->answer->seg.packet, s->answer->seg.seq);
	return true;
}

const struct misconception misconception_late_means_repeated = {
	.id = "late-means-repeated",
	.belief = "what comes late was lost and sent again",
	.rule = "Loss leaves traces: holes, duplicate ACKs, repeats. Lateness alone is none.",
	.models = { { "who-is-slow", who_is_slow } },
};
