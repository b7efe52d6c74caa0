/*
 * segments.c - what a runtime of events makes of several writes, and of an early end
 *
 * There no read stands behind a write: who is asked answers by an event. A function that
 * writes to a socket twice, with nothing awaited in between, sends two segments, and the
 * second waits for the ACK of the first. And destroy() behind a write to a peer whose words
 * nobody has read yet sends a reset, which takes what was just written along.
 */
#include "code/unit.h"

/* Steps from the first write to the second: a message is put together in fewer. */
#define AHEAD_STEPS 24

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static bool
imports(const struct unit *u, const char *single, const char *twice)
{
	return has(u->text, single) || has(u->text, twice);
}

static bool
is_told(const struct unit *u, const char *id, uint32_t line)
{
	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line + 3 >= line &&
		    u->report->findings.v[i].line <= line + 3 &&
		    !strcmp(u->report->findings.v[i].id, id))
			return true;
	return false;
}

/* x.write(…): x, of sockets and what is called so; NULL: something else. */
static const struct node *
written_to(struct unit *u, const struct step *st)
{
	static const char *const names[] = { "sock", "socket", "conn", "connection", "s",
					     "c",    "client", "link", "port",	     "upstream",
					     "peer", "stream", "tcp",  "tls",	     "wire",
					     "line", "sck",    NULL };
	const struct node *on;
	struct str name;

	if (st->op != STEP_CALL || st->node->kind != NODE_CALL || !st->node->n ||
	    !str_eq(call_name(st->node), STR("write")))
		return NULL;
	on = call_receiver(st->node);
	if (!on || !key_of(u, on) || (on->kind != NODE_NAME && on->kind != NODE_FIELD))
		return NULL;
	name = on->kind == NODE_FIELD && on->b ? on->b->text : on->text;
	return name_has(name, names) ? on : NULL;
}

/* An answer is waited for: a promise is made here, or somewhere data come to the socket. */
static bool
awaits_answer(const struct unit *u, const struct function *f)
{
	static const char *const promises[] = { "new Promise", "once(",	   "pending",
						"waiting",     "resolve",  "cb",
						"callback",    "inflight", NULL };
	static const char *const comes[] = { "'data'",	  "\"data\"", "'readable'",
					     "for await", "'line'",   NULL };

	while (f->outer && !f->name.n)
		f = f->outer;
	return mentions_one(f->node->text, promises) && text_mentions(u, comes);
}

/* The step of the second write to the same, NOWHERE: none, or something is awaited before. */
static uint32_t
second_write(struct unit *u, const struct function *f, uint32_t first)
{
	uint32_t key = key_of(u, written_to(u, &f->steps.v[first]));
	uint32_t at = f->steps.v[first].next;

	for (unsigned far = 0; far < AHEAD_STEPS && at != NOWHERE; far++) {
		const struct step *st = &f->steps.v[at];
		const struct node *to = written_to(u, st);

		if (to && key_of(u, to) == key && at != first) {
			const char *from = f->steps.v[first].node->text.p;
			struct str between = { from, (size_t)(st->node->text.p - from) };

			return st->node->text.p > from &&
					       !mentions_one(between,
							     (const char *const[]){
								     "await ", ".once(", NULL })
				       ? at
				       : NOWHERE;
		}
		if (st->op == STEP_TEST || st->op == STEP_MATCH || st->op == STEP_EACH ||
		    st->op == STEP_RETURN || st->op == STEP_END)
			return NOWHERE; /* only what surely follows is one message */
		at = st->next;
	}
	return NOWHERE;
}

static void
look_for_two_writes(struct unit *u, struct function *f)
{
	if (u->nodelay || text_mentions(u, (const char *const[]){ ".cork(", "NoDelay", NULL }))
		return;
	for (uint32_t i = 0; i < f->steps.n; i++) {
		const struct step *first = &f->steps.v[i];
		struct code_finding *n;
		uint32_t second;

		if (!written_to(u, first))
			continue;
		second = second_write(u, f, i);
		if (second == NOWHERE || !awaits_answer(u, f) ||
		    is_told(u, "nagle-delayed-ack", first->line))
			continue;
		n = finding_add(u, "nagle-delayed-ack", f->steps.v[second].line, f, 0.6);
		n->message =
			STR("the second write waits for the ACK of the first, and that for the "
			    "delayed-ACK timer");
		n->fix = STR("Write the message at once (Buffer.concat, cork()), or call "
			     "setNoDelay().");
		finding_step(u, n, first->line, "the first write");
		finding_step(u, n, f->steps.v[second].line, "and the second, of the same message");
	}
}

/* ---- an end that takes along what was written ---- */

/* Whether anything reads what is called key before this step of f. */
static bool
is_read_before(struct unit *u, const struct function *f, uint32_t key, uint32_t until)
{
	static const char *const reads[] = { "pipe", "resume", "read", NULL };
	static const char *const events[] = { "data", "readable", "line", "message", NULL };

	for (uint32_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *on;

		if (st->op != STEP_CALL || st->node->kind != NODE_CALL ||
		    st->line > f->steps.v[until].line)
			continue;
		on = call_receiver(st->node);
		if (!on || key_of(u, on) != key)
			continue;
		if (name_has(call_name(st->node), reads) ||
		    (st->node->n > 1 && mentions_one(st->node->kids[0]->text, events)))
			return true;
	}
	return false;
}

static void
look_for_early_reset(struct unit *u, struct function *f)
{
	uint32_t key = f->owned.n && !f->is_answer ? f->owned.v[0] : 0;

	for (uint32_t i = 0; key && i < f->steps.n; i++) {
		const struct node *on = written_to(u, &f->steps.v[i]);
		uint32_t at = f->steps.v[i].next;

		if (f->steps.v[i].op != STEP_CALL || f->steps.v[i].node->kind != NODE_CALL)
			continue;
		on = call_receiver(f->steps.v[i].node);
		if (!on || key_of(u, on) != key || !f->steps.v[i].node->n ||
		    f->steps.v[i].node->kids[0]->kind == NODE_FUNCTION ||
		    !(str_eq(call_name(f->steps.v[i].node), STR("write")) ||
		      str_eq(call_name(f->steps.v[i].node), STR("end"))) ||
		    is_read_before(u, f, key, i))
			continue;
		for (unsigned far = 0; far < AHEAD_STEPS && at != NOWHERE; far++) {
			const struct step *st = &f->steps.v[at];
			const struct node *to = st->op == STEP_CALL && st->node->kind == NODE_CALL
							? call_receiver(st->node)
							: NULL;
			struct code_finding *n;

			if (to && key_of(u, to) == key &&
			    (str_eq(call_name(st->node), STR("destroy")) ||
			     str_eq(call_name(st->node), STR("resetAndDestroy")))) {
				if (is_told(u, "reset-with-unread-data", st->line))
					break;
				n = finding_add(u, "reset-with-unread-data", st->line, f, 0.65);
				n->message =
					STR("destroyed before what the peer sends was read: the "
					    "reset takes along what was just written");
				n->fix = STR("Call end() with the answer, and resume() to read the "
					     "rest.");
				finding_step(u, n, f->steps.v[i].line, "written here");
				finding_step(u, n, st->line, "and destroyed at once");
				break;
			}
			if (st->op == STEP_TEST || st->op == STEP_RETURN || st->op == STEP_END)
				break;
			at = st->next;
		}
	}
}

/* Where it is not turned away, what it sends is listened to. */
static bool
is_heard_elsewhere(struct unit *u, const struct function *f, uint32_t key)
{
	uint32_t last = 0;

	for (uint32_t i = 0; i < f->steps.n; i++)
		if (f->steps.v[i].line > f->steps.v[last].line)
			last = i;
	return f->steps.n && is_read_before(u, f, key, last);
}

/* sock.write(no, () => sock.destroy()), before anything that it sends was read. */
static void
look_for_reset_by_callback(struct unit *u, struct function *f)
{
	uint32_t key = f->owned.n && !f->is_answer ? f->owned.v[0] : 0;

	for (uint32_t i = 0; key && i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *n = st->node, *on, *then;
		struct code_finding *found;
		struct str end;

		if (st->op != STEP_CALL || n->kind != NODE_CALL || n->n < 2 ||
		    !str_eq(call_name(n), STR("write")))
			continue;
		on = call_receiver(n);
		then = n->kids[n->n - 1];
		if (!on || key_of(u, on) != key || then->kind != NODE_FUNCTION ||
		    is_read_before(u, f, key, i) || !is_heard_elsewhere(u, f, key) ||
		    is_told(u, "reset-with-unread-data", st->line))
			continue;
		end = str_printf(u->arena, STR_F ".destroy(", STR_A(on->text));
		if (!str_has(then->text, end) || has(then->text, "setTimeout"))
			continue;
		found = finding_add(u, "reset-with-unread-data", st->line, f, 0.6);
		found->message = STR("destroyed before what the peer sends was read: the reset "
				     "takes along what was just written");
		found->fix = STR("Call end() with the answer, and resume() to read the rest.");
		finding_step(u, found, st->line, "written, and destroyed as soon as it is sent");
	}
}

/* sock.end(text, () => sock.destroy()), to refuse who is still sending. */
static void
look_for_refused(struct unit *u, struct function *f)
{
	static const char *const words[] = { "refuse", "reject", "deny",  "denied", "busy",
					     "turn",   "kick",	 "limit", "toobig", NULL };

	for (uint32_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *n = st->node, *last, *on;
		struct code_finding *found;

		if (st->op != STEP_CALL || n->kind != NODE_CALL || n->n < 2 ||
		    !str_eq(call_name(n), STR("end")))
			continue;
		on = call_receiver(n);
		last = n->kids[n->n - 1];
		if (!on || last->kind != NODE_FUNCTION || !str_has(last->text, on->text) ||
		    !has(last->text, "destroy(") ||
		    !(name_has(f->name, words) ||
		      mentions_one(n->text,
				   (const char *const[]){ "413", "oo large", "oo big", NULL })) ||
		    is_told(u, "reset-with-unread-data", st->line))
			continue;
		found = finding_add(u, "reset-with-unread-data", st->line, f, 0.6);
		found->message =
			STR("destroyed as soon as the refusal is written: what the peer still "
			    "sends makes that a reset, which takes the answer along");
		found->fix = STR("Call end() and resume(), and destroy it after a while.");
		finding_step(u, found, st->line, "written, and destroyed at once");
	}
}

void
look_at_segments(struct unit *u)
{
	if (!(u->language->traits & TRAIT_CALLED_BACK) ||
	    !(imports(u, "net'", "net\"") || imports(u, "tls'", "tls\"")))
		return;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		flow_build(u->arena, u->language, f);
		look_for_two_writes(u, f);
		look_for_early_reset(u, f);
		look_for_reset_by_callback(u, f);
		look_for_refused(u, f);
	}
}
