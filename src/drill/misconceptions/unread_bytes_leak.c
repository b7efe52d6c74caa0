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
		     "That is a fault too, and strands a peer that sends more than one buffer "
		     "at once. But of who sends little nothing is left: the next read() gives 0, "
		     "and line %u keeps the descriptor, each time.",
		     h->leak_line);
	return true;
}

const struct misconception misconception_unread_bytes_leak = {
	.id = "unread-bytes-leak",
	.belief = "bytes that are not read keep a descriptor open",
	.rule = "What happens each time needs a cause that is met each time.",
	.models = { { "handler-leak", handler_leak } },
};
