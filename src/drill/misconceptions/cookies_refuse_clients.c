/*
 * cookies-refuse-clients: what is not received back was a client turned away.
 */
#include "drill/questions/syn_cookies.h"

static bool
syn_cookies(const struct question *q, struct wrong *w)
{
	const struct syn_cookies *c = q->facts;
	struct str share = tell_share(q, (double)c->open, (double)c->sent);
	struct str failed = STR("");

	if (c->failed.found && !c->failed.growth)
		failed = STR(" SyncookiesFailed is 0: no client that answered was turned away.");
	w->key = STR("cookies off");
	w->option = tell(q,
			 "Cookies fail for " STR_F " of the clients: set net.ipv4.tcp_syncookies=0",
			 STR_A(share));
	w->tempts =
		tell(q, STR_F " sent and " STR_F " received looks like a test that nearly all fail",
		     STR_A(tell_count(q, c->sent)), STR_A(tell_count(q, c->received)));
	w->refutes = tell(q,
			  "Who never answers is no client." STR_F " Without cookies the queue "
			  "fills, and the " STR_F " real ones are dropped with the rest.",
			  STR_A(failed), STR_A(tell_count(q, c->received)));
	return true;
}

const struct misconception misconception_cookies_refuse_clients = {
	.id = "cookies-refuse-clients",
	.belief = "a cookie that does not come back is a client refused",
	.rule = "Only SyncookiesFailed counts answers that were refused.",
	.models = { { "syn-cookies", syn_cookies } },
};
