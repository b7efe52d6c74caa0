/*
 * errors-leak: leaks live in the branches for errors.
 */
#include "drill/questions/handler_leak.h"

static bool
handler_leak(const struct question *q, struct wrong *w)
{
	const struct handler *h = &((const struct handler_leak *)q->facts)->h;

	if (!h->good_line || h->good_line == h->leak_line)
		return false;
	w->key = tell(q, "%u", h->good_line);
	w->option = tell(q, "line %u: an error leaves " STR_F " open, and what belongs to it",
			 h->good_line, STR_A(h->fd));
	w->tempts = STR("error branches are run least, and most leaks are found in them");
	w->refutes = tell(q,
			  "This one lets go of everything: close() in line %u%s. End of file is no "
			  "error, it is how nearly every connection ends.",
			  h->good_close_line, h->good_free_line ? ", free() beside it" : "");
	return true;
}

const struct misconception misconception_errors_leak = {
	.id = "errors-leak",
	.belief = "what leaks is the error branch",
	.rule = "Follow the descriptor through each branch, the ordinary end above all.",
	.models = { { "handler-leak", handler_leak } },
};
