/*
 * cookies-mean-slow-accept: connections wait for accept(), hence the cookies.
 */
#include "drill/questions/syn_cookies.h"

static bool
syn_cookies(const struct question *q, struct wrong *w)
{
	const struct syn_cookies *c = q->facts;

	w->key = STR("accept");
	w->option =
		STR("The application accepts too slowly: raise listen()'s backlog and somaxconn");
	w->tempts = STR("a full queue at a listener is most often the accept queue");
	w->refutes = tell(q,
			  "That queue holds finished handshakes, and only " STR_F
			  " finished. Its overflow would show as ListenOverflows, %s.",
			  STR_A(tell_count(q, c->received)),
			  c->overflows.found ? "which is 0" : "which is not among the counters");
	return true;
}

const struct misconception misconception_cookies_mean_slow_accept = {
	.id = "cookies-mean-slow-accept",
	.belief = "cookies are sent when the application accepts too slowly",
	.rule = "Cookies answer a full SYN queue; accept() empties the queue behind it.",
	.models = { { "syn-cookies", syn_cookies } },
};
