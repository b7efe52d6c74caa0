/*
 * sequences.c - a few calls in a row on one connection
 *
 * Two writes before a read, a refusal and a close, a write behind the end of writing, a
 * single read where all must be read: each is a short walk ahead from a call.
 */
#include "code/calls.h"

/* Statements between two writes of one message. */
#define AHEAD_MAX 80

struct ahead {
	uint32_t step;
	unsigned writes, far;
	uint32_t second;
};

static bool
is_call_with(struct unit *u, const struct step *st, enum effect e)
{
	const struct effect_row *r;

	if (st->op != STEP_CALL || st->node->kind != NODE_CALL)
		return false;
	r = call_effect(u, st->node);
	if (!r && e == EFFECT_READ)
		return call_helped(u, st->node, true) != NULL;
	return r && r->effect == e;
}

/* await once(sock, 'data') */
static bool
awaits_data(const struct unit *u, const struct step *st)
{
	return u->language->traits & TRAIT_CALLED_BACK && st->op == STEP_CALL &&
	       st->node->kind == NODE_CALL && st->node->n >= 2 && !call_receiver(st->node) &&
	       str_eq(call_name(st->node), STR("once")) &&
	       mentions_one(st->node->kids[1]->text,
			    (const char *const[]){ "'data'", "\"data\"", "'readable'", NULL });
}

void
look_for_nagle(struct unit *u, struct function *f)
{
	struct spot at = { .f = f };
	uint8_t *seen;

	if (u->nodelay || !u->network || !strcmp(u->language->name, "go"))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *first = &f->steps.v[i];
		struct ahead work[AHEAD_MAX];
		size_t n = 0;
		uint32_t key;
		struct arena_mark mark;

		if (first->op != STEP_CALL || !call_writes(u, first->node) ||
		    str_eq(call_name(first->node), STR("sendto")) ||
		    str_eq(call_name(first->node), STR("drain")) ||
		    str_eq(call_name(first->node), STR("flush")) ||
		    str_eq(call_name(first->node), STR("request")) ||
		    call_is_buffered(u, &at, call_written_to(u, first->node)))
			continue;
		key = key_of(u, call_written_to(u, first->node));
		mark = arena_mark(u->scratch);
		seen = arena_new(u->scratch, uint8_t, f->steps.n);
		work[n++] = (struct ahead){ first->next, 1, 0, 0 };
		while (n) {
			struct ahead a = work[--n];
			const struct step *st = &f->steps.v[a.step];

			if (a.far > AHEAD_MAX || (seen[a.step] & a.writes) || a.step == (uint32_t)i)
				continue;
			seen[a.step] |= (uint8_t)a.writes;
			if (st->op == STEP_END || st->op == STEP_RAISED)
				continue;
			if (is_call_with(u, st, EFFECT_READ) || awaits_data(u, st)) {
				if (a.writes < 2)
					continue;
				if (call_tell(
					    u, "nagle-delayed-ack", f->steps.v[a.second].node, &at,
					    0.6,
					    "the second write waits for the ACK of the first, and that "
					    "for the delayed-ACK timer",
					    "Write the message at once (writev, one buffer), or set "
					    "TCP_NODELAY.")
					    ->steps < 2) {
					struct code_finding *nf =
						&u->report->findings.v[u->report->findings.n - 1];

					finding_step(u, nf, first->line, "the first write");
					finding_step(u, nf, st->line,
						     "and the answer is read here");
				}
				n = 0;
				break;
			}
			if (st->op == STEP_CALL && call_writes(u, st->node) &&
			    !str_eq(call_name(st->node), STR("flush")) &&
			    !str_eq(call_name(st->node), STR("drain")) &&
			    key_of(u, call_written_to(u, st->node)) == key) {
				a.writes = 2;
				a.second = a.step;
			}
			/* shutdown sends what Nagle held back */
			if (is_call_with(u, st, EFFECT_HALF_CLOSE))
				continue;
			if (is_call_with(u, st, EFFECT_CLOSE))
				continue;
			a.far++;
			if (st->next != NOWHERE && n < AHEAD_MAX - 1)
				work[n++] = (struct ahead){ st->next, a.writes, a.far, a.second };
			if (st->other != NOWHERE && n < AHEAD_MAX - 1 && st->op != STEP_TRY_OP)
				work[n++] = (struct ahead){ st->other, a.writes, a.far, a.second };
		}
		arena_reset(u->scratch, mark);
	}
}

static const char *const refusals[] = {
	"413",	   "503",      "431",	  "too large", "TOO_LARGE", "too_large", "TooLarge",
	"busy",	   "BUSY",     "Busy",	  "too many",  "TOO_MANY",  "tooMany",	 "TooMany",
	"full\\n", "overload", "TOO_BIG", "too_big",   "tooLarge",  "REJECT",	 "TOO LARGE",
	"too big", "refused",  "REFUSED", "denied",    "DENIED",    NULL
};
/* Of these the peer is still sending the body. */
static const char *const too_large[] = { "413",	     "too large", "TOO_LARGE", "too_large",
					 "TooLarge", "TOO LARGE", "too big",   "TOO_BIG",
					 "tooLarge", NULL };

/* if (clients >= MAX) { write(…); close(…); }: what is written is a refusal. */
static bool
is_over_limit(const struct function *f, const struct step *write)
{
	static const char *const limits[] = { "max",   "limit", "cap",	 "capacity", "full",
					      "slots", "most",	"quota", NULL };

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op == STEP_TEST && st->line <= write->line && write->line - st->line <= 3 &&
		    st->node &&
		    (has(st->node->text, ">=") || has(st->node->text, "> ") ||
		     has(st->node->text, "==") || st->node->kind == NODE_CALL) &&
		    !has(st->node->text, "read") && !has(st->node->text, "recv") &&
		    name_has(st->node->text, limits))
			return true;
	}
	return false;
}

/* with conn.makefile("rb") as f: the connection lives on behind it. */
static bool
is_file_of_socket(const struct unit *u, const struct function *f, const struct node *scope)
{
	for (size_t i = 0; i < f->steps.n && scope && u->language->traits & TRAIT_METHOD_SELF;
	     i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op == STEP_SET && st->dst && st->src && st->src->kind == NODE_CALL &&
		    str_eq(st->dst->text, scope->text) &&
		    str_eq(call_name(st->src), STR("makefile")))
			return true;
	}
	return false;
}

/* Whether the connection ends by this step, at least by its owner's scope. */
static bool
ends_connection(struct unit *u, const struct function *f, const struct step *st, uint32_t key,
		bool large)
{
	if (is_call_with(u, st, EFFECT_CLOSE))
		return u->language->traits & TRAIT_THROWS ||
		       key_within(key_text(u, key_of(u, st->node->n ? st->node->kids[0]
								    : call_receiver(st->node))),
				  key_text(u, key));
	if (st->op == STEP_LEAVE)
		return !is_file_of_socket(u, f, st->node);
	return large && st->op == STEP_RETURN &&
	       (u->language->traits & TRAIT_DROPS || text_says(u, STR("RequestHandler")));
}

/* refuse(s, why), which ends its own writing, or reads on, itself. */
static bool
helper_ends_well(struct unit *u, const struct node *n)
{
	const struct function *g = call_effect(u, n) ? NULL : call_function(u, NULL, n);

	for (size_t i = 0; g && i < g->steps.n; i++)
		if (is_call_with(u, &g->steps.v[i], EFFECT_HALF_CLOSE))
			return true;
	return false;
}

/* send(fd, no, sizeof no - 1), where no[] = "HTTP/1.1 413 …": the words; else the call. */
static struct str
words_written(const struct function *f, const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		for (size_t k = 0; k < f->steps.n && call->kids[i]->kind == NODE_NAME; k++) {
			const struct step *st = &f->steps.v[k];

			if (st->op == STEP_SET && st->dst && st->src &&
			    st->src->kind == NODE_STRING &&
			    str_eq(st->dst->text, call->kids[i]->text))
				return st->src->text;
		}
	return call->text;
}

/* if (send(…) < 0): what is behind it is no answer's end, for there was none. */
static bool
fails_by(const struct step *test, const struct node *write)
{
	const struct node *n = test->node;

	return test->op == STEP_TEST && n->kind == NODE_BINARY && n->op.n &&
	       str_has(n->text, write->text) &&
	       (n->op.p[0] == '<' || n->op.p[0] == '!' || str_has(n->text, STR("-1")));
}

/* reader.readline(), and then the refusal. */
static bool
is_read_just_before(struct unit *u, const struct function *f, const struct step *write)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->line < write->line && write->line - st->line <= 2 && st->op == STEP_CALL &&
		    call_effect(u, st->node) && call_effect(u, st->node)->effect == EFFECT_READ)
			return true;
	}
	return false;
}

/* "denied", behind a read: an answer to what the peer asked, and no turning away at the door. */
static bool
answers_what_was_read(struct unit *u, const struct function *f, const struct step *write)
{
	static const char *const answers[] = { "refused", "REFUSED", "denied", "DENIED", NULL };
	static const char *const reads[] = { "readline", "readLine", "readlines", NULL };
	static const char *const door[] = { "busy",	"BUSY", "Busy", "too many", "TOO_MANY",
					    "overload", "full", "431",	"503",	    NULL };
	struct str words = words_written(f, write->node);

	if (!mentions_one(words, answers) || mentions_one(words, door))
		return false;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->line < write->line && st->op == STEP_CALL &&
		    (is_call_with(u, st, EFFECT_READ) ||
		     (st->node->kind == NODE_CALL && str_is_one_of(call_name(st->node), reads))))
			return true;
	}
	return false;
}

void
look_for_refusals(struct unit *u, struct function *f)
{
	struct spot at = { .f = f };

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		uint32_t key, step = st->next;
		bool large;

		if (st->op != STEP_CALL || !call_writes(u, st->node) ||
		    !(mentions_one(words_written(f, st->node), refusals) || is_over_limit(f, st)) ||
		    helper_ends_well(u, st->node))
			continue;
		large = mentions_one(words_written(f, st->node), too_large);
		if (!large && (is_read_just_before(u, f, st) ||
			       (!is_over_limit(f, st) && answers_what_was_read(u, f, st))))
			continue; /* what the peer had to say was heard */
		key = key_of(u, call_written_to(u, st->node));
		for (unsigned far = 0; far < 12 && step != NOWHERE; far++) {
			const struct step *next = &f->steps.v[step];

			if (is_call_with(u, next, EFFECT_READ) ||
			    is_call_with(u, next, EFFECT_HALF_CLOSE) || next->op == STEP_END ||
			    (next->op == STEP_CALL && helper_ends_well(u, next->node)))
				break;
			if (ends_connection(u, f, next, key, large)) {
				struct code_finding *n = call_tell(
					u, "reset-with-unread-data",
					next->op == STEP_CALL ? next->node : st->node, &at, 0.6,
					"closed while the peer still sends: the reset "
					"destroys the answer that was just written",
					"Shut down for writing, read what still comes for a "
					"moment, then close.");

				finding_step(u, n, st->line, "the answer is written here");
				break;
			}
			step = fails_by(next, st->node) ? next->other : next->next;
		}
	}
}

void
look_for_late_writes(struct unit *u, struct function *f)
{
	static const char *const ends_writing[] = { "SHUT_WR",	  "shutdownOutput",
						    "CloseWrite", "Shutdown::Write",
						    "SHUT_RDWR",  "Shutdown::Both",
						    NULL };
	struct spot at = { .f = f };

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		uint32_t step = st->next;

		if (!is_call_with(u, st, EFFECT_HALF_CLOSE) ||
		    !mentions_one(st->node->text, ends_writing))
			continue;
		for (unsigned far = 0; far < 12 && step != NOWHERE; far++) {
			const struct step *next = &f->steps.v[step];

			if (next->op == STEP_CALL && call_writes(u, next->node) &&
			    !str_eq(call_name(next->node), STR("flush")))
				call_tell(
					u, "reset-with-unread-data", next->node, &at, 0.7,
					"written after the connection was shut down for writing",
					"Write all, then shut down, then read to the end, then close.");
			if (next->op == STEP_END || is_call_with(u, next, EFFECT_CLOSE))
				break;
			step = next->next;
		}
	}
}

/* The call, or what is made of it, is what f returns. */
static bool
is_returned(const struct function *f, const struct node *call)
{
	struct str body = f->node->d ? str_trim(f->node->d->text) : (struct str){ NULL, 0 };

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *v =
			st->op == STEP_RETURN && st->node && st->node->n ? st->node->kids[0] : NULL;

		if (v && v->text.n < 400 && call->text.p >= v->text.p &&
		    call->text.p < v->text.p + v->text.n)
			return true;
	}
	/* |io| io.read(buf) */
	return !f->name.n && body.n && str_ends(body, call->text);
}

void
look_for_undrained(struct unit *u, struct function *f)
{
	struct spot at = { .f = f };

	if (!u->edge)
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		uint32_t outer;

		if (!is_call_with(u, st, EFFECT_READ) || !call_effect(u, st->node))
			continue;
		if (u->language->traits & TRAIT_DROPS && !st->loop && is_returned(f, st->node))
			continue; /* fn try_read(): who calls it goes on */
		outer = st->loop ? f->loop_outer.v[st->loop - 1] : 0;
		/* the loop over events, in the loop that waits for them */
		if (st->loop && (has(f->node->text, "epoll_wait") || has(f->node->text, "kevent") ||
				 has(f->node->text, ".poll("))) {
			if (outer == 0 || f->loop_outer.v[outer - 1])
				continue;
		} else if (st->loop) {
			continue;
		}
		call_tell(
			u, "zero-window-stall", st->node, &at, 0.65,
			"edge-triggered, and read once: what is left is not announced again, and the "
			"window closes over it",
			"Read in a loop until EAGAIN.");
	}
}
