/*
 * handler-leak: the line of a connection handler that forgets a descriptor.
 */
#include "drill/questions/handler_leak.h"

/* A line with nothing but braces tells nothing. */
static bool
is_bare(struct str line)
{
	line = str_trim(line);
	for (size_t i = 0; i < line.n; i++)
		if (!strchr("{}; \t", line.p[i]))
			return false;
	return true;
}

static void
show_code(struct question *q, const struct handler_leak *f)
{
	struct origin at = f->at;

	if (f->h.accept_line && f->h.accept_line < f->h.read_line) {
		at.line = f->h.accept_line;
		show_line(q, at, NULL);
	}
	for (at.line = f->h.read_line; at.line <= f->h.chain_end_line; at.line++)
		if (!is_bare(line_text(q->cs, at)))
			show_line(q, at, NULL);
}

static void
word(struct question *q, const struct handler_leak *f)
{
	const struct handler *h = &f->h;
	struct str better = STR("");

	q->prompt = tell(
		q, "Each connection that ends costs the process of this handler one descriptor. "
		   "Which line loses it?");
	q->hint = tell(q, "Follow " STR_F " from line %u through each branch: where does it end?",
		       STR_A(h->fd), h->read_line);
	q->right = tell(q, "line %u: at end of file " STR_F "%s is not closed", h->leak_line,
			STR_A(h->fd), h->leak_unregisters ? " leaves epoll, and" : "");
	q->right_key = tell(q, "%u", h->leak_line);
	if (h->good_close_line)
		better = tell(q, " as line %u does%s", h->good_close_line,
			      h->good_free_line ? ", and free what belongs to it" : "");
	q->because = tell(q,
			  "At " STR_F " the peer has closed. %s, and the socket stays in "
			  "CLOSE-WAIT for good: close(" STR_F ")" STR_F ".",
			  STR_A(h->condition),
			  h->leak_unregisters ? "Taken out of epoll, it is never seen again"
					      : "Nothing here lets go of it",
			  STR_A(h->fd), STR_A(better));
}

static bool
ask(struct question *q)
{
	struct handler_leak *f = arena_new(q->arena, struct handler_leak, 1);

	for (size_t i = 0; i < q->cs->code.n; i++) {
		const struct code_input *in = &q->cs->code.v[i];

		if (!handler_read(q->arena, in->text, &f->h))
			continue;
		f->at = in->at;
		q->facts = f;
		question_source(q, in->at.input);
		show_code(q, f);
		word(q, f);
		return q->shown.n > 0;
	}
	return false;
}

const struct question_kind question_handler_leak = {
	.id = "handler-leak",
	.title = "the line that leaks a descriptor",
	.needs = "C source of a handler whose end-of-file branch does not close",
	.read = "read(2): 0 is end of file; close(2); epoll(7): EPOLL_CTL_DEL",
	.seconds = 180,
	.ask = ask,
};
