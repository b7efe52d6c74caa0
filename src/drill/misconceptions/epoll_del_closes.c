/*
 * epoll-del-closes: taking a descriptor out of epoll ends it.
 */
#include "drill/questions/handler_leak.h"

static bool
handler_leak(const struct question *q, struct wrong *w)
{
	const struct handler *h = &((const struct handler_leak *)q->facts)->h;

	if (!h->leak_unregisters || !h->good_unregister_line || !h->good_close_line)
		return false;
	w->key = tell(q, "%u", h->good_close_line);
	w->option = tell(q,
			 "line %u: EPOLL_CTL_DEL has closed " STR_F " already: it is closed twice",
			 h->good_close_line, STR_A(h->fd));
	w->tempts =
		tell(q, "after EPOLL_CTL_DEL no event of " STR_F " comes any more", STR_A(h->fd));
	w->refutes =
		tell(q,
		     "The kernel then no longer reports it, and keeps it. Line %u is right; the "
		     "branch in line %u stops where line %u goes on.",
		     h->good_close_line, h->leak_line, h->good_unregister_line);
	return true;
}

const struct misconception misconception_epoll_del_closes = {
	.id = "epoll-del-closes",
	.belief = "EPOLL_CTL_DEL closes the descriptor",
	.rule = "EPOLL_CTL_DEL ends the watching; close() ends the socket.",
	.models = { { "handler-leak", handler_leak } },
};
