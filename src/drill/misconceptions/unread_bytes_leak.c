/*
 * unread-bytes-leak: bytes left in the buffer keep a socket open.
 */
#include "drill/questions/handler_leak.h"

static bool
handler_leak(const struct question *q, struct wrong *w)
{
	const struct handler *h = &((const struct handler_leak *)q->facts)->h;

	if (!h->edge_line)
		return false;
	w->key = tell(q, "%u", h->read_line);
	w->option = tell(q,
			 "line %u: with EPOLLET one read() leaves bytes that keep " STR_F " open",
			 h->read_line, STR_A(h->fd));
	w->tempts = tell(q, "line %u asks for EPOLLET, and then one must read until EAGAIN",
			 h->edge_line);
	w->refutes =
		tell(q,
		     "That is a fault too, and stalls connections. But the peer's FIN is an "
		     "event of its own: read() returns 0 in line %u, and the branch in line %u "
		     "is taken.",
		     h->read_line, h->leak_line);
	return true;
}

const struct misconception misconception_unread_bytes_leak = {
	.id = "unread-bytes-leak",
	.belief = "bytes that are not read keep a descriptor open",
	.rule = "Unread bytes delay; only a missing close() keeps a descriptor.",
	.models = { { "handler-leak", handler_leak } },
};
