/*
 * kernel-reaps-close-wait: a timer of the kernel ends CLOSE-WAIT.
 */
#include "drill/questions/close_wait.h"

static bool
close_wait(const struct question *q, struct wrong *w)
{
	const struct close_wait *c = q->facts;

	w->key = STR("fin_timeout");
	w->option = tell(q, "Lower tcp_fin_timeout: the kernel reaps the " STR_F " too late",
			 STR_A(tell_count(q, c->close_wait)));
	w->tempts = STR("tcp_fin_timeout does end half-closed sockets: those in FIN-WAIT-2");
	w->refutes = tell(q,
			  "That timer runs at the side that closed, after its application let go. "
			  "Here the peers closed, and the application still owns all " STR_F ".",
			  STR_A(tell_count(q, c->close_wait)));
	return true;
}

const struct misconception misconception_kernel_reaps_close_wait = {
	.id = "kernel-reaps-close-wait",
	.belief = "the kernel ends CLOSE-WAIT after a while",
	.rule = "CLOSE-WAIT has no timer: only the application's close() ends it.",
	.models = { { "close-wait", close_wait } },
};
