/*
 * deadlines.c - an answer that is waited for with the deadline taken off
 *
 * Go: who writes a request, takes the read deadline off and reads what should come back
 * waits for ever for a peer that died without a word. (To take it off after a handshake,
 * before a stream of messages that may be silent for long, is something else.)
 */
#include "code/unit.h"

/* 1: it sets a time, -1: it takes it off, 0: neither. */
static int
sets_deadline(const struct node *call)
{
	struct str name = call_name(call);

	if (!str_eq(name, STR("SetReadDeadline")) && !str_eq(name, STR("SetDeadline")))
		return 0;
	return call->n == 1 && str_starts(call->kids[0]->text, STR("time.Time{}")) ? -1 : 1;
}

enum use { USE_NONE, USE_READ, USE_WRITE, USE_DEADLINE };

static enum use
use_of(struct unit *u, const struct step *st)
{
	const struct effect_row *r;

	if (st->op != STEP_CALL || st->node->kind != NODE_CALL)
		return USE_NONE;
	if (sets_deadline(st->node))
		return USE_DEADLINE;
	r = call_effect(u, st->node);
	if (r && r->effect == EFFECT_READ)
		return USE_READ;
	return r && (r->effect == EFFECT_WRITE || r->effect == EFFECT_WRITE_ALL) ? USE_WRITE
										 : USE_NONE;
}

/* The use that stands next before or behind a line, by the text. */
static const struct step *
next_use(struct unit *u, const struct function *f, uint32_t line, bool behind)
{
	const struct step *best = NULL;

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if ((behind ? st->line <= line : st->line >= line) ||
		    (best && (behind ? st->line >= best->line : st->line <= best->line)))
			continue;
		if (use_of(u, st) != USE_NONE)
			best = st;
	}
	return best;
}

/* What was written has no answer yet: the last use before, deadlines apart, is a write. */
static bool
has_asked(struct unit *u, const struct function *f, uint32_t line)
{
	const struct step *st = next_use(u, f, line, false);

	for (unsigned i = 0; st && i < 4 && use_of(u, st) == USE_DEADLINE; i++)
		st = next_use(u, f, st->line, false);
	return st && use_of(u, st) == USE_WRITE;
}

static void
look_into(struct unit *u, struct function *f)
{
	unsigned tried = 0; /* each looks through the whole function */

	flow_build(u->arena, u->language, f);
	for (size_t i = 0; i < f->steps.n && tried < 8; i++) {
		const struct step *off = &f->steps.v[i], *st;
		struct code_finding *n;

		if (off->op != STEP_CALL || off->node->kind != NODE_CALL ||
		    sets_deadline(off->node) >= 0)
			continue;
		tried++;
		st = next_use(u, f, off->line, true);
		if (!st || use_of(u, st) != USE_READ || !has_asked(u, f, off->line))
			continue;
		n = finding_add(u, "dead-peer-timeout", off->line, f, 0.65);
		n->message = STR("the deadline is taken off before the answer is read: a peer that "
				 "died without a word is waited for without end");
		finding_step(u, n, off->line, "no deadline from here on");
		finding_step(u, n, st->line, "and the answer is waited for here");
		n->fix = STR("Set a deadline, longer than the slowest answer.");
		return;
	}
}

/* What dials a peer itself: of a library's clients one cannot see what they wait for. */
static bool
dials(struct unit *u, const struct function *f)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct node *n = f->steps.v[i].node;
		const struct effect_row *r;

		if (f->steps.v[i].op != STEP_CALL)
			continue;
		r = call_effect(u, n);
		if (r && r->effect == EFFECT_CONNECT &&
		    (str_starts(call_name(n), STR("Dial")) || n->kind == NODE_NEW))
			return true;
	}
	return false;
}

/* c.rd.ReadString(…): an object keeps the connection for one request after the other. */
static bool
is_of_object(struct unit *u, const struct function *f, const struct step *read)
{
	const struct effect_row *r = call_effect(u, read->node);
	const struct node *subject = r ? call_subject(read->node, r->at) : NULL;
	struct str key = subject ? key_text(u, key_of(u, subject)) : (struct str){ NULL, 0 };

	return f->self.n && key_root(key).n < key.n && str_eq(key_root(key), f->self);
}

/*
 * A client that writes a request and reads its answer, in a text that asks for no time at
 * all but to connect.
 */
static void
look_for_no_deadline(struct unit *u)
{
	static const char *const go[] = { "Deadline(", "WithTimeout", "time.After", "Ticker",
					  "Timer",     "AfterFunc",   "ctx",	    "Ping",
					  "websocket", NULL };
	const struct step *asks = NULL, *reads = NULL;
	struct function *by = NULL;
	bool dialled = false;
	struct code_finding *n;

	if (u->accept || text_mentions(u, go))
		return;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];
		unsigned tried = 0;

		flow_build(u->arena, u->language, f);
		dialled |= dials(u, f);
		for (size_t k = 0; k < f->steps.n && !reads && tried < 8; k++) {
			const struct step *st = &f->steps.v[k], *next;

			if (use_of(u, st) != USE_WRITE)
				continue;
			tried++;
			next = next_use(u, f, st->line, true);
			if (!next || use_of(u, next) != USE_READ || !is_of_object(u, f, next))
				continue;
			asks = st;
			reads = next;
			by = f;
		}
	}
	if (!dialled || !reads)
		return;
	n = finding_add(u, "dead-peer-timeout", reads->line, by, 0.6);
	n->message = STR("the answer is waited for without a timeout: a peer that died without a "
			 "word is never noticed");
	finding_step(u, n, asks->line, "the request is written here");
	finding_step(u, n, reads->line, "and the answer is waited for here");
	n->fix = STR("Set a read timeout, longer than the slowest answer.");
}

void
look_at_deadlines(struct unit *u)
{
	if (!u->network || strcmp(u->language->name, "go"))
		return;
	look_for_no_deadline(u);
	for (size_t i = 0; i < u->functions.n; i++)
		if (str_has(u->functions.v[i]->node->text, STR("Deadline(time.Time{})")))
			look_into(u, u->functions.v[i]);
}
