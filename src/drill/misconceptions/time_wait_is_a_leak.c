/*
 * time-wait-is-a-leak: every socket that is not ESTABLISHED is one too many.
 */
#include "drill/questions/close_wait.h"

/* Linux net.ipv4.ip_local_port_range: 32768 to 60999 */
#define LOCAL_PORTS (60999 - 32768 + 1)

static bool
close_wait(const struct question *q, struct wrong *w)
{
	const struct close_wait *c = q->facts;
	struct str n = tell_count(q, c->time_wait);

	if (!c->time_wait || c->time_wait >= LOCAL_PORTS)
		return false;
	w->key = STR("tw_reuse");
	w->option = tell(q,
			 "Set tcp_tw_reuse=1: " STR_F
			 " sockets in TIME-WAIT use up ports and memory",
			 STR_A(n));
	w->tempts = STR("TIME-WAIT is the state that everybody has tuned away once");
	w->refutes = tell(q,
			  "Each of the " STR_F " is gone in 60 s by itself and costs a few hundred "
			  "bytes; " STR_F " of " STR_F " ports is no shortage. CLOSE-WAIT is %.0f "
			  "times as many and does not drain.",
			  STR_A(n), STR_A(n), STR_A(tell_count(q, LOCAL_PORTS)),
			  (double)c->close_wait / (double)c->time_wait);
	return c->close_wait > c->time_wait;
}

const struct misconception misconception_time_wait_is_a_leak = {
	.id = "time-wait-is-a-leak",
	.belief = "TIME-WAIT sockets are a leak",
	.rule = "TIME-WAIT is the normal end of who closes first; it ends itself.",
	.models = { { "close-wait", close_wait } },
};
