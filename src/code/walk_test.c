/*
 * walk_test.c - what a condition, a case or a pattern tells about a handle
 */
#include "code/walk_parts.h"

#define WATCHED_MAX 48

static void
watch(struct walk *w, const struct node *n, unsigned weight, struct map *counts)
{
	uint32_t key = n ? key_of(w->u, n) : 0;
	char id[sizeof key];
	void **slot;

	if (!key)
		return;
	memcpy(id, &key, sizeof key);
	slot = map_put(counts, (struct str){ id, sizeof id });
	weight += (unsigned)(uintptr_t)*slot;
	*slot = (void *)(uintptr_t)weight;
	if (weight == 2 && w->f->watched.n < WATCHED_MAX)
		vec_push(w->u->arena, &w->f->watched, key);
}

/* Values that are tested twice, or set to constants and tested, tie paths together. */
void
walk_find_watched(struct walk *w)
{
	struct map counts;

	if (w->f->watched_known)
		return;
	w->f->watched_known = true;
	map_init(&counts, w->u->arena);
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *s = &w->f->steps.v[i];

		if (s->op == STEP_TEST && s->node->kind == NODE_BINARY) {
			watch(w, s->node->a, constant_sign(s->node->b) != 0, &counts);
			watch(w, s->node->b, constant_sign(s->node->a) != 0, &counts);
		} else if (s->op == STEP_TEST) {
			watch(w, s->node, 1, &counts);
		} else if (s->op == STEP_SET && s->src && constant_sign(s->src)) {
			watch(w, s->dst, 1, &counts);
		}
	}
}

bool
walk_is_watched(const struct walk *w, uint32_t key)
{
	for (size_t i = 0; i < w->f->watched.n; i++)
		if (w->f->watched.v[i] == key)
			return true;
	return false;
}

static bool
op_is(const struct node *n, const char *op)
{
	return str_eq(n->op, str_from(op));
}

static bool
says_not(const struct node *n)
{
	return n->op.n &&
	       (n->op.p[0] == '!' || str_starts(n->op, STR("not")) || op_is(n, "is not"));
}

/* Which signs x may have when x op c holds; c's own sign is given. */
static unsigned
signs_that_fit(const struct node *n, unsigned c, bool swapped, struct str c_text)
{
	char op = n->op.n ? n->op.p[0] : 0;
	bool or_equal = n->op.n > 1 && n->op.p[1] == '=';
	bool one = str_eq(c_text, STR("1"));

	if (op == '=' || op_is(n, "is"))
		return c;
	if (says_not(n))
		return c == SIGN_POSITIVE ? SIGN_ANY : SIGN_ANY & ~c;
	if (swapped && (op == '<' || op == '>'))
		op = op == '<' ? '>' : '<';
	if (op == '<') {
		if (c == SIGN_ZERO)
			return or_equal ? SIGN_NEGATIVE | SIGN_ZERO : SIGN_NEGATIVE;
		if (c == SIGN_NEGATIVE)
			return SIGN_NEGATIVE;
		return one && !or_equal ? SIGN_NEGATIVE | SIGN_ZERO : SIGN_ANY;
	}
	if (op == '>') {
		if (c == SIGN_ZERO)
			return or_equal ? SIGN_ZERO | SIGN_POSITIVE : SIGN_POSITIVE;
		if (c == SIGN_NEGATIVE)
			return or_equal ? SIGN_ANY : SIGN_ZERO | SIGN_POSITIVE;
		return SIGN_POSITIVE;
	}
	return SIGN_ANY;
}

/* What is left when it does not hold. */
static unsigned
signs_that_fail(const struct node *n, unsigned c, bool swapped, struct str c_text)
{
	char op = n->op.n ? n->op.p[0] : 0;
	bool or_equal = n->op.n > 1 && n->op.p[1] == '=';
	bool one = str_eq(c_text, STR("1"));

	if (op == '=' || op_is(n, "is"))
		return c == SIGN_POSITIVE ? SIGN_ANY : SIGN_ANY & ~c;
	if (says_not(n))
		return c;
	if (swapped && (op == '<' || op == '>'))
		op = op == '<' ? '>' : '<';
	if (op == '<' && c == SIGN_POSITIVE)
		return SIGN_POSITIVE;
	if (op == '>' && c == SIGN_POSITIVE)
		return one && or_equal ? SIGN_NEGATIVE | SIGN_ZERO : SIGN_ANY;
	if (op == '<' || op == '>')
		return SIGN_ANY & ~signs_that_fit(n, c, swapped, c_text);
	return SIGN_ANY;
}

/* Why the handle should be closed, from what its reads and writes returned. */
static enum reason
reason_of(enum role role, unsigned sign)
{
	switch (role) {
	case ROLE_READ_ZERO:
		return sign == SIGN_NEGATIVE		 ? REASON_ERROR
		       : !(sign & SIGN_POSITIVE) && sign ? REASON_END
							 : REASON_NONE;
	case ROLE_READ_NEGATIVE:
		return !(sign & SIGN_POSITIVE) && sign & SIGN_NEGATIVE ? REASON_END : REASON_NONE;
	case ROLE_READ_OK:
		return sign == SIGN_ZERO       ? REASON_END
		       : sign == SIGN_NEGATIVE ? REASON_ERROR
					       : REASON_NONE;
	case ROLE_IO_ERROR:
		return sign == SIGN_POSITIVE ? REASON_END : REASON_NONE;
	case ROLE_WRITE:
		return sign == SIGN_NEGATIVE ? REASON_ERROR : REASON_NONE;
	case ROLE_WRITE_ERROR:
		return sign == SIGN_POSITIVE ? REASON_ERROR : REASON_NONE;
	case ROLE_PLAIN:
	case ROLE_MADE_ERROR:
	case ROLE_FRESH:
		return REASON_NONE;
	}
	return REASON_NONE;
}

bool
state_is_alias(const struct state *s, uint32_t key)
{
	for (unsigned i = 0; i < s->aliases; i++)
		if (s->alias[i] == key)
			return true;
	return false;
}

/* It is called key, or is in what is called so. */
static bool
holds_alias(struct walk *w, const struct state *s, uint32_t key)
{
	for (unsigned i = 0; i < s->aliases; i++)
		if (key_within(key_text(w->u, s->alias[i]), key_text(w->u, key)))
			return true;
	return false;
}

/* Names that no longer mean the handle. True when none is left. */
bool
walk_forget_name(struct walk *w, struct state *s, uint32_t key)
{
	struct str k = key_text(w->u, key);

	for (unsigned i = s->aliases; i--;)
		if (key_depends(key_text(w->u, s->alias[i]), k))
			alias_remove_at(s, i);
	for (unsigned i = s->facts; i--;)
		if (key_depends(key_text(w->u, s->fact[i].key), k)) {
			s->fact[i] = s->fact[--s->facts];
			s->fact[s->facts] = (struct fact){ 0 };
		}
	return s->aliases == 0;
}

/* What should have held it could not be made: it has another name still. */
static bool
stays_without(struct walk *w, const struct state *s, uint32_t key)
{
	for (unsigned i = 0; i < s->aliases; i++)
		if (!key_depends(key_text(w->u, s->alias[i]), key_text(w->u, key)))
			return true;
	return false;
}

/* if (p->in) close(p->in), of what p holds: without one there is none to close. */
static bool
is_closed_part(struct walk *w, const struct state *s, uint32_t key)
{
	if (state_key_relation(w->u, s, key_text(w->u, key)) != PART)
		return false;
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(w->u, st->node)
								 : NULL;
		const struct node *subject =
			r && r->effect == EFFECT_CLOSE ? call_subject(st->node, r->at) : NULL;

		if (subject && key_of(w->u, subject) == key)
			return true;
	}
	return false;
}

/*
 * key has one of these signs. False: this path cannot be, or has no handle. *e tells
 * what was seen by it.
 */
static bool
refine(struct walk *w, struct state *s, uint32_t key, unsigned signs, enum event *e)
{
	struct fact *f = fact_find(s, key);
	unsigned sign = f ? f->sign & signs : signs;
	enum role role = f ? (enum role)f->role : ROLE_PLAIN;
	enum reason reason;

	if (!key || signs == SIGN_ANY)
		return true;
	if (!sign)
		return false;
	if (holds_alias(w, s, key) && sign != SIGN_ANY && !(sign & SIGN_POSITIVE)) {
		if (role != ROLE_FRESH || !stays_without(w, s, key))
			return false; /* no handle here */
		walk_forget_name(w, s, key);
		s->flags |= FLAG_FAILED;
		return true;
	}
	if (role == ROLE_MADE_ERROR && sign == SIGN_POSITIVE)
		return false;
	if (!(sign & SIGN_POSITIVE) && is_closed_part(w, s, key))
		return false;
	if (f)
		f->sign = (uint16_t)sign;
	else if (walk_is_watched(w, key))
		fact_set(s, key, sign, ROLE_PLAIN);
	reason = reason_of(role, sign);
	if (role == ROLE_READ_NEGATIVE && sign == SIGN_ZERO && s->reason == REASON_END)
		s->reason = REASON_NONE; /* only nothing now, as it proves */
	if (reason != REASON_NONE) {
		*e = reason == REASON_END ? EVENT_END_SEEN : EVENT_ERROR_SEEN;
		s->reason = (uint8_t)reason;
		if (role == ROLE_IO_ERROR || role == ROLE_READ_OK || role == ROLE_WRITE_ERROR)
			s->flags |= FLAG_CERTAIN;
	}
	return true;
}

const char *const end_words[] = { "EOF",       "ConnectionReset", "EPIPE",	    "ECONNRESET",
				  "ErrClosed", "BrokenPipe",	  "IncompleteRead", NULL };

static bool
speaks_of_error(const struct node *n)
{
	return str_has(n->text, STR("errno")) || str_has(n->text, STR("err")) ||
	       str_has(n->text, STR("Err")) || str_has(n->text, STR("kind()"));
}

/* errno == EAGAIN, err == io.EOF, e.kind() == WouldBlock, errors.Is(err, …) */
static bool
test_of_error(struct walk *w, struct state *s, const struct node *n, bool truth, enum event *e)
{
	bool holds = says_not(n) ? !truth : truth;

	if (mentions_one(n->text, w->u->language->again)) {
		if (holds && s->reason != REASON_NONE) {
			s->reason = REASON_AGAIN;
			s->flags &= ~(unsigned)FLAG_CERTAIN;
		} else if (!holds && s->reason == REASON_ERROR) {
			s->flags |= FLAG_CERTAIN;
		}
		return true;
	}
	if (mentions_one(n->text, end_words) && speaks_of_error(n)) {
		if (holds && (s->flags & FLAG_READ)) {
			s->reason = REASON_END;
			s->flags |= FLAG_CERTAIN;
			*e = EVENT_END_SEEN;
		}
		return true;
	}
	return false;
}

/* if (open) { open = false; s.end(); }: where it is not, it was ended before. */
static bool
is_ended_before(const struct walk *w, const struct node *n)
{
	static const char *const words[] = { "open", "alive", "active", "live", "running", NULL };

	return w->u->language->traits & TRAIT_CALLED_BACK && n->kind == NODE_NAME &&
	       name_has(n->text, words);
}

/* if (answered) return; answered = true; */
static bool
sets_to_true(const struct function *f, struct str name)
{
	char buf[60];

	if (name.n > 50)
		return false;
	memcpy(buf, name.p, name.n);
	memcpy(buf + name.n, " = true", 7);
	return str_has(f->node->text, (struct str){ buf, name.n + 7 });
}

/* if (c->dying) return; if (uv_is_closing(h)): somebody else is at it already. */
static bool
is_ending_already(struct walk *w, const struct state *s, const struct node *n)
{
	static const char *const words[] = { "dying", "closing", "closed", "dead", "doomed", NULL };

	static const char *const settled[] = { "settled",   "done",	 "finished", "closed",
					       "called",    "ended",	 "over",     "resolved",
					       "handled",   "finalized", "closing",  "stopped",
					       "destroyed", NULL };

	if (n->kind == NODE_CALL)
		return name_has(call_name(n), words) && n->n <= 1;
	if (w->u->language->traits & TRAIT_CALLED_BACK) {
		const struct node *name = n->kind == NODE_FIELD ? n->b : n;

		return name && name->kind == NODE_NAME &&
		       (name_has(name->text, settled) || sets_to_true(w->f, name->text));
	}
	return n->kind == NODE_FIELD && n->b && name_has(n->b->text, words) &&
	       state_relation(w->u, s, n) != UNRELATED;
}

/* if (--c->refs), refcount_dec_and_test(&c->ref): another still uses it, or nobody. */
static bool
counts_users(struct walk *w, const struct state *s, const struct node *n)
{
	static const char *const words[] = { "ref",	 "refs",       "refcnt", "refcount",
					     "nrefs",	 "nref",       "users",	 "usecount",
					     "useCount", "references", NULL };

	static const char *const atomic[] = { "decrementAndGet()", "getAndDecrement()", "AddInt32(",
					      "AddInt64(",	   ".Add(-1)",		NULL };

	if (n->text.n < 80 && w->u->language->typed && mentions_one(n->text, atomic))
		return true;
	return n->text.n < 80 && name_has(n->text, words) &&
	       (n->kind == NODE_CALL ||
		state_relation(w->u, s, n->kind == NODE_BINARY ? n->a : n) != UNRELATED ||
		mentions_one(n->text, (const char *const[]){ "--", "-= 1", "sub", "dec", NULL }));
}

/* if (--c->refs > 0) return: others have it still, and the last of them closes. */
static bool
others_have_it(const struct node *x, unsigned signs)
{
	static const char *const counts[] = { "refs",  "refcount", "refcnt", "users",
					      "nrefs", "holders",  "left",   NULL };

	while (x && (x->kind == NODE_UPDATE || x->kind == NODE_UNARY || x->kind == NODE_ASSIGN))
		x = x->a;
	return x && x->kind == NODE_FIELD && x->b && name_has(x->b->text, counts) &&
	       !(signs & SIGN_ZERO);
}

/* conn.is_open, writer.is_closing(): 1 when a yes says that it is open, -1 closed, 0 neither. */
static int
asks_whether_open(struct walk *w, const struct state *s, const struct node *n)
{
	static const char *const open[] = { "is_open",	    "isOpen",	   "IsOpen",
					    "is_connected", "isConnected", "IsConnected",
					    "isActive",	    NULL };
	static const char *const over[] = { "closed",	"is_closed",  "isClosed",
					    "IsClosed", "is_closing", NULL };
	const struct node *of = n->kind == NODE_CALL && !n->n ? call_receiver(n)
				: n->kind == NODE_FIELD	      ? n->a
							      : NULL;
	struct str name = n->kind == NODE_CALL ? call_name(n)
			  : n->b	       ? n->b->text
					       : (struct str){ NULL, 0 };

	if (!of || state_relation(w->u, s, of) != SAME)
		return 0;
	for (const char *const *p = open; *p; p++)
		if (str_eq(name, str_from(*p)))
			return 1;
	for (const char *const *p = over; *p; p++)
		if (str_eq(name, str_from(*p)))
			return -1;
	return 0;
}

/*
 * if (fd == retired_fd), if (fd == listener): a name that this function never sets stands
 * for no descriptor, or for that of another thing.
 */
static bool
is_another(struct walk *w, const struct state *s, const struct node *n)
{
	const struct node *x = n->a, *c = n->b;

	if (!str_eq(n->op, STR("==")) && !str_eq(n->op, STR("!=")))
		return false;
	if (x->kind == NODE_NAME && !state_is_alias(s, key_of(w->u, x))) {
		x = n->b;
		c = n->a;
	}
	if (!state_is_alias(s, key_of(w->u, x)) || c->kind != NODE_NAME ||
	    w->u->language->traits & ~(unsigned)(TRAIT_FIELDS_BARE | TRAIT_MAY_THROW))
		return false;
	for (size_t i = 0; i < w->f->params.n; i++)
		if (str_eq(w->f->params.v[i], c->text))
			return false;
	for (size_t i = 0; i < w->f->steps.n; i++)
		if (w->f->steps.v[i].op == STEP_SET && w->f->steps.v[i].dst &&
		    str_eq(w->f->steps.v[i].dst->text, c->text))
			return false;
	return true;
}

/* Rust's questions to a result, an option or a pointer: the signs of those that say yes. */
static unsigned
signs_asked_by(struct str name)
{
	static const struct {
		const char *name;
		unsigned signs;
	} asks[] = { { "is_err", SIGN_NEGATIVE },
		     { "is_ok", SIGN_ZERO | SIGN_POSITIVE },
		     { "is_none", SIGN_ZERO },
		     { "is_some", SIGN_NEGATIVE | SIGN_POSITIVE },
		     { "is_null", SIGN_ZERO } };

	for (size_t i = 0; i < COUNT_OF(asks); i++)
		if (str_eq(name, str_from(asks[i].name)))
			return asks[i].signs;
	return 0;
}

/*
 * what & BEV_EVENT_ERROR, cond & G_IO_HUP, where the event is the peer's end: 1 it is set,
 * 0 it is not, -1 nobody knows.
 */
static int
is_set_at_end(const struct node *n)
{
	static const char *const others[] = { "BEV_EVENT_", "G_IO_", NULL };

	if (!str_has(n->text, STR("&")) || n->text.n > 120 || !mentions_one(n->text, others))
		return -1;
	if (str_has(n->text, STR("BEV_EVENT_EOF")) || str_has(n->text, STR("G_IO_HUP")))
		return 1;
	return str_has(n->text, STR("G_IO_IN")) ? -1 : 0;
}

/* const pair = { a, b }: a name for what holds the handle, made where f or who is around stands. */
static bool
names_its_pair(const struct walk *w, const struct state *s, const struct node *name)
{
	for (const struct function *f = w->f; f && name->kind == NODE_NAME; f = f->outer)
		for (size_t i = 0; i < f->steps.n; i++) {
			const struct step *st = &f->steps.v[i];
			const struct node *held = st->src;

			if (st->op != STEP_SET || !st->dst || !str_eq(st->dst->text, name->text))
				continue;
			while (held && (held->kind == NODE_LIST || held->kind == NODE_OTHER) &&
			       held->n == 1)
				held = held->kids[0];
			for (uint32_t k = 0; held && held->kind == NODE_LITERAL && k < held->n;
			     k++) {
				const struct node *kid = held->kids[k];

				if (kid->kind == NODE_PAIR && kid->b)
					kid = kid->b;
				if (state_relation(w->u, s, kid) == SAME)
					return true;
			}
		}
	return false;
}

/* k.channel() instanceof ServerSocketChannel: what listens, and so no connection. */
static bool
is_asked_for_listener(struct unit *u, const struct state *s, const struct node *n)
{
	if (n->kind != NODE_OTHER || !(u->language->traits & TRAIT_FIELDS_BARE) ||
	    !str_has(n->text, STR(" instanceof Server")))
		return false;
	for (unsigned i = 0; i < s->aliases; i++) {
		struct str key = key_text(u, s->alias[i]);

		if (key.n && str_starts(n->text, key) && n->text.n > key.n &&
		    !char_is_alnum(n->text.p[key.n]))
			return true;
	}
	return false;
}

bool
walk_test(struct walk *w, struct state *s, const struct node *n, bool truth, enum event *e)
{
	const struct node *x = n, *c = NULL;
	bool swapped = false;
	unsigned sign;

	if (truth && is_asked_for_listener(w->u, s, n))
		return false;
	if (w->told_of_end && is_set_at_end(n) == !truth)
		return false;
	if (counts_users(w, s, n))
		s->flags |= FLAG_COUNTED;
	if (n->kind == NODE_BINARY && n->a && n->b && w->given &&
	    ((truth && op_is(n, "not in")) || (!truth && op_is(n, "in"))) &&
	    state_relation(w->u, s, n->a) == SAME) {
		s->status = STATUS_CLOSED; /* who took it out has ended it */
		return true;
	}
	if (n->kind == NODE_BINARY && n->a && n->b) {
		sign = constant_sign(n->b);
		x = n->a;
		c = n->b;
		if (!sign) {
			sign = constant_sign(n->a);
			x = n->b;
			c = n->a;
			swapped = true;
		}
		if (!sign) {
			if (test_of_error(w, s, n, truth, e))
				return true;
			return !is_another(w, s, n) || truth != str_eq(n->op, STR("=="));
		}
		if (mentions_one(n->text, w->u->language->again) &&
		    test_of_error(w, s, n, truth, e))
			return true;
		sign = truth ? signs_that_fit(n, sign, swapped, c->text)
			     : signs_that_fail(n, sign, swapped, c->text);
		if (w->given && others_have_it(x, sign))
			s->status = STATUS_CLOSED;
		return refine(w, s, key_of(w->u, x), sign, e);
	}
	/* if (all.delete(conn)) conn.close(): who took it out before has ended it */
	if (!truth && n->kind == NODE_CALL && n->n && call_effect(w->u, n) &&
	    call_effect(w->u, n)->effect == EFFECT_REMOVE &&
	    (state_relation(w->u, s, n->kids[0]) == SAME || names_its_pair(w, s, n->kids[0]))) {
		s->status = STATUS_CLOSED;
		return true;
	}
	/* errors.Is(err, net.ErrClosed), right behind what would have made it */
	if (truth && n->kind == NODE_CALL && n->n == 2 && str_eq(call_name(n), STR("Is"))) {
		const struct fact *f = fact_find(s, key_of(w->u, n->kids[0]));

		if (f && f->role == ROLE_MADE_ERROR)
			return false;
	}
	if ((n->kind == NODE_CALL || n->kind == NODE_MACRO) && test_of_error(w, s, n, truth, e))
		return true;
	if (n->kind == NODE_CALL && !truth && w->given && n->n == 1 &&
	    name_has(call_name(n), (const char *const[]){ "has", "contains", "includes", NULL }) &&
	    state_relation(w->u, s, n->kids[0]) == SAME)
		s->status = STATUS_CLOSED; /* it is in the table no more */
	if (truth && w->given && others_have_it(n, SIGN_POSITIVE))
		s->status = STATUS_CLOSED;
	if (asks_whether_open(w, s, n) == (truth ? -1 : 1)) {
		s->status = STATUS_CLOSED; /* it says so itself */
		return true;
	}
	if (truth && (w->given || w->u->language->traits & TRAIT_CALLED_BACK) &&
	    is_ending_already(w, s, n))
		s->status = STATUS_GONE;
	if (!truth && is_ended_before(w, n))
		s->status = STATUS_GONE;
	sign = n->kind == NODE_CALL && !n->n ? signs_asked_by(call_name(n)) : 0;
	if (sign && call_receiver(n))
		return refine(w, s, key_of(w->u, call_receiver(n)), truth ? sign : SIGN_ANY & ~sign,
			      e);
	/* x.is_empty() and its like ask the reverse */
	if (n->kind == NODE_CALL &&
	    (str_eq(call_name(n), STR("is_empty")) || str_eq(call_name(n), STR("isEmpty"))))
		truth = !truth;
	return refine(w, s, key_of(w->u, x), truth ? SIGN_NEGATIVE | SIGN_POSITIVE : SIGN_ZERO, e);
}

/* Next::Gone, State::Closed: by its name a variant says that it is over. */
static const char *const over_words[] = { "Gone",    "Clos", "Eof",  "EOF", "Done",   "End", "Dead",
					  "Disconn", "Fini", "Hang", "Err", "Remove", NULL };

/* What a pattern or a case's value takes, of a result's signs; 0: it does not tell. */
static unsigned
text_signs(struct str t)
{
	if (str_has(t, STR("::")) && t.n < 80)
		return mentions_one(t, over_words) ? SIGN_NEGATIVE : SIGN_POSITIVE;
	while (str_starts(t, STR("Ok(Ok(")) || str_starts(t, STR("Ok(Err(")) ||
	       str_starts(t, STR("Some(Ok(")))
		t = str_from_pos(t, str_index(t, '(') + 1); /* of a timeout */
	if (str_starts(t, STR("Ok(0")) || str_starts(t, STR("Some(0")) || str_eq(t, STR("None")) ||
	    str_starts(t, STR("Ok(None")))
		return SIGN_ZERO;
	if (str_starts(t, STR("Ok(Some(")))
		return SIGN_POSITIVE;
	if (str_starts(t, STR("Ok(")) || str_starts(t, STR("Poll::Ready(Ok(")))
		return SIGN_ZERO | SIGN_POSITIVE;
	if (str_starts(t, STR("Some(")))
		return SIGN_POSITIVE;
	if (str_starts(t, STR("Err(")) || str_starts(t, STR("Some(Err")))
		return SIGN_NEGATIVE;
	return 0;
}

unsigned
pattern_signs(const struct node *p)
{
	struct str rest = p->text, one;
	unsigned sign = constant_sign(p), all = 0;

	if (sign)
		return sign;
	while (str_cut(&rest, '|', &one)) { /* Ok(0) | Err(_) */
		sign = text_signs(str_trim(one));
		if (!sign)
			return 0;
		all |= sign;
	}
	return all;
}

/* The name that a pattern gives to what is in it: Ok(n). */
static const struct node *
pattern_name(const struct node *p)
{
	const struct node *last = NULL;

	if (p->kind == NODE_NAME)
		return p;
	for (uint32_t i = 0; i < p->n; i++) {
		const struct node *k = pattern_name(p->kids[i]);

		last = k ? k : last;
	}
	return last;
}

/* The first name that it binds: no variant, no field's label. */
static const struct node *
first_name(const struct node *p, unsigned depth)
{
	if (p->kind == NODE_NAME && p->text.n && !(p->text.p[0] >= 'A' && p->text.p[0] <= 'Z'))
		return p;
	for (uint32_t i = 0; i < p->n && depth < 6; i++) {
		const struct node *k = first_name(p->kids[i], depth + 1);

		if (k)
			return k;
	}
	return NULL;
}

bool
walk_match(struct walk *w, struct state *s, const struct step *st, bool truth, enum event *e)
{
	unsigned signs = st->dst ? pattern_signs(st->dst) : 0;
	uint32_t key = st->src ? key_of(w->u, st->src) : 0;
	const struct node *name;
	struct fact *f;

	if (st->dst && mentions_one(st->dst->text, w->u->language->again)) {
		if (truth && s->reason != REASON_NONE)
			s->reason = REASON_AGAIN;
		/* Err(EAGAIN) of what would have made it */
		return !(truth && signs == SIGN_NEGATIVE && state_is_alias(s, key) &&
			 st->src->kind == NODE_CALL);
	}
	if (!signs || !key)
		return true;
	if (!truth) {
		bool whole = signs != SIGN_POSITIVE || !st->dst || st->dst->kind != NODE_NUMBER;

		return refine(w, s, key, whole ? SIGN_ANY & ~signs : SIGN_ANY, e);
	}
	if (!refine(w, s, key, signs, e))
		return false;
	name = st->dst->kind == NODE_NAME ? NULL : pattern_name(st->dst);
	/* Err(Full(fd)): the refusal gives it back */
	if (name && s->flags & FLAG_FAILED && signs == SIGN_NEGATIVE &&
	    w->u->language->traits & TRAIT_DROPS && name->text.n &&
	    !(name->text.p[0] >= 'A' && name->text.p[0] <= 'Z') && !str_eq(name->text, STR("_")))
		alias_add(s, key_of(w->u, name));
	/* Ok(fd) of accept4(…), Ok((fd, _)): what is made has this name */
	if (!(signs & SIGN_NEGATIVE) && w->u->language->traits & TRAIT_DROPS &&
	    state_is_alias(s, key) && st->src->kind == NODE_CALL &&
	    call_makes_number(w->u, st->src)) {
		const struct node *first = first_name(st->dst, 0);

		if (first && !str_eq(first->text, STR("_")))
			alias_add(s, key_of(w->u, first));
	}
	f = fact_find(s, key);
	if (name && f && f->role != ROLE_PLAIN && !(f->sign & SIGN_NEGATIVE))
		fact_set(s, key_of(w->u, name), f->sign, (enum role)f->role);
	return true;
}
