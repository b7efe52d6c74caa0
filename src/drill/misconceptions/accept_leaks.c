/*
 * accept-leaks: the line that makes a descriptor is the one that leaks it.
 */
#include "drill/questions/handler_leak.h"

static bool
handler_leak(const struct question *q, struct wrong *w)
{
	const struct handler *h = &((const struct handler_leak *)q->facts)->h;

	if (!h->accept_line)
		return false;
	w->key = tell(q, "%u", h->accept_line);
	w->option = tell(q, "line %u: " STR_F "() makes a descriptor that nobody owns",
			 h->accept_line, STR_A(h->accept));
	w->tempts = STR("each descriptor that is lost was made in that line");
	w->refutes = tell(q,
			  "It is handed on, and comes back as " STR_F
			  " in line %u: the loop owns it until it is closed.",
			  STR_A(h->fd), h->read_line);
	return true;
}

const struct misconception misconception_accept_leaks = {
	.id = "accept-leaks",
	.belief = "the line that opens is the line that leaks",
	.rule = "A leak is where the last owner lets go without closing.",
	.models = { { "handler-leak", handler_leak } },
};
