/*
 * capacity-cures-leaks: what fills up was too small.
 */
#include "drill/questions/close_wait.h"

static bool
close_wait(const struct question *q, struct wrong *w)
{
	const struct close_wait *c = q->facts;
	uint64_t sockets = c->close_wait + c->established;

	w->key = STR("capacity");
	if (!c->process) {
		w->option = tell(q,
				 "Raise the limit of open files: " STR_F
				 " sockets need more than it",
				 STR_A(tell_count(q, sockets)));
		w->tempts = STR("a leak of descriptors ends with \"Too many open files\"");
		w->refutes = tell(q,
				  STR_F " of these " STR_F " descriptors have no use any more; "
					"with twice the limit there are twice as many later.",
				  STR_A(tell_count(q, c->close_wait)),
				  STR_A(tell_count(q, sockets)));
		return true;
	}
	w->option =
		tell(q, "More memory for the host: " STR_F " for " STR_F " sockets is too little",
		     STR_A(tell_bytes(q, c->process->rss_bytes)), STR_A(tell_count(q, sockets)));
	w->tempts = tell(q, "memory climbs, and many sockets are open");
	w->refutes = tell(q,
			  STR_F " of these sockets have no peer any more: what is kept for them is "
				"never used again. More memory moves the hour of the crash.",
			  STR_A(tell_count(q, c->close_wait)));
	return true;
}

const struct misconception misconception_capacity_cures_leaks = {
	.id = "capacity-cures-leaks",
	.belief = "what fills up was made too small",
	.rule = "A count that only grows needs an end on every path, not more room.",
	.models = { { "close-wait", close_wait } },
};
