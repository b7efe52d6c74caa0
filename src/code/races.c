/*
 * races.c - several connections are made, one is wanted, and the others come too late
 *
 * Whoever dials all addresses at once and takes the first answer has the others to
 * close: they lie in a channel, or in futures, that nobody asks again. The same where
 * one waits for a single connection and gives up before it has come.
 */
#include "code/unit.h"

struct race {
	struct function *f; /* who waits for the first */
	struct str channel;
	uint32_t made; /* line of what makes the connections */
};

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static bool
makes_connection(struct unit *u, const struct node *call)
{
	const struct effect_row *r = call_effect(u, call);
	const struct function *f;

	if (r)
		return r->at == AT_RESULT &&
		       (r->effect == EFFECT_CONNECT || r->effect == EFFECT_BODY ||
			r->effect == EFFECT_LEASE);
	f = call->kind == NODE_CALL ? call_function(u, NULL, call) : NULL;
	return f && f->makes;
}

static const struct node *
only(const struct node *n)
{
	while (n && (n->kind == NODE_LIST || n->kind == NODE_OTHER) && n->n == 1)
		n = n->kids[0];
	return n;
}

static bool
is_within(const struct function *f, const struct function *outer)
{
	for (; f; f = f->outer)
		if (f == outer)
			return true;
	return false;
}

/* "ch <- x" of its own, and not one way of several: what is sent; else NULL. */
static const struct node *
sent_by(const struct node *n, struct str channel, struct str text)
{
	size_t at = (size_t)(n->text.p - text.p);
	struct str before;

	if (n->kind != NODE_CALL || n->n != 1 || !n->a || !str_eq(n->a->text, channel) ||
	    !has(n->text, "<-") || at > text.n)
		return NULL;
	before = str_trim_right(str_sub(text, 0, at));
	return str_ends(before, STR("case")) ? NULL : n->kids[0];
}

static bool
mentions_name(struct str text, struct str name)
{
	size_t at;

	while ((at = str_find(text, name)) != SIZE_MAX) {
		bool before = at && (char_is_alnum(text.p[at - 1]) || text.p[at - 1] == '_');
		bool after = at + name.n < text.n &&
			     (char_is_alnum(text.p[at + name.n]) || text.p[at + name.n] == '_');

		if (!before && !after)
			return true;
		text = str_from_pos(text, at + name.n);
	}
	return false;
}

/* The line on which f makes what is sent; 0: it is something else. */
static uint32_t
made_on_line(struct unit *u, const struct function *f, const struct node *sent)
{
	if (sent->kind == NODE_CALL && makes_connection(u, sent))
		return sent->line;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *dst = st->dst, *src = only(st->src);

		if (st->op != STEP_SET || !dst || !src || src->kind != NODE_CALL ||
		    !makes_connection(u, src))
			continue;
		if (dst->kind == NODE_LIST && dst->n)
			dst = dst->kids[0];
		if (dst->kind == NODE_NAME && mentions_name(sent->text, dst->text))
			return st->line;
	}
	return 0;
}

static uint32_t
sends_connection(struct unit *u, struct function *f, struct str channel)
{
	uint32_t line = 0;

	flow_build(u->arena, u->language, f);
	for (size_t i = 0; i < f->steps.n && !line; i++) {
		const struct node *sent = f->steps.v[i].op == STEP_CALL
						  ? sent_by(f->steps.v[i].node, channel, u->text)
						  : NULL;

		if (sent)
			line = made_on_line(u, f, sent);
	}
	return line;
}

/* "<-ch" or "range ch" in text. */
static bool
receives(struct str text, struct str channel)
{
	static const char *const ways[] = { "<-", "<- ", "range ", NULL };
	char buf[80];

	if (channel.n > 60)
		return true;
	for (const char *const *p = ways; *p; p++) {
		size_t n = strlen(*p);

		memcpy(buf, *p, n);
		memcpy(buf + n, channel.p, channel.n);
		if (mentions_name(text, (struct str){ buf, n + channel.n }))
			return true;
	}
	return false;
}

/* Another closure, or a deferred one, takes what comes late. */
static bool
is_drained(struct unit *u, const struct function *f, struct str channel)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *g = u->functions.v[i];

		if (g != f && !g->name.n && is_within(g, f) && receives(g->node->text, channel))
			return true;
	}
	/* drain(ch), go closeRest(ch, n) */
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if ((st->op != STEP_CALL && st->op != STEP_GO && st->op != STEP_DEFER) ||
		    st->node->kind != NODE_CALL || str_eq(call_name(st->node), STR("make")) ||
		    str_eq(call_name(st->node), STR("len")) ||
		    str_eq(call_name(st->node), STR("cap")))
			continue;
		for (uint32_t k = 0; k < st->node->n; k++)
			if (str_eq(st->node->kids[k]->text, channel) &&
			    !(st->op == STEP_GO && st->node->a &&
			      st->node->a->kind == NODE_FUNCTION))
				return true;
	}
	return false;
}

static void
tell_late(struct unit *u, const struct race *r, const struct node *leaves)
{
	struct code_finding *n;

	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line == leaves->line &&
		    !strcmp(u->report->findings.v[i].id, "close-wait-leak"))
			return;
	n = finding_add(u, "close-wait-leak", leaves->line, r->f, 0.75);
	n->message = STR("a connection that comes later is taken by nobody, and stays open");
	n->fix = STR("Receive what still comes in a task of its own, and close it.");
	finding_step(u, n, r->made, "made here, by a task that does not know who waits");
	finding_step(u, n, leaves->line, "leaves, and what comes later is not closed");
}

/* The first way out of a loop or a select that n is, once one was received. */
static const struct node *
way_out_below(const struct node *n, const struct race *r, bool in, unsigned depth)
{
	const struct node *parts[4], *found = NULL;

	if (!n || depth > 200 || (n->kind == NODE_FUNCTION && depth))
		return NULL;
	if (in && (n->kind == NODE_RETURN || (n->kind == NODE_BREAK && !n->n)))
		return n;
	if ((n->kind == NODE_FOR || n->kind == NODE_FOREACH || n->kind == NODE_WHILE) &&
	    receives(n->text, r->channel))
		in = true;
	/* select: an arm that is not about the channel */
	if (n->kind == NODE_SWITCH && !n->a) {
		bool one = false;

		for (uint32_t i = 0; i < n->n; i++)
			one |= n->kids[i]->b && receives(n->kids[i]->b->text, r->channel);
		for (uint32_t i = 0; one && i < n->n && !found; i++) {
			const struct node *arm = n->kids[i];

			if (arm->kind != NODE_ARM ||
			    (!in && arm->b && receives(arm->b->text, r->channel)))
				continue;
			for (uint32_t k = 0; k < arm->n && !found; k++)
				found = way_out_below(arm->kids[k], r, true, depth + 1);
		}
		return found;
	}
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4 && !found; i++)
		found = way_out_below(parts[i], r, in, depth + 1);
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = way_out_below(n->kids[i], r, in, depth + 1);
	return found;
}

/* results := make(chan result, n) */
static void
look_at_channel(struct unit *u, struct function *f, struct str channel)
{
	struct race r = { .f = f, .channel = channel };
	const struct node *leaves;

	for (size_t i = 0; i < u->functions.n && !r.made; i++) {
		struct function *g = u->functions.v[i];

		if (g != f && !g->name.n && is_within(g, f))
			r.made = sends_connection(u, g, channel);
	}
	if (!r.made || is_drained(u, f, channel))
		return;
	leaves = way_out_below(f->node->d, &r, false, 0);
	if (leaves)
		tell_late(u, &r, leaves);
}

static void
look_at_channels(struct unit *u, struct function *f)
{
	if (!has(f->node->text, "make(chan "))
		return;
	flow_build(u->arena, u->language, f);
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *dst = only(st->dst), *src = only(st->src);

		if (st->op == STEP_SET && dst && src && dst->kind == NODE_NAME &&
		    str_starts(src->text, STR("make(chan ")))
			look_at_channel(u, f, dst->text);
	}
}

/* submit(dial, …), of futures that end in a connection each. */
static bool
submits_connections(struct unit *u, const struct function *f, uint32_t *line)
{
	static const char *const begins[] = { "submit", "create_task", "ensure_future", NULL };

	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *g = u->functions.v[i];

		if (g != f && !(is_within(g, f) && !g->name.n))
			continue;
		for (size_t k = 0; k < g->steps.n; k++) {
			const struct node *n = g->steps.v[k].node, *what;
			const struct function *made;

			if (g->steps.v[k].op != STEP_CALL || n->kind != NODE_CALL || !n->n ||
			    !name_has(call_name(n), begins))
				continue;
			what = n->kids[0];
			*line = n->line;
			if (what->kind == NODE_CALL)
				return makes_connection(u, what);
			if (has(what->text, "create_connection"))
				return true;
			if (what->kind == NODE_FIELD && what->b)
				what = what->b;
			made = map_get(&u->by_name, what->text);
			return made && made->makes;
		}
	}
	return false;
}

static const struct node *
first_return(const struct node *n, unsigned depth)
{
	const struct node *parts[4], *found = NULL;

	if (!n || depth > 200 || n->kind == NODE_FUNCTION)
		return NULL;
	if (n->kind == NODE_RETURN && n->n && n->kids[0]->kind != NODE_NULL)
		return n;
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4 && !found; i++)
		found = first_return(parts[i], depth + 1);
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = first_return(n->kids[i], depth + 1);
	return found;
}

/* for f in as_completed(futures): return f.result() */
static void
look_at_completed(struct unit *u, struct function *f)
{
	struct race r = { .f = f };

	if (!has(f->node->text, "as_completed(") || has(f->node->text, "close(") ||
	    has(f->node->text, "add_done_callback"))
		return;
	flow_build(u->arena, u->language, f);
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct node *each = f->steps.v[i].node, *leaves;

		if (f->steps.v[i].op != STEP_EACH || each->kind != NODE_FOREACH || !each->b ||
		    !has(each->b->text, "as_completed("))
			continue;
		leaves = first_return(each->d, 0);
		if (leaves && submits_connections(u, f, &r.made))
			tell_late(u, &r, leaves);
	}
}

void
look_at_races(struct unit *u)
{
	bool go = !strcmp(u->language->name, "go"), python = !strcmp(u->language->name, "python");

	for (size_t i = 0; i < u->functions.n && u->network; i++) {
		if (go)
			look_at_channels(u, u->functions.v[i]);
		else if (python)
			look_at_completed(u, u->functions.v[i]);
	}
}
