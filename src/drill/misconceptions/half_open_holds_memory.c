/*
 * half-open-holds-memory: every unanswered SYN keeps an entry in memory.
 *
 * True without cookies: then the queue bounds it, and fills.
 */
#include "drill/questions/syn_cookies.h"

static bool
syn_cookies(const struct question *q, struct wrong *w)
{
	const struct syn_cookies *c = q->facts;
	struct str open = tell_count(q, c->open);

	w->key = STR("backlog");
	w->option = tell(q,
			 STR_F " half-open connections fill the memory: raise tcp_max_syn_backlog",
			 STR_A(open));
	w->tempts = tell(q, "a SYN without its final ACK is half open, and " STR_F " of them are",
			 STR_A(open));
	w->refutes =
		tell(q, "Those are cookies: the counter grows just when no entry is kept. A larger "
			"backlog would keep entries for them, and give the flood memory to fill.");
	return true;
}

const struct misconception misconception_half_open_holds_memory = {
	.id = "half-open-holds-memory",
	.belief = "every unanswered SYN holds memory at the server",
	.rule = "A SYN answered with a cookie holds nothing until its ACK comes back.",
	.models = { { "syn-cookies", syn_cookies } },
};
