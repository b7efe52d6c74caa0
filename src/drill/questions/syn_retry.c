/*
 * syn-retry: a SYN without answer, when the next leaves and how it ends.
 */
#include "drill/questions/syn_retry.h"

#include <math.h>

#include "predict/predict.h"

struct str
retry_option(const struct question *q, int64_t at_ns, const char *end)
{
	/* timers are late by some ms, and nobody predicts those */
	return tell(q, "%.1f s after the first; in the end connect() fails with %s",
		    round(ns_to_s(at_ns) * 10) / 10, end);
}

/* The next retry, where it is sure. */
static bool
look(const struct question *q, const struct conn *c, struct syn_retry *s)
{
	const struct prediction *p;

	if (c->opening != OPENING_UNANSWERED || !c->has_times || !c->syns)
		return false;
	s->conn = c;
	s->last_ns = c->last_syn_ns - c->syn_ns;
	p = predict_conn(q->arena, c);
	for (size_t i = 0; i < p->timers.n; i++) {
		const struct timer_next *t = &p->timers.v[i];

		if (t->kind != NEXT_SYN_RETRY || t->depends)
			continue;
		s->next_ns = s->last_ns + t->earliest_ns;
		return true;
	}
	return false;
}

static bool
show_syns(struct question *q, struct syn_retry *s)
{
	const struct judged *j, *before = NULL;
	size_t i = 0;

	show_ends(q, s->conn);
	while ((j = packet_next(q->packets, s->conn, &i))) {
		if (!(j->seg.flags & TCP_SYN))
			continue;
		show_packet(q, j);
		s->gap_ns = before ? j->seg.time_ns - before->seg.time_ns : 0;
		before = j;
	}
	return before != NULL;
}

static void
word(struct question *q, const struct syn_retry *s)
{
	q->prompt = tell(q,
			 "%u SYN%s left and nothing came back. When does the next leave, and what "
			 "does the application get if all stay unanswered?",
			 s->conn->syns, s->conn->syns == 1 ? "" : "s");
	q->hint = STR("The first wait is 1 s. What happens to a timer that ends in vain?");
	q->right = retry_option(q, s->next_ns, "ETIMEDOUT");
	q->because =
		tell(q,
		     "Each wait is twice the one before, from 1 s on (RFC 6298, 5.5): the wait "
		     "after the last SYN ends %.1f s after the first. Silence is a timeout; a "
		     "refusal would have been an RST.",
		     round(ns_to_s(s->next_ns) * 10) / 10);
}

static bool
ask(struct question *q)
{
	struct syn_retry *s = arena_new(q->arena, struct syn_retry, 1);

	for (size_t i = 0; i < q->cs->views.n; i++) {
		const struct view *v = &q->cs->views.v[i];

		q->shown.n = 0;
		if (!look(q, v->conn, s) || !show_syns(q, s))
			continue;
		q->facts = s;
		question_source(q, v->input);
		word(q, s);
		return true;
	}
	return false;
}

const struct question_kind question_syn_retry = {
	.id = "syn-retry",
	.title = "a SYN without answer",
	.needs = "packets with one SYN, or three and more, that nobody answers",
	.read = "RFC 6298, 5: the timer; tcp(7): tcp_syn_retries",
	.seconds = 90,
	.ask = ask,
};
