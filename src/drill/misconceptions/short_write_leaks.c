/*
 * short-write-leaks: what write() did not take keeps the session alive.
 */
#include "drill/questions/handler_leak.h"

static bool
handler_leak(const struct question *q, struct wrong *w)
{
	const struct handler *h = &((const struct handler_leak *)q->facts)->h;

	if (!h->write_line)
		return false;
	w->key = tell(q, "%u", h->write_line);
	w->option = tell(q, "line %u: a short write keeps the rest, and " STR_F " with it",
			 h->write_line, STR_A(h->fd));
	w->tempts = STR("the result of write() is not looked at");
	w->refutes = tell(q,
			  "What is not written is lost, which is a fault of its own; no descriptor "
			  "depends on it. Line %u loses one for each connection that ends.",
			  h->leak_line);
	return true;
}

const struct misconception misconception_short_write_leaks = {
	.id = "short-write-leaks",
	.belief = "data that was not written keeps a descriptor open",
	.rule = "A short write loses data; only a missing close() keeps a descriptor.",
	.models = { { "handler-leak", handler_leak } },
};
