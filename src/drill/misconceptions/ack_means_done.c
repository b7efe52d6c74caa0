/*
 * ack-means-done: with the ACK the application has done its work.
 */
#include "drill/questions/who_is_slow.h"

static bool
who_is_slow(const struct question *q, struct wrong *w)
{
	const struct who_is_slow *s = q->facts;
	struct str after;

	if (!s->ack || !s->server)
		return false;
	after = tell_time(q, s->ack->seg.time_ns - s->request->seg.time_ns);
	w->key = STR("client");
	w->option = tell(q, "Not the server: it was done after " STR_F ", as packet %llu shows",
			 STR_A(after), (unsigned long long)s->ack->seg.packet);
	w->tempts = tell(q, "packet %llu acknowledges the request after " STR_F,
			 (unsigned long long)s->ack->seg.packet, STR_A(after));
	w->refutes =
		tell(q,
		     "That is the kernel: it confirms bytes in a buffer, which the application "
		     "may not have read. The first byte of an answer is in packet %llu.",
		     (unsigned long long)s->answer->seg.packet);
	return true;
}

const struct misconception misconception_ack_means_done = {
	.id = "ack-means-done",
	.belief = "an ACK means that the application has done its work",
	.rule = "An ACK says that the kernel has the bytes, nothing of the application.",
	.models = { { "who-is-slow", who_is_slow } },
};
