/*
 * walk.c - one handle along all paths of a function
 *
 * A state is what is known at a step: whether the handle is open, what it is called,
 * which signs (below, at or above zero) the values have that tell about it. Two paths
 * that come to a step with the same state are one from there, so the walk ends. What
 * a helper of the same text does is asked of its summary: how it may end, and by
 * which returned value its caller can tell.
 */
#include "code/walk.h"

#include <stdarg.h>

#define STATES_MAX 2500
#define ENDINGS_MAX 12
#define SUMMARY_DEPTH_MAX 6
#define WATCHED_MAX 48
#define CONSTANTS_MAX 2

/* ---- facts ---- */

static struct fact *
fact_find(struct state *s, uint32_t key)
{
	for (unsigned i = 0; i < s->facts; i++)
		if (s->fact[i].key == key)
			return &s->fact[i];
	return NULL;
}

static void
fact_drop(struct state *s, uint32_t key)
{
	struct fact *f = fact_find(s, key);

	if (!f)
		return;
	*f = s->fact[--s->facts];
	s->fact[s->facts] = (struct fact){ 0 };
}

static void
fact_set(struct state *s, uint32_t key, unsigned sign, enum role role)
{
	struct fact *f = fact_find(s, key);

	if (!key)
		return;
	if (!f && s->facts == FACTS_MAX) {
		for (unsigned i = 0; i < s->facts && !f; i++) /* the first plain one gives way */
			if (s->fact[i].role == ROLE_PLAIN)
				f = &s->fact[i];
		if (!f)
			f = &s->fact[0];
	} else if (!f) {
		f = &s->fact[s->facts++];
	}
	*f = (struct fact){ key, (uint16_t)sign, (uint16_t)role };
}

/* ---- aliases ---- */

static bool
alias_add(struct state *s, uint32_t key)
{
	for (unsigned i = 0; i < s->aliases; i++)
		if (s->alias[i] == key)
			return true;
	if (!key || s->aliases == ALIASES_MAX)
		return false;
	s->alias[s->aliases++] = key;
	return true;
}

static void
alias_remove_at(struct state *s, unsigned i)
{
	s->alias[i] = s->alias[--s->aliases];
	s->alias[s->aliases] = 0;
}

static enum relation
key_relation(struct unit *u, const struct state *s, struct str k)
{
	enum relation r = UNRELATED;

	for (unsigned i = 0; i < s->aliases; i++) {
		struct str a = key_text(u, s->alias[i]);

		if (str_eq(a, k))
			return SAME;
		if (key_within(k, a))
			r = PART;
		else if (key_within(a, k) && r == UNRELATED)
			r = WHOLE;
	}
	return r;
}

/* Whether text has this name as a word of its own. */
static bool
has_word(struct str text, struct str name)
{
	size_t at;

	while ((at = str_find(text, name)) != SIZE_MAX) {
		bool before = at && (char_is_alnum(text.p[at - 1]) || text.p[at - 1] == '_' ||
				     text.p[at - 1] == '.');
		bool after = at + name.n < text.n &&
			     (char_is_alnum(text.p[at + name.n]) || text.p[at + name.n] == '_');

		if (!before && !after)
			return true;
		text = str_from_pos(text, at + name.n);
	}
	return false;
}

static bool
closure_uses(struct unit *u, const struct state *s, const struct node *n)
{
	for (unsigned i = 0; i < s->aliases; i++) {
		struct str a = key_text(u, s->alias[i]);
		size_t dot = str_rindex(a, '.');

		if (!a.n || has_word(n->text, a))
			return a.n > 0;
		/* c, of c.rw: what holds it */
		if (dot != SIZE_MAX && dot && has_word(n->text, str_sub(a, 0, dot)))
			return true;
	}
	return false;
}

/* resp.StatusCode goes where it will: it is no way to the handle. */
static bool
is_plain_data(struct str name)
{
	static const char *const names[] = { "StatusCode", "Status",	    "status", "status_code",
					     "Header",	   "headers",	    "ok",     "statusCode",
					     "code",	   "reason",	    "url",    "rows",
					     "rowCount",   "ContentLength", "name",   "id",
					     "len",	   "used",	    "off",    "addr",
					     "text",	   "content",	    NULL };

	for (const char *const *p = names; *p; p++)
		if (str_eq(name, str_from(*p)))
			return true;
	return false;
}

static enum relation
relation_in(struct unit *u, const struct state *s, const struct node *n, unsigned depth)
{
	enum relation r = UNRELATED;
	uint32_t key;

	if (!n || depth > 6)
		return UNRELATED;
	if (n->kind == NODE_FUNCTION)
		return closure_uses(u, s, n) ? WHOLE : UNRELATED;
	if (n->kind == NODE_STRING || n->kind == NODE_NUMBER ||
	    (n->kind == NODE_BINARY && !str_eq(n->op, STR("or")) && !str_eq(n->op, STR("||")) &&
	     !str_eq(n->op, STR("??"))))
		return UNRELATED;
	key = key_of(u, n);
	if (key)
		r = key_relation(u, s, key_text(u, key));
	if (r == PART && n->kind == NODE_FIELD && n->b && is_plain_data(n->b->text))
		return UNRELATED;
	if (r != UNRELATED || n->kind == NODE_CALL || n->kind == NODE_FIELD ||
	    n->kind == NODE_INDEX || n->kind == NODE_NAME)
		return r;
	for (uint32_t i = 0; i < n->n && r == UNRELATED; i++)
		r = relation_in(u, s, n->kids[i], depth + 1);
	if (r == UNRELATED && n->kind != NODE_PAIR && n->kind != NODE_NEW)
		r = relation_in(u, s, n->a, depth + 1);
	if (r == UNRELATED && n->kind != NODE_NEW)
		r = relation_in(u, s, n->b, depth + 1);
	return r;
}

enum relation
state_relation(struct unit *u, const struct state *s, const struct node *n)
{
	return relation_in(u, s, n, 0);
}

/* ---- the trail ---- */

static uint32_t
push(struct walk *w, const struct state *s, uint32_t parent, enum event e, uint32_t line,
     const struct node *n)
{
	struct trail t = { .state = *s, .parent = parent, .event = e, .line = line, .node = n };
	struct str bytes = { (const char *)s, sizeof *s };
	void **slot;

	if (s->step == NOWHERE)
		return NOWHERE;
	slot = map_put(&w->seen, bytes);
	if (*slot)
		return NOWHERE;
	if (w->trail.n >= STATES_MAX || !w->u->budget) {
		w->overflow = true;
		return NOWHERE;
	}
	w->u->budget--;
	*slot = w;
	vec_push(w->u->scratch, &w->trail, t);
	vec_push(w->u->scratch, &w->work, (uint32_t)w->trail.n - 1);
	return (uint32_t)w->trail.n - 1;
}

/* Go on behind a step. */
static void
on(struct walk *w, struct state s, uint32_t at, uint32_t to)
{
	s.step = to;
	if (s.status != STATUS_OPEN && !w->summary)
		return;
	push(w, &s, at, EVENT_NONE, 0, NULL);
}

static void
on_with(struct walk *w, struct state s, uint32_t at, uint32_t to, enum event e,
	const struct node *n)
{
	s.step = to;
	if (s.status != STATUS_OPEN && !w->summary)
		return;
	push(w, &s, at, e, n ? n->line : 0, n);
}

static void
find_reason(const struct walk *w, uint32_t at, struct outcome *o)
{
	for (; at != NOWHERE; at = w->trail.v[at].parent) {
		const struct trail *t = &w->trail.v[at];

		if (t->event == EVENT_END_SEEN || t->event == EVENT_ERROR_SEEN ||
		    t->event == EVENT_RAISED) {
			o->reason_line = t->line;
			o->reason_in = t->in;
			return;
		}
	}
}

static void
end_here(struct walk *w, struct state s, uint32_t at, uint32_t line)
{
	struct outcome o = { .trail = at, .line = line, .step = s.step, .state = s };

	if (s.flags & FLAG_STORED && !(s.flags & FLAG_USED))
		o.state.status = s.status = s.status == STATUS_OPEN ? STATUS_GONE : s.status;
	if (s.flags & FLAG_IN_OBJECT && !(s.flags & FLAG_RAISED) && s.status == STATUS_OPEN)
		o.state.status = STATUS_GONE;
	find_reason(w, at, &o);
	if (w->outcomes.n < 400)
		vec_push(w->u->scratch, &w->outcomes, o);
}

static void
closed(struct walk *w, struct state *s, uint32_t line)
{
	s->status = STATUS_CLOSED;
	if (w->closers.n < 8)
		vec_push(w->u->scratch, &w->closers, line);
}

/* ---- tests ---- */

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
static void
find_watched(struct walk *w)
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

static bool
is_watched(const struct walk *w, uint32_t key)
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

static bool
is_alias(const struct state *s, uint32_t key)
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
static bool
forget_name(struct walk *w, struct state *s, uint32_t key)
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
		forget_name(w, s, key);
		s->flags |= FLAG_FAILED;
		return true;
	}
	if (role == ROLE_MADE_ERROR && sign == SIGN_POSITIVE)
		return false;
	if (f)
		f->sign = (uint16_t)sign;
	else if (is_watched(w, key))
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

static const char *const end_words[] = {
	"EOF",	     "ConnectionReset", "EPIPE",	  "ECONNRESET",
	"ErrClosed", "BrokenPipe",	"IncompleteRead", NULL
};

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

/* if (c->dying) return; if (uv_is_closing(h)): somebody else is at it already. */
static bool
is_ending_already(struct walk *w, const struct state *s, const struct node *n)
{
	static const char *const words[] = { "dying", "closing", "closed", "dead", "doomed", NULL };

	if (n->kind == NODE_CALL)
		return name_has(call_name(n), words) && n->n <= 1;
	return n->kind == NODE_FIELD && n->b && name_has(n->b->text, words) &&
	       state_relation(w->u, s, n) != UNRELATED;
}

static bool
apply_test(struct walk *w, struct state *s, const struct node *n, bool truth, enum event *e)
{
	const struct node *x = n, *c = NULL;
	bool swapped = false;
	unsigned sign;

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
			return true;
		}
		if (mentions_one(n->text, w->u->language->again) &&
		    test_of_error(w, s, n, truth, e))
			return true;
		return refine(w, s, key_of(w->u, x),
			      truth ? signs_that_fit(n, sign, swapped, c->text)
				    : signs_that_fail(n, sign, swapped, c->text),
			      e);
	}
	if ((n->kind == NODE_CALL || n->kind == NODE_MACRO) && test_of_error(w, s, n, truth, e))
		return true;
	if (truth && w->given && is_ending_already(w, s, n))
		s->status = STATUS_GONE;
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
	if (str_starts(t, STR("Ok(0")) || str_starts(t, STR("Some(0")) || str_eq(t, STR("None")) ||
	    str_starts(t, STR("Ok(None")))
		return SIGN_ZERO;
	if (str_starts(t, STR("Ok(")) || str_starts(t, STR("Poll::Ready(Ok(")))
		return SIGN_ZERO | SIGN_POSITIVE;
	if (str_starts(t, STR("Some(")))
		return SIGN_POSITIVE;
	if (str_starts(t, STR("Err(")) || str_starts(t, STR("Some(Err")))
		return SIGN_NEGATIVE;
	return 0;
}

static unsigned
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

static bool
apply_match(struct walk *w, struct state *s, const struct step *st, bool truth, enum event *e)
{
	unsigned signs = st->dst ? pattern_signs(st->dst) : 0;
	uint32_t key = st->src ? key_of(w->u, st->src) : 0;
	const struct node *name;
	struct fact *f;

	if (st->dst && mentions_one(st->dst->text, w->u->language->again)) {
		if (truth && s->reason != REASON_NONE)
			s->reason = REASON_AGAIN;
		return true;
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
	f = fact_find(s, key);
	if (name && f && f->role != ROLE_PLAIN && !(f->sign & SIGN_NEGATIVE))
		fact_set(s, key_of(w->u, name), f->sign, (enum role)f->role);
	return true;
}

/* ---- assignments ---- */

static bool
is_local_slot(struct str key)
{
	/* what is handed to epoll_ctl, poll, io_uring and their like is no owner */
	return str_has(key, STR(".data.")) || str_has(key, STR(".user_data")) ||
	       str_eq(key, STR("ev")) || str_starts(key, STR("ev.")) ||
	       str_starts(key, STR("event.")) || str_starts(key, STR("pfd"));
}

static struct str
root_of(struct str key)
{
	size_t i = 0;

	while (i < key.n && key.p[i] != '.' && key.p[i] != '[')
		i++;
	return str_sub(key, 0, i);
}

/* struct pollfd p: what one asks the kernel with is no owner either. */
static bool
is_question(const struct function *f, struct str root)
{
	static const char *const types[] = { "pollfd ", "epoll_event ", "kevent ", "WSAPOLLFD ",
					     NULL };
	struct str text = f->node->text;

	for (const char *const *p = types; *p; p++) {
		struct str type = str_from(*p), rest = text;
		size_t at;

		while ((at = str_find(rest, type)) != SIZE_MAX) {
			struct str behind = str_from_pos(rest, at + type.n);

			if (str_starts(behind, root) &&
			    (behind.n == root.n || !char_is_alnum(behind.p[root.n])))
				return true;
			rest = behind;
		}
	}
	return false;
}

/* A name of the whole text: who puts a handle there gives it up. */
static bool
is_global(const struct unit *u, struct str name)
{
	return map_get(&u->globals, name) != NULL;
}

/* It is taken out of the table here too: the table only knows it meanwhile. */
static bool
is_untabled_here(const struct function *f, struct str table)
{
	static const char *const ways[] = { "del ", "delete(", "delete ", NULL };
	static const char *const calls[] = { ".pop(", ".remove(", ".delete(", ".discard(", NULL };
	char buf[100];

	if (!table.n || table.n > 60)
		return false;
	for (const char *const *p = ways; *p; p++) {
		size_t n = strlen(*p);

		memcpy(buf, *p, n);
		memcpy(buf + n, table.p, table.n);
		if (str_has(f->node->text, (struct str){ buf, n + table.n }))
			return true;
	}
	for (const char *const *p = calls; *p; p++) {
		memcpy(buf, table.p, table.n);
		memcpy(buf + table.n, *p, strlen(*p));
		if (str_has(f->node->text, (struct str){ buf, table.n + strlen(*p) }))
			return true;
	}
	return false;
}

/* A table has it. Whose it is then shows by who goes on using it. */
static void
stored(struct state *s)
{
	s->flags = (s->flags | FLAG_STORED) & ~(unsigned)FLAG_USED;
}

static bool
is_own_name(const struct function *f, struct str name)
{
	for (size_t i = 0; i < f->params.n; i++)
		if (str_eq(f->params.v[i], name))
			return true;
	return false;
}

static bool
is_constructor(const struct function *f)
{
	return str_eq(f->name, STR("__init__")) || (f->of_class.n && str_eq(f->name, f->of_class));
}

/* The handle was put into what is called key. */
static void
stored_in(struct walk *w, struct state *s, uint32_t key)
{
	struct str k = key_text(w->u, key), root = root_of(k);
	struct fact *f;

	if (w->u->language->traits & TRAIT_FIELDS_BARE && root.n == k.n &&
	    (map_get(&w->u->fields, k) || k.p[k.n - 1] == '_' || str_starts(k, STR("m_")))) {
		if (is_constructor(w->f) && alias_add(s, key))
			s->flags |= FLAG_IN_OBJECT;
		else
			s->status = STATUS_GONE;
		return;
	}
	if (is_global(w->u, root) && !is_own_name(w->f, root)) {
		if (k.p[k.n - 1] == ']')
			stored(s);
		else
			s->status = STATUS_GONE;
		if (s->status == STATUS_OPEN && is_untabled_here(w->f, root))
			s->flags |= FLAG_USED;
		return;
	}
	if (root.n == k.n || is_local_slot(k) || is_question(w->f, root)) {
		alias_add(s, key);
		return;
	}
	f = fact_find(s, key_id(w->u, root));
	if (f && f->role == ROLE_FRESH && f->sign & SIGN_POSITIVE)
		alias_add(s, key);
	else if (k.p[k.n - 1] == ']') {
		size_t at = str_index(k, '[');

		stored(s);
		if (is_untabled_here(w->f, str_sub(k, 0, at)))
			s->flags |= FLAG_USED;
	} else if (is_constructor(w->f) && w->f->self.n && str_eq(root, w->f->self) &&
		   alias_add(s, key))
		s->flags |= FLAG_IN_OBJECT;
	else
		s->status = STATUS_GONE;
}

static bool
makes_memory(struct unit *u, const struct node *n)
{
	const struct effect_row *r;

	if (!n)
		return false;
	if (n->kind == NODE_UNARY || n->kind == NODE_TRY_OP)
		n = n->a ? n->a : n;
	if (n->kind == NODE_LITERAL || n->kind == NODE_NEW)
		return true;
	if (n->kind == NODE_OTHER || n->kind == NODE_LIST)
		return n->n == 1 && makes_memory(u, n->kids[0]);
	if (n->kind != NODE_CALL)
		return false;
	r = call_effect(u, n);
	if (r && r->effect == EFFECT_ALLOC)
		return true;
	return !r && call_name(n).n &&
	       ((call_name(n).p[0] >= 'A' && call_name(n).p[0] <= 'Z' &&
		 u->language->traits & TRAIT_THROWS) ||
		str_has(call_name(n), STR("alloc")));
}

/* in = fdopen(fd, …): where that fails the descriptor stays. */
static bool
may_not_wrap(struct unit *u, const struct node *n)
{
	const struct effect_row *r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;

	return r && r->effect == EFFECT_WRAP &&
	       !(u->language->traits & (TRAIT_THROWS | TRAIT_ERROR_VALUE | TRAIT_DROPS));
}

/* c = { .fd = fd }: c.fd is another name, or c where no name is told. */
static bool
literal_names(struct walk *w, struct state *s, const struct node *n, uint32_t dst, unsigned depth)
{
	bool any = false;

	if (!n || depth > 5)
		return false;
	if (n->kind == NODE_PAIR && n->a && n->b && state_relation(w->u, s, n->b) != UNRELATED &&
	    n->b->kind != NODE_LITERAL) {
		struct str k = key_text(w->u, dst), name = n->a->text;

		while (name.n && !char_is_alpha(name.p[0]) && name.p[0] != '_')
			name = str_from_pos(name, 1);
		if (k.n && name.n && k.n + name.n < 100) {
			char buf[104];

			memcpy(buf, k.p, k.n);
			buf[k.n] = '.';
			memcpy(buf + k.n + 1, name.p, name.n);
			alias_add(s, key_id(w->u, (struct str){ buf, k.n + 1 + name.n }));
		}
		return true;
	}
	if (n->kind == NODE_CALL || n->kind == NODE_FUNCTION)
		return false;
	for (uint32_t i = 0; i < n->n; i++)
		any |= literal_names(w, s, n->kids[i], dst, depth + 1);
	any |= literal_names(w, s, n->a, dst, depth + 1);
	return any;
}

static const struct node *
nth(const struct node *n, uint32_t i)
{
	if (n && n->kind == NODE_LIST && n->n > 0)
		return i < n->n ? n->kids[i] : NULL;
	return i == 0 ? n : NULL;
}

static uint32_t
count_of(const struct node *n)
{
	return n && n->kind == NODE_LIST ? n->n : n ? 1 : 0;
}

static const struct node *
only(const struct node *n)
{
	while (n && ((n->kind == NODE_LIST || n->kind == NODE_OTHER || n->kind == NODE_BLOCK) &&
		     n->n == 1))
		n = n->kids[0];
	while (n && n->kind == NODE_TRY_OP && n->a)
		n = n->a;
	return n;
}

/* x, err = call(): what the call's result tells goes to the names. */
static void
set_results(struct walk *w, struct state *s, const struct node *dst, uint32_t call)
{
	struct fact *f = fact_find(s, call);
	bool errors = w->u->language->traits & TRAIT_ERROR_VALUE;
	uint32_t n = count_of(dst);
	struct fact was;

	if (!f)
		return;
	was = *f;
	fact_drop(s, call);
	if (!errors || (n == 1 && was.role == ROLE_PLAIN)) {
		fact_set(s, key_of(w->u, nth(dst, 0)), was.sign, (enum role)was.role);
		return;
	}
	switch ((enum role)was.role) {
	case ROLE_READ_ZERO:
	case ROLE_IO_ERROR:
		fact_set(s, key_of(w->u, nth(dst, n - 1)), SIGN_ZERO | SIGN_POSITIVE,
			 ROLE_IO_ERROR);
		break;
	case ROLE_WRITE:
	case ROLE_WRITE_ERROR:
		fact_set(s, key_of(w->u, nth(dst, n - 1)), SIGN_ZERO | SIGN_POSITIVE,
			 ROLE_WRITE_ERROR);
		break;
	case ROLE_MADE_ERROR:
	case ROLE_PLAIN:
	case ROLE_READ_NEGATIVE:
	case ROLE_READ_OK:
	case ROLE_FRESH:
		if (n > 0)
			fact_set(s, key_of(w->u, nth(dst, n - 1)), was.sign, (enum role)was.role);
		break;
	}
}

static bool
is_closing_mark(struct walk *w, const struct state *s, struct str k)
{
	struct str name = k;
	size_t dot = str_rindex(k, '.');

	if (dot == SIZE_MAX || !w->u->has_close)
		return false;
	name = str_from_pos(k, dot + 1);
	for (const char *const *p = marking_words; *p; p++)
		if (str_has_nocase(name, str_from(*p)))
			for (unsigned i = 0; i < s->aliases; i++)
				if (str_eq(root_of(key_text(w->u, s->alias[i])), root_of(k)) ||
				    key_depends(k, key_text(w->u, s->alias[i])))
					return true;
	return false;
}

/* UniqueFd fd{socket(…)}; Fd c(accept(…)): a class of C++ that closes what it gets. */
static bool
is_held(struct unit *u, const struct state *s, const struct node *dst)
{
	static const char *const plain[] = {
		"int ",	      "auto ",	     "SOCKET ",		 "long ",
		"const int ", "const auto ", "evutil_socket_t ", "static int ",
		NULL
	};
	struct str rest = u->text, line = { NULL, 0 };
	size_t at;

	(void)s;
	if (strcmp(u->language->name, "cpp") || dst->kind != NODE_NAME)
		return false;
	for (uint32_t n = dst->line; n && str_line(&rest, &line); n--)
		;
	line = str_trim(line);
	for (const char *const *p = plain; *p; p++)
		if (str_starts(line, str_from(*p)))
			return false;
	at = str_find(line, dst->text);
	/* a type stands before it, and no = behind */
	if (at == SIZE_MAX || at < 2 || !char_is_space(line.p[at - 1]) ||
	    !(char_is_alnum(line.p[at - 2]) || line.p[at - 2] == '>' || line.p[at - 2] == '_') ||
	    at + dst->text.n >= line.n)
		return false;
	if (line.p[at + dst->text.n] == '{' || line.p[at + dst->text.n] == '(')
		return true;
	return (str_has(line, STR("unique_ptr<")) || str_has(str_sub(line, 0, at), STR("Fd")) ||
		str_has(str_sub(line, 0, at), STR("Sock"))) &&
	       !str_has(str_sub(line, 0, at), STR("*"));
}

/* One name gets one value. False: the last name of the open handle is gone. */
static bool
set_one(struct walk *w, struct state *s, const struct node *dst, const struct node *src,
	uint32_t line)
{
	uint32_t to = dst ? key_of(w->u, dst) : 0;
	uint32_t from = src ? key_of(w->u, src) : 0;
	enum relation r = src ? state_relation(w->u, s, src) : UNRELATED;
	bool same = r != UNRELATED && from &&
		    key_relation(w->u, s, key_text(w->u, from)) != UNRELATED;
	struct fact *known = from ? fact_find(s, from) : NULL;
	struct fact was = known ? *known : (struct fact){ 0 };
	bool had = s->aliases > 0;

	(void)line;
	if (src && !from && (src->kind == NODE_SWITCH || src->kind == NODE_WHILE)) {
		known = fact_find(s, key_id(w->u, STR("$value")));
		if (known) {
			was = *known;
			fact_drop(s, was.key);
		}
	}
	if (!to) {
		if (r != UNRELATED)
			s->status = STATUS_GONE;
		return true;
	}
	if (to == from)
		return true;
	if (dst->kind == NODE_UNARY && str_eq(dst->op, STR("*")) && r != UNRELATED) {
		s->status = STATUS_GONE; /* *ret = fd, *tail = item: the caller's, or a list's */
		return true;
	}
	if (r != UNRELATED && is_held(w->u, s, dst)) {
		s->status = STATUS_GONE;
		return true;
	}
	if (same && r == SAME) {
		struct state before = *s;
		bool fresh = may_not_wrap(w->u, src);

		forget_name(w, s, to);
		if (!s->aliases)
			*s = before; /* fd = fd.next would be another thing */
		stored_in(w, s, to);
		if (fresh && s->status == STATUS_OPEN)
			fact_set(s, to, SIGN_ZERO | SIGN_POSITIVE, ROLE_FRESH);
		if (key_text(w->u, from).p[0] == '@')
			for (unsigned i = s->aliases; i--;)
				if (s->alias[i] == from)
					alias_remove_at(s, i);
		if (s->status == STATUS_OPEN && !s->aliases)
			s->status = STATUS_GONE;
		return true;
	}
	forget_name(w, s, to);
	if (r != UNRELATED && s->aliases == 0 && had)
		return s->status != STATUS_OPEN || same;
	if (src && (makes_memory(w->u, src) || may_not_wrap(w->u, src)))
		fact_set(s, to, SIGN_ZERO | SIGN_POSITIVE, ROLE_FRESH);
	if (same && r == PART) {
		/* a part of it: a stream of a socket, a pointer to the connection */
		struct str k = key_text(w->u, to);

		if (root_of(k).n == k.n)
			alias_add(s, to);
		return true;
	}
	if (r != UNRELATED) {
		bool named = literal_names(w, s, src, to, 0);
		struct str k = key_text(w->u, to);

		if (root_of(k).n != k.n && !is_local_slot(k) && !same)
			s->status = STATUS_GONE;
		else if (is_global(w->u, root_of(k)) && !is_own_name(w->f, root_of(k)))
			s->status = STATUS_GONE;
		else if (same && r == WHOLE)
			alias_add(s, to);
		else if (!named)
			alias_add(s, to);
		return true;
	}
	if (s->reason > REASON_AGAIN && is_closing_mark(w, s, key_text(w->u, to))) {
		s->status = STATUS_GONE;
		return true;
	}
	/* table[fd] = …: the table knows it by its number */
	if (s->reason <= REASON_AGAIN && !w->summary && src && constant_sign(src) != SIGN_ZERO)
		for (unsigned i = 0; i < s->aliases; i++) {
			struct str k = key_text(w->u, to), alias = key_text(w->u, s->alias[i]);

			if (!key_within(k, alias) && key_depends(k, alias)) {
				stored(s);
				break;
			}
		}
	if (src && constant_sign(src)) {
		if (is_watched(w, to))
			fact_set(s, to, constant_sign(src), ROLE_PLAIN);
	} else if (was.key && was.role != ROLE_FRESH) {
		fact_set(s, to, was.sign, (enum role)was.role);
	}
	return !(had && s->aliases == 0);
}

static void
lose(struct walk *w, struct state s, uint32_t at, const struct step *st)
{
	s.flags |= FLAG_LOST;
	end_here(w, s, at, st->line);
}

static void
step_set(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct node *src = only(st->src);
	uint32_t n = count_of(st->dst), call = 0;
	bool kept = true;

	if (src && (src->kind == NODE_CALL || src->kind == NODE_NEW))
		call = key_of(w->u, src);
	if (st->node->kind == NODE_ASSIGN && st->node->op.n > 1 && st->node->op.p[0] != ':' &&
	    st->node->op.p[0] != '=') { /* += */
		if (st->dst)
			forget_name(w, &s, key_of(w->u, st->dst));
		if (state_relation(w->u, &s, src) != UNRELATED)
			s.status = STATUS_GONE;
		on(w, s, at, st->next);
		return;
	}
	if (call && st->dst && st->dst->text.n && st->dst->text.p[0] == '{' && is_alias(&s, call)) {
		for (unsigned i = s.aliases; i--;)
			if (s.alias[i] == call)
				alias_remove_at(&s, i);
		if (str_has(st->dst->text, STR("body")))
			alias_add(&s, key_id(w->u, STR("body")));
		if (s.aliases)
			on(w, s, at, st->next);
		return;
	}
	if (call && n > 1) {
		bool both = str_has(src->text, STR("open_connection(")) ||
			    str_has(src->text, STR("open_unix_connection("));

		for (uint32_t i = 0; i < n; i++)
			if (i > 0 && !both) {
				const struct node *d = nth(st->dst, i);

				kept &= set_one(w, &s, d, NULL, st->line);
			}
		set_results(w, &s, st->dst, call);
		if (is_alias(&s, call)) {
			if (both)
				alias_add(&s, key_of(w->u, nth(st->dst, 1)));
			kept &= set_one(w, &s, nth(st->dst, 0), src, st->line);
		} else {
			kept &= set_one(w, &s, nth(st->dst, 0), NULL, st->line);
		}
	} else if (call) {
		struct fact *f = fact_find(&s, call);
		struct fact was = f ? *f : (struct fact){ 0 };

		kept = set_one(w, &s, nth(st->dst, 0), src, st->line);
		if (was.key) {
			fact_set(&s, call, was.sign, (enum role)was.role);
			set_results(w, &s, st->dst, call);
		}
	} else {
		for (uint32_t i = 0; i < n; i++)
			kept &= set_one(w, &s, nth(st->dst, i),
					n > 1 && st->src && st->src->kind == NODE_LIST
						? nth(st->src, i)
					: n > 1 ? NULL
						: src,
					st->line);
	}
	if (!kept && s.status == STATUS_OPEN && !s.aliases) {
		lose(w, s, at, st);
		return;
	}
	on(w, s, at, st->next);
}

/* ---- calls ---- */

struct function *
function_at(struct unit *u, const struct node *n)
{
	return n && n->function ? u->functions.v[n->function - 1] : NULL;
}

void
function_owns(struct unit *u, struct function *f, uint32_t key)
{
	for (size_t i = 0; i < f->owned.n; i++)
		if (f->owned.v[i] == key)
			return;
	if (f->owned.n < 8 && key)
		vec_push(u->arena, &f->owned, key);
}

static uint32_t
key_joined(struct unit *u, struct str base, struct str rest)
{
	char buf[128];

	if (!base.n || base.n + rest.n > sizeof buf)
		return 0;
	memcpy(buf, base.p, base.n);
	if (rest.n)
		memcpy(buf + base.n, rest.p, rest.n);
	return key_id(u, (struct str){ buf, base.n + rest.n });
}

uint32_t
key_passed(struct unit *u, const struct node *call, const struct function *f, struct str key)
{
	const struct node *receiver = call_receiver(call);
	size_t shift = f->self.n && u->language->traits & TRAIT_METHOD_SELF && receiver &&
				       f->params.n && str_eq(f->params.v[0], f->self)
			       ? 1
			       : 0;

	for (uint32_t i = 0; i < call->n && i + shift < f->params.n; i++) {
		const struct node *arg = call->kids[i];
		uint32_t id;
		struct str k;

		if (arg->kind == NODE_PAIR && arg->b)
			arg = arg->b;
		id = key_of(u, arg);
		k = key_text(u, id);
		if (!id)
			continue;
		if (key_within(key, k))
			return key_joined(u, f->params.v[i + shift], str_from_pos(key, k.n));
		if (key_within(k, key))
			return key_id(u, f->params.v[i + shift]);
	}
	if (receiver && f->self.n) {
		struct str k = key_text(u, key_of(u, receiver));

		if (k.n && key_within(key, k))
			return key_joined(u, f->self, str_from_pos(key, k.n));
	}
	/* a field without its object, of the same class; a closure's outer names */
	if ((u->language->traits & TRAIT_FIELDS_BARE && !receiver) || !f->name.n || f->outer) {
		struct str root = root_of(key);

		for (size_t i = 0; i < f->params.n; i++)
			if (str_eq(f->params.v[i], root))
				return 0;
		return key_id(u, key);
	}
	return 0;
}

static unsigned
role_of_read(enum end_mark end)
{
	static const enum role roles[] = {
		[END_NONE] = ROLE_PLAIN,
		[END_ZERO] = ROLE_READ_ZERO,
		[END_NEGATIVE] = ROLE_READ_NEGATIVE,
		[END_ERROR] = ROLE_IO_ERROR,
		[END_OK_ZERO] = ROLE_READ_OK,
	};

	return roles[end];
}

static void
raise_from(struct walk *w, uint32_t at, struct state s, const struct step *st, bool of_handle)
{
	if (st->raise == NOWHERE)
		return;
	s.flags |= FLAG_RAISED;
	if (of_handle)
		s.reason = REASON_ERROR;
	else
		s.flags |= FLAG_OTHERS;
	on_with(w, s, at, st->raise, EVENT_RAISED, st->node);
}

static void
call_read(struct walk *w, uint32_t at, struct state s, const struct step *st,
	  const struct effect_row *r)
{
	if (s.reason == REASON_END && s.status == STATUS_OPEN) {
		s.flags |= FLAG_SPUN;
		end_here(w, s, at, st->line);
		return;
	}
	raise_from(w, at, s, st, true);
	s.reason = REASON_NONE;
	s.flags |= FLAG_READ | FLAG_USED;
	s.flags &= ~(unsigned)(FLAG_CERTAIN | FLAG_TIMED);
	fact_set(&s, key_of(w->u, st->node), SIGN_ANY, (enum role)role_of_read(r->end));
	on_with(w, s, at, st->next, EVENT_READ, st->node);
}

static void
call_write(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	raise_from(w, at, s, st, true);
	s.flags |= FLAG_WROTE | FLAG_USED;
	fact_set(&s, key_of(w->u, st->node), SIGN_ANY, ROLE_WRITE);
	on(w, s, at, st->next);
}

static bool
says_delete(const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (str_has(call->kids[i]->text, STR("_DEL")) ||
		    str_has(call->kids[i]->text, STR("EV_DELETE")))
			return true;
	return false;
}

static bool
says_modify(const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (str_has(call->kids[i]->text, STR("_MOD")))
			return true;
	return false;
}

/* worker, in pthread_create(&t, NULL, worker, c): it owns what it gets. */
static void
spawn_owners(struct walk *w, const struct state *s, const struct node *call)
{
	struct function *f = NULL;

	if (str_has(w->f->node->text, STR("add_done_callback")))
		return; /* who is called back closes */

	for (uint32_t i = 0; i < call->n && !f; i++) {
		const struct node *k = call->kids[i]->kind == NODE_PAIR ? call->kids[i]->b
									: call->kids[i];

		if (k && (k->kind == NODE_NAME || k->kind == NODE_FIELD))
			f = map_get(&w->u->by_name,
				    k->kind == NODE_FIELD && k->b ? k->b->text : k->text);
	}
	for (uint32_t i = 0; f && i < call->n; i++) {
		const struct node *k = call->kids[i]->kind == NODE_PAIR ? call->kids[i]->b
									: call->kids[i];
		size_t shift = f->self.n && f->params.n && str_eq(f->params.v[0], f->self);

		if (!k || state_relation(w->u, s, k) == UNRELATED)
			continue;
		if (k->kind == NODE_LIST) {
			for (uint32_t j = 0; j < k->n && j + shift < f->params.n; j++)
				if (state_relation(w->u, s, k->kids[j]) != UNRELATED)
					function_owns(w->u, f,
						      key_id(w->u, f->params.v[j + shift]));
		} else if (f->params.n) {
			function_owns(w->u, f, key_id(w->u, f->params.v[f->params.n - 1]));
		}
	}
}

/* It is another's from here; or, where the result is looked at, it was refused. */
static void
call_gives(struct walk *w, uint32_t at, struct state s, const struct step *st, unsigned refusal)
{
	struct state refused = s;

	if (!st->node->dropped && !(w->u->language->traits & TRAIT_THROWS)) {
		fact_set(&refused, key_of(w->u, st->node), refusal, ROLE_PLAIN);
		refused.flags |= FLAG_FAILED;
		on_with(w, refused, at, st->next, EVENT_REFUSED, st->node);
		s.status = STATUS_GONE;
		fact_set(&s, key_of(w->u, st->node), SIGN_ZERO, ROLE_PLAIN);
	} else {
		s.status = STATUS_GONE;
	}
	on(w, s, at, st->next);
}

/* c, where c->fd is spoken of: to free it frees the only place that knows the handle. */
static bool
look_for_holder(const struct unit *u, struct str name)
{
	static const char *const fields[] = { "fd",  "sock", "sd",     "socket", "sockfd",
					      "sfd", "conn", "handle", NULL };
	char buf[96];

	if (!name.n || name.n > 60)
		return false;
	for (const char *const *p = fields; *p; p++) {
		struct str field = str_from(*p), rest = u->text;
		size_t at;

		memcpy(buf, name.p, name.n);
		memcpy(buf + name.n, "->", 2);
		memcpy(buf + name.n + 2, field.p, field.n);
		while ((at = str_find(rest, (struct str){ buf, name.n + 2 + field.n })) !=
		       SIZE_MAX) {
			size_t end = at + name.n + 2 + field.n;

			if (end == rest.n || !(char_is_alnum(rest.p[end]) || rest.p[end] == '_'))
				return true;
			rest = str_from_pos(rest, end);
		}
	}
	return false;
}

bool
name_holds_handle(struct unit *u, struct str name)
{
	void **slot = map_put(&u->holders, name); /* 1: no, 2: yes */

	if (!*slot)
		*slot = (void *)(uintptr_t)(look_for_holder(u, name) ? 2 : 1);
	return *slot == (void *)(uintptr_t)2;
}

static void
call_free(struct walk *w, uint32_t at, struct state s, const struct step *st, enum relation r)
{
	const struct node *arg = st->node->n ? st->node->kids[0] : NULL;
	uint32_t key = arg ? key_of(w->u, arg) : 0;

	if (r == PART || !key) {
		on(w, s, at, st->next);
		return;
	}
	for (unsigned i = s.aliases; i--;)
		if (key_within(key_text(w->u, s.alias[i]), key_text(w->u, key)))
			alias_remove_at(&s, i);
	if (!s.aliases && s.status == STATUS_OPEN) {
		s.flags |= FLAG_FREED;
		if (r == WHOLE || s.flags & FLAG_OBJECT || name_holds_handle(w->u, arg->text)) {
			end_here(w, s, at, st->line);
			return;
		}
		s.status = STATUS_GONE; /* a box for a number, read before: not told */
	}
	on_with(w, s, at, st->next, EVENT_FREED, st->node);
}

static const char *const parts_apart[] = { "file",   "log",   "timer", "ticker",   "done",
					   "quit",   "queue", "out",   "listener", "server",
					   "cancel", "rows",  "stmt",  "cursor",   "pipe",
					   "epoll",  "ep",    "db",    "selector", NULL };

static bool
accepts_here(const struct walk *w)
{
	return w->u->accept && str_has(w->f->node->text, STR("accept"));
}

static void
call_effects(struct walk *w, uint32_t at, struct state s, const struct step *st,
	     const struct effect_row *r, enum relation rel)
{
	const struct node *subject = call_subject(st->node, r->at);

	if (rel == PART && r->effect != EFFECT_BORROW)
		s.flags |= FLAG_OBJECT;
	switch (r->effect) {
	case EFFECT_READ:
		call_read(w, at, s, st, r);
		return;
	case EFFECT_WRITE:
	case EFFECT_WRITE_ALL:
		call_write(w, at, s, st);
		return;
	case EFFECT_CLOSE:
		if (rel == PART && subject && subject->kind == NODE_FIELD && subject->b &&
		    name_has(subject->b->text, parts_apart))
			break;
		closed(w, &s, st->line);
		break;
	case EFFECT_HALF_CLOSE:
		s.flags |= FLAG_HALF;
		break;
	case EFFECT_REGISTER:
		if (says_delete(st->node)) {
			s.flags |= FLAG_UNREGISTERED;
			on_with(w, s, at, st->next, EVENT_UNREGISTERED, st->node);
			return;
		}
		if (says_modify(st->node) || s.flags & FLAG_BOUND)
			break;
		if (s.reason <= REASON_AGAIN) {
			call_gives(w, at, s, st, SIGN_NEGATIVE);
			return;
		}
		break;
	case EFFECT_ASK:
		if (str_has(w->f->node->text, STR("select(")) && !accepts_here(w))
			break;
		if (s.reason <= REASON_AGAIN && !(s.flags & FLAG_BOUND)) {
			call_gives(w, at, s, st, SIGN_NEGATIVE);
			return;
		}
		break;
	case EFFECT_UNREGISTER:
		s.flags |= FLAG_UNREGISTERED;
		on_with(w, s, at, st->next, EVENT_UNREGISTERED, st->node);
		return;
	case EFFECT_SPAWN:
		spawn_owners(w, &s, st->node);
		if (st->raise != NOWHERE && w->f->steps.v[st->raise].op == STEP_CATCH)
			raise_from(w, at, s, st, true);
		call_gives(w, at, s, st, SIGN_NEGATIVE | SIGN_POSITIVE);
		return;
	case EFFECT_OFFER: /* queue.Full: it is still ours */
		if (st->raise != NOWHERE) {
			struct state full = s;

			full.flags |= FLAG_RAISED | FLAG_FAILED;
			on_with(w, full, at, st->raise, EVENT_REFUSED, st->node);
		}
		s.status = STATUS_GONE;
		break;
	case EFFECT_STORE:
		stored(&s);
		break;
	case EFFECT_WRAP:
		s.flags |= FLAG_USED;
		alias_add(&s, key_of(w->u, st->node));
		break;
	case EFFECT_FREE:
		call_free(w, at, s, st, rel);
		return;
	case EFFECT_REMOVE:
		if (w->u->language->traits & TRAIT_DROPS)
			closed(w, &s, st->line);
		break;
	case EFFECT_BORROW:
		if (str_eq(call_name(st->node), STR("bind")) ||
		    str_eq(call_name(st->node), STR("listen")))
			s.flags |= FLAG_BOUND;
		if (str_starts(call_name(st->node), STR("connect")) ||
		    str_eq(call_name(st->node), STR("Connect"))) {
			s.flags |= FLAG_CONNECTED;
			raise_from(w, at, s, st, true);
		}
		break;
	case EFFECT_FORGET:
	case EFFECT_NONE:
	case EFFECT_ACCEPT:
	case EFFECT_CONNECT:
	case EFFECT_LISTEN:
	case EFFECT_BODY:
	case EFFECT_LEASE:
	case EFFECT_OPEN:
	case EFFECT_ALLOC:
	case EFFECT_EXIT:
	case EFFECT_SLEEP:
	case EFFECT_LOG:
		break;
	}
	on(w, s, at, st->next);
}

/* The first alias that this call passes to f, as f calls it. */
static uint32_t
alias_passed(struct walk *w, const struct state *s, const struct node *call, struct function *f)
{
	for (unsigned i = 0; i < s->aliases; i++) {
		uint32_t key = key_passed(w->u, call, f, key_text(w->u, s->alias[i]));

		if (key)
			return key;
	}
	return 0;
}

static bool
is_torn(const struct summary *sum)
{
	unsigned closed_by = 0, open_by = 0;

	for (size_t i = 0; i < sum->endings.n; i++) {
		const struct ending *e = &sum->endings.v[i];

		if (e->flags & FLAG_RAISED)
			continue;
		if (e->status == STATUS_OPEN && !(e->flags & FLAG_DEFERRED))
			open_by |= e->returned;
		else if (e->status == STATUS_CLOSED)
			closed_by |= e->returned;
	}
	return (closed_by & open_by) != 0;
}

static const char *const later_words[] = { "mark", "schedule", "queue", "later", "enqueue",
					   "doom", "pending",  "defer", NULL };

static bool
ends_it(const struct summary *sum)
{
	for (size_t i = 0; i < sum->endings.n; i++)
		if (sum->endings.v[i].status != STATUS_OPEN ||
		    sum->endings.v[i].flags & FLAG_DEFERRED)
			return true;
	return false;
}

static void
call_helper(struct walk *w, uint32_t at, struct state s, const struct step *st, struct function *f,
	    uint32_t key)
{
	const struct summary *sum = summary_of_call(w->u, f, key, st->node);
	bool torn;

	if (s.status != STATUS_OPEN) { /* what was closed before stays closed */
		on(w, s, at, st->next);
		return;
	}
	if (sum->sleeps && !w->slow && s.reason == REASON_NONE)
		w->slow = st;
	if (sum->unknown) {
		on(w, s, at, st->next);
		return;
	}
	/* self.drop(fd), which looks the handle up and closes it */
	if (s.reason > REASON_AGAIN && !ends_it(sum) &&
	    name_has(call_name(st->node), closing_words) && function_closes(w->u, f, 0)) {
		closed(w, &s, st->line);
		on(w, s, at, st->next);
		return;
	}
	/* mark_dead(fd): a sweep closes it later */
	if (s.reason > REASON_AGAIN && !ends_it(sum) && w->u->has_close &&
	    name_has(call_name(st->node), later_words)) {
		s.status = STATUS_GONE;
		on(w, s, at, st->next);
		return;
	}
	torn = is_torn(sum);
	if (torn)
		function_owns(w->u, f, key);
	for (size_t i = 0; i < sum->endings.n; i++) {
		const struct ending *e = &sum->endings.v[i];
		struct state t = s;
		bool raised = e->flags & FLAG_RAISED;
		uint32_t to;
		enum event ev = EVENT_PASSED;

		t.status = e->flags & FLAG_DEFERRED || torn ? STATUS_CLOSED : e->status;
		if (e->flags & (FLAG_READ | FLAG_WROTE))
			t.flags |= FLAG_USED;
		if (e->flags & FLAG_STORED)
			t.flags |= FLAG_STORED;
		t.flags |= e->flags & (FLAG_UNREGISTERED | FLAG_WROTE | FLAG_READ | FLAG_HALF |
				       FLAG_BOUND | FLAG_CERTAIN | FLAG_RAISED | FLAG_CONNECTED);
		if (e->reason != REASON_NONE) {
			t.reason = e->reason;
			ev = e->reason == REASON_END ? EVENT_END_SEEN : EVENT_ERROR_SEEN;
		}
		if (t.status == STATUS_CLOSED && w->closers.n < 8)
			vec_push(w->u->scratch, &w->closers, st->line);
		fact_set(&t, key_of(w->u, st->node), e->returned ? e->returned : SIGN_ANY,
			 (enum role)e->role);
		if (e->flags & FLAG_FREED && e->status == STATUS_OPEN) {
			t.flags |= FLAG_FREED;
			t.status = STATUS_OPEN;
			end_here(w, t, at, st->line);
			continue;
		}
		t.step = raised ? st->raise : st->next;
		if (t.step == NOWHERE || (t.status != STATUS_OPEN && !w->summary))
			continue;
		to = push(w, &t, at, ev, e->reason_line ? e->reason_line : st->line, st->node);
		if (to != NOWHERE)
			w->trail.v[to].in = e->reason_in ? e->reason_in : f;
	}
}

/* A closure is passed that uses it: does any of its paths end it? */
static bool
closure_ends(struct walk *w, const struct state *s, const struct node *n)
{
	struct function *f = function_at(w->u, n);

	if (!f)
		return true;
	for (unsigned i = 0; i < s->aliases; i++) {
		const struct summary *sum = summary_of(w->u, f, s->alias[i]);

		if (sum->unknown)
			return true;
		for (size_t k = 0; k < sum->endings.n; k++)
			if (sum->endings.v[k].status != STATUS_OPEN ||
			    sum->endings.v[k].flags & FLAG_DEFERRED)
				return true;
	}
	return false;
}

static const struct node *
closure_in(const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (call->kids[i]->kind == NODE_FUNCTION)
			return call->kids[i];
	return call->a && call->a->kind == NODE_FUNCTION ? call->a : NULL;
}

static bool
depends_on_argument(struct walk *w, const struct state *s, const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++) {
		struct str k = key_text(w->u, key_of(w->u, call->kids[i]));

		for (unsigned j = 0; k.n && j < s->aliases; j++)
			if (key_depends(key_text(w->u, s->alias[j]), k))
				return true;
	}
	return false;
}

static const char *const harmless[] = {
	"print",   "len",    "str",	    "int",    "println", "append",  "format", "range",
	"list",	   "dict",   "isinstance",  "sizeof", "make",	 "bytes",   "String", "Error",
	"time",	   "super",  "encode",	    "info",   "debug",	 "warning", "error",  "attachment",
	"channel", "attach", "interestOps", "cancel", "isValid", NULL
};

static bool
is_harmless(struct str name)
{
	for (const char *const *p = harmless; *p; p++)
		if (str_eq(name, str_from(*p)))
			return true;
	return false;
}

/* A function of another text. */
static void
call_unknown(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct node *call = st->node, *receiver = call_receiver(call), *closure;
	struct str name = call_name(call);
	enum relation passed = UNRELATED, of = UNRELATED;
	bool closing = name_has(name, closing_words);

	for (uint32_t i = 0; i < call->n; i++) { /* stack.callback(conn.close) */
		const struct node *k = call->kids[i];

		if (k->kind == NODE_FIELD && k->a && k->b && name_has(k->b->text, closing_words) &&
		    state_relation(w->u, &s, k->a) != UNRELATED) {
			closed(w, &s, st->line);
			on(w, s, at, st->next);
			return;
		}
	}
	/* conns.erase(it), whose elements close in their destructor */
	if (s.reason > REASON_AGAIN && str_eq(name, STR("erase")) &&
	    str_has(w->u->text, STR("~")) && w->u->has_close) {
		closed(w, &s, st->line);
		on(w, s, at, st->next);
		return;
	}
	for (uint32_t i = 0; i < call->n && passed == UNRELATED; i++)
		passed = state_relation(w->u, &s, call->kids[i]);
	if (receiver)
		of = state_relation(w->u, &s, receiver);
	closure = closure_in(call);
	if (passed == UNRELATED && of == UNRELATED && w->given && !call->n) {
		struct function *f = call_function(w->u, w->f, call);

		/* self._finished(), which closes what this function works with */
		if (f && f != w->f && f->of_class.n && str_eq(f->of_class, w->f->of_class) &&
		    function_closes(w->u, f, 0)) {
			closed(w, &s, st->line);
			on(w, s, at, st->next);
			return;
		}
	}
	if (passed == UNRELATED && of == UNRELATED) {
		/* remove_client(i), self.close(): it may well be about this one */
		if (s.reason > REASON_AGAIN && closing &&
		    (call->n == 0 || depends_on_argument(w, &s, call)) &&
		    !name_has(name, (const char *const[]){ "done", "put", NULL })) {
			struct function *f = call_function(w->u, w->f, call);

			if (!f || function_closes(w->u, f, 0))
				closed(w, &s, st->line);
		}
		if (s.flags & FLAG_DEFERRED || !is_harmless(name))
			raise_from(w, at, s, st, false);
		on(w, s, at, st->next);
		return;
	}
	if (!is_harmless(name))
		raise_from(w, at, s, st, of != UNRELATED);
	if (closure && passed == WHOLE && closure_uses(w->u, &s, closure)) {
		if (closure_ends(w, &s, closure))
			s.status = STATUS_GONE;
	} else if (of != UNRELATED &&
		   name_has(name, (const char *const[]){ "start", "run", "serve", "launch", "spawn",
							 NULL })) {
		s.status = STATUS_GONE; /* an object that lives on by itself */
	} else if (closing && passed != PART && (passed != UNRELATED || of != PART)) {
		closed(w, &s, st->line);
	} else if (passed != UNRELATED && passed != PART &&
		   (call->kind == NODE_NEW || makes_memory(w->u, call) ||
		    (name_has(name,
			      (const char *const[]){ "new", "create", "wrap", "from", NULL }) &&
		     !call->dropped))) {
		alias_add(&s, key_of(w->u, call));
	} else if (passed != UNRELATED && passed != PART && !name_has(name, looking_words)) {
		s.status = STATUS_GONE;
	} else if (passed == SAME && s.reason > REASON_AGAIN && !name_has(name, looking_words)) {
		s.status = STATUS_GONE;
	}
	on(w, s, at, st->next);
}

static void
step_call(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct effect_row *r = call_effect(w->u, st->node);
	struct function *f = NULL;
	enum relation rel = UNRELATED;
	uint32_t key;

	if (!r || r->effect == EFFECT_NONE || r->effect == EFFECT_EXIT ||
	    ((r->effect == EFFECT_REMOVE || r->effect == EFFECT_CLOSE) && w->f->self.n &&
	     call_receiver(st->node) && str_eq(call_receiver(st->node)->text, w->f->self)))
		f = call_function(w->u, w->f, st->node);
	if (f && (key = alias_passed(w, &s, st->node, f)) != 0) {
		call_helper(w, at, s, st, f, key);
		return;
	}
	if (r && r->effect == EFFECT_EXIT && !f)
		return;
	if (r && r->effect == EFFECT_SLEEP && !w->slow && s.reason == REASON_NONE)
		w->slow = st;
	if (f && !w->slow && s.reason == REASON_NONE && function_sleeps(w->u, f, 0))
		w->slow = st;
	if (r && r->at == AT_ANY) {
		for (uint32_t i = 0; i < st->node->n && rel == UNRELATED; i++)
			rel = state_relation(w->u, &s, st->node->kids[i]);
		if (rel == UNRELATED && call_receiver(st->node))
			rel = state_relation(w->u, &s, call_receiver(st->node));
	} else if (r && r->at != AT_RESULT) {
		const struct node *subject = call_subject(st->node, r->at);

		rel = subject ? state_relation(w->u, &s, subject) : UNRELATED;
	}
	if (r && rel != UNRELATED) {
		if (r->effect == EFFECT_SPAWN && closure_in(st->node) &&
		    closure_uses(w->u, &s, closure_in(st->node)) &&
		    !closure_ends(w, &s, closure_in(st->node))) {
			on(w, s, at, st->next);
			return;
		}
		call_effects(w, at, s, st, r, rel);
		return;
	}
	/* delete(conns, id): the table that had it has it no more */
	if (r && r->effect == EFFECT_REMOVE && s.flags & FLAG_STORED &&
	    !(w->u->language->traits & TRAIT_DROPS)) {
		on_with(w, s, at, st->next, EVENT_REMOVED, st->node);
		return;
	}
	if (r && (r->effect == EFFECT_LOG || r->effect == EFFECT_FREE ||
		  r->effect == EFFECT_CLOSE || r->effect == EFFECT_BORROW)) {
		on(w, s, at, st->next);
		return;
	}
	call_unknown(w, at, s, st);
}

/* ---- the other steps ---- */

static void
step_branch(struct walk *w, uint32_t at, const struct state *s, const struct step *st)
{
	for (int truth = 1; truth >= 0; truth--) {
		struct state t = *s;
		enum event e = EVENT_NONE;
		bool can = st->op == STEP_TEST ? apply_test(w, &t, st->node, truth, &e)
					       : apply_match(w, &t, st, truth, &e);

		if (can)
			on_with(w, t, at, truth ? st->next : st->other, e, st->node);
	}
}

static void
step_catch(struct walk *w, uint32_t at, const struct state *s, const struct step *st)
{
	struct str what = st->node->a
				  ? st->node->a->text
				  : str_sub(st->node->text, 0, MIN(st->node->text.n, (size_t)80));
	struct state t = *s;
	bool again = mentions_one(what, w->u->language->again);

	t.flags = (t.flags & ~(unsigned)FLAG_RAISED) | FLAG_CAUGHT;
	if (again && str_has(what, STR("imeout")) && !str_has(what, STR("BlockingIO")))
		t.flags |= FLAG_TIMED;
	if (again)
		t.reason = REASON_AGAIN;
	else if (mentions_one(what, end_words) && t.reason == REASON_ERROR)
		t.reason = REASON_END;
	on_with(w, t, at, st->next, EVENT_CAUGHT, st->node);
	on(w, *s, at, st->other);
}

/* Whether a deferred call will close it. */
static bool
deferred_ends(struct walk *w, const struct state *s, const struct node *call)
{
	const struct effect_row *r = call->kind == NODE_CALL ? call_effect(w->u, call) : NULL;
	enum relation rel = UNRELATED;
	struct function *f;

	if (r && r->effect == EFFECT_CLOSE)
		return state_relation(w->u, s,
				      call_subject(call, r->at == AT_ANY ? AT_RECEIVER : r->at)) !=
		       UNRELATED;
	if (call->a && call->a->kind == NODE_FUNCTION)
		return closure_uses(w->u, s, call->a) && closure_ends(w, s, call->a);
	if (call->kind != NODE_CALL)
		return false;
	for (uint32_t i = 0; i < call->n && rel == UNRELATED; i++)
		rel = state_relation(w->u, s, call->kids[i]);
	if (rel == UNRELATED && call_receiver(call))
		rel = state_relation(w->u, s, call_receiver(call));
	if (rel != UNRELATED && name_has(call_name(call), closing_words))
		return true;
	f = call_function(w->u, w->f, call);
	if (!f || !function_closes(w->u, f, 0))
		return false;
	/* a helper that closes what it gets, or a closure that knows it */
	return rel != UNRELATED || (f->outer && closure_uses(w->u, s, f->node)) ||
	       (!call->n && call_receiver(call) && w->f->self.n &&
		str_eq(call_receiver(call)->text, w->f->self));
}

static void
step_defer(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	if (deferred_ends(w, &s, st->node)) {
		s.flags |= FLAG_DEFERRED;
		if (w->closers.n < 8)
			vec_push(w->u->scratch, &w->closers, st->line);
		on_with(w, s, at, st->next, EVENT_DEFERRED, st->node);
		return;
	}
	on(w, s, at, st->next);
}

/* Finally done{[fd] { close(fd); }}: the guard's destructor runs it. */
static bool
is_guard(struct walk *w, const struct state *s, const struct step *st)
{
	static const char *const words[] = { "inally",	 "efer",   "uard",   "cope_exit",
					     "copeExit", "leanup", "n_exit", NULL };
	size_t at = (size_t)(st->node->text.p - w->u->text.p), from = at > 40 ? at - 40 : 0;
	struct str around;

	if (strcmp(w->u->language->name, "cpp") || at > w->u->text.n)
		return false;
	around = str_sub(w->u->text, from, at - from + st->node->text.n);
	return mentions_one(around, words) && str_has(around, STR("close")) &&
	       closure_uses(w->u, s, st->node);
}

bool
walk_is_deferred(struct walk *w, const struct state *s)
{
	for (size_t i = 0; i < w->f->steps.n; i++)
		if (w->f->steps.v[i].op == STEP_DEFER && deferred_ends(w, s, w->f->steps.v[i].node))
			return true;
		else if (w->f->steps.v[i].op == STEP_SET && is_guard(w, s, &w->f->steps.v[i]))
			return true;
	return false;
}

/* Further down this function closes it itself. */
static bool
closes_later(struct walk *w, const struct state *s, uint32_t line)
{
	if (s->flags & FLAG_DEFERRED)
		return true;
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct effect_row *r;

		if (st->op != STEP_CALL || st->line <= line)
			continue;
		r = call_effect(w->u, st->node);
		if (r && r->effect == EFFECT_CLOSE && r->at != AT_ANY &&
		    call_subject(st->node, r->at) &&
		    state_relation(w->u, s, call_subject(st->node, r->at)) != UNRELATED)
			return true;
	}
	return false;
}

/* go f(conn): who gets it owns it. */
static void
step_go(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct node *call = st->node;
	struct function *f = call->a && call->a->kind == NODE_FUNCTION
				     ? function_at(w->u, call->a)
				     : call_function(w->u, w->f, call);
	uint32_t key = f ? alias_passed(w, &s, call, f) : 0;

	if (f && key && closes_later(w, &s, st->line)) {
		/* it only lends it */
	} else if (f && key && !(call->a->kind == NODE_FUNCTION && is_alias(&s, key))) {
		function_owns(w->u, f, key);
		s.status = STATUS_GONE;
	} else if (call->a && call->a->kind == NODE_FUNCTION) {
		/* whoever closes it on one path has to on all; else it stays with us */
		if (closure_uses(w->u, &s, call->a) && closure_ends(w, &s, call->a) &&
		    !(s.flags & FLAG_DEFERRED)) {
			for (unsigned i = 0; f && i < s.aliases; i++)
				function_owns(w->u, f, s.alias[i]);
			s.status = STATUS_GONE;
		}
	} else if (call_effect(w->u, call) && call_effect(w->u, call)->effect != EFFECT_SPAWN) {
		/* go io.Copy(a, b) closes nothing */
	} else {
		for (uint32_t i = 0; i < call->n; i++)
			if (state_relation(w->u, &s, call->kids[i]) != UNRELATED)
				s.status = STATUS_GONE;
		if (call_receiver(call) &&
		    state_relation(w->u, &s, call_receiver(call)) != UNRELATED)
			s.status = STATUS_GONE;
	}
	on(w, s, at, st->next);
}

static void
step_return(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct node *v = st->node && st->node->n ? st->node->kids[st->node->n - 1] : NULL;
	const struct fact *f;
	unsigned sign;

	if (v && v->kind == NODE_LIST && v->n) {
		for (uint32_t i = 0; i < v->n; i++)
			if (state_relation(w->u, &s, v->kids[i]) != UNRELATED) {
				w->returned |= i == 0 &&
					       state_relation(w->u, &s, v->kids[i]) == SAME;
				s.status = STATUS_GONE;
			}
		v = v->kids[v->n - 1];
	}
	if (v && state_relation(w->u, &s, v) == SAME)
		w->returned = true;
	if (v && state_relation(w->u, &s, v) != UNRELATED)
		s.status = STATUS_GONE;
	sign = v ? constant_sign(v) : 0;
	if (v && !sign) {
		f = fact_find(&s, key_of(w->u, v));
		sign = f ? f->sign : SIGN_ANY;
		s.returned_role = f && f->role != ROLE_FRESH ? (uint8_t)f->role : ROLE_PLAIN;
		if (v->kind == NODE_CALL && str_has(v->text, STR("rror")))
			sign = SIGN_POSITIVE; /* fmt.Errorf, errors.New */
		if (pattern_signs(v))
			sign = pattern_signs(v); /* Rust's Ok(()), Err(e) */
		if (v->kind == NODE_BINARY && v->a && v->b && constant_sign(v->b))
			sign = SIGN_ZERO | SIGN_POSITIVE;
	}
	s.returned = (uint8_t)sign;
	s.step = st->next;
	if (s.status == STATUS_OPEN || w->summary)
		push(w, &s, at, EVENT_LEFT, st->line, st->node);
}

static void
step_leave(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	enum relation r = state_relation(w->u, &s, st->node);

	if (r == UNRELATED && st->node->kind == NODE_CALL && call_effect(w->u, st->node) &&
	    call_effect(w->u, st->node)->effect == EFFECT_WRAP)
		for (uint32_t i = 0; i < st->node->n && r == UNRELATED; i++)
			r = state_relation(w->u, &s, st->node->kids[i]);
	if (r != UNRELATED)
		closed(w, &s, st->line);
	on(w, s, at, st->next);
}

/* A jump, or what an arm or a break is worth: let done = loop { … break true }. */
static void
step_pass(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct node *n = st->node;
	const struct node *value = n && n->kind == NODE_BREAK && n->n ? n->kids[0] : n;
	bool jump = n &&
		    (n->kind == NODE_ARM || n->kind == NODE_BREAK || n->kind == NODE_CONTINUE ||
		     n->kind == NODE_GOTO || n->kind == NODE_THROW);

	if (value && constant_sign(value) && w->u->language->traits & TRAIT_DROPS) {
		fact_set(&s, key_id(w->u, STR("$value")), constant_sign(value), ROLE_PLAIN);
	} else if (value && value->kind == NODE_NAME) {
		struct fact *f = fact_find(&s, key_of(w->u, value));

		if (f)
			fact_set(&s, key_id(w->u, STR("$value")), f->sign, (enum role)f->role);
	}
	if (jump)
		on_with(w, s, at, st->next, EVENT_BRANCH, n);
	else
		on(w, s, at, st->next);
}

/* for w in (writer, upstream): each of them has its turn. */
static void
step_each(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct node *over = st->node->kind == NODE_FOREACH ? st->node->b : NULL;
	uint32_t var = over && st->node->a ? key_of(w->u, st->node->a) : 0;

	if (var && over && (over->kind == NODE_LIST || over->kind == NODE_LITERAL) &&
	    !is_alias(&s, var) && state_relation(w->u, &s, over) != UNRELATED) {
		uint32_t set = st->next;

		alias_add(&s, var);
		/* behind the step that gives the variable its value */
		on(w, s, at, w->f->steps.v[set].op == STEP_SET ? w->f->steps.v[set].next : set);
		return;
	}
	on(w, s, at, st->next);
	on(w, s, at, st->other);
}

static void
take_step(struct walk *w, uint32_t at)
{
	struct state s = w->trail.v[at].state;
	const struct step *st = &w->f->steps.v[s.step];

	switch (st->op) {
	case STEP_PASS:
		step_pass(w, at, s, st);
		break;
	case STEP_CALL:
		step_call(w, at, s, st);
		break;
	case STEP_SET:
		step_set(w, at, s, st);
		break;
	case STEP_TEST:
	case STEP_MATCH:
		step_branch(w, at, &s, st);
		break;
	case STEP_EACH:
		step_each(w, at, s, st);
		break;
	case STEP_CATCH:
		step_catch(w, at, &s, st);
		break;
	case STEP_TRY_OP:
		on(w, s, at, st->next);
		s.returned = SIGN_NEGATIVE;
		if (s.reason == REASON_NONE)
			s.reason = REASON_ERROR;
		on_with(w, s, at, st->other, EVENT_ERROR_SEEN, st->node);
		break;
	case STEP_DEFER:
		step_defer(w, at, s, st);
		break;
	case STEP_GO:
		step_go(w, at, s, st);
		break;
	case STEP_LEAVE:
		step_leave(w, at, s, st);
		break;
	case STEP_RETURN:
		step_return(w, at, s, st);
		break;
	case STEP_RAISED:
		if (!(s.flags & FLAG_RAISED))
			s.flags |= FLAG_THROWN;
		s.flags |= FLAG_RAISED;
		end_here(w, s, at, st->line);
		break;
	case STEP_END:
		end_here(w, s, at, st->line);
		break;
	}
}

void
walk_begin(struct walk *w, struct unit *u, struct function *f)
{
	*w = (struct walk){ .u = u, .f = f };
	flow_build(u->arena, u->language, f);
	map_init(&w->seen, u->scratch);
	find_watched(w);
}

void
walk_from(struct walk *w, const struct state *s, enum event e, uint32_t line, const struct node *n)
{
	push(w, s, NOWHERE, e, line, n);
}

bool
walk_all(struct walk *w)
{
	while (w->work.n && !w->overflow)
		take_step(w, w->work.v[--w->work.n]);
	return !w->overflow;
}

/* ---- summaries ---- */

static bool
same_ending(const struct ending *a, const struct ending *b)
{
	return a->status == b->status && a->reason == b->reason && a->returned == b->returned &&
	       a->role == b->role && (a->flags & FLAG_RAISED) == (b->flags & FLAG_RAISED) &&
	       (a->flags & FLAG_DEFERRED) == (b->flags & FLAG_DEFERRED) &&
	       (a->flags & FLAG_FREED) == (b->flags & FLAG_FREED);
}

static void
add_ending(struct unit *u, struct summary *sum, const struct outcome *o)
{
	struct ending e = { .status = o->state.status,
			    .reason = o->state.reason,
			    .returned = o->state.returned,
			    .role = o->state.returned_role,
			    .flags = o->state.flags,
			    .reason_line = o->reason_line,
			    .reason_in = o->reason_in };

	if (o->state.flags & (FLAG_LOST | FLAG_SPUN))
		return; /* its own fault, told there */
	sum->reads |= (e.reason > REASON_AGAIN && e.flags & FLAG_READ) ||
		      (e.role != ROLE_PLAIN && e.role != ROLE_WRITE && e.role != ROLE_WRITE_ERROR);
	for (size_t i = 0; i < sum->endings.n; i++)
		if (same_ending(&sum->endings.v[i], &e))
			return;
	if (sum->endings.n >= ENDINGS_MAX)
		sum->unknown = true;
	else
		vec_push(u->arena, &sum->endings, e);
}

/* put(c, true): what the constant arguments of a call are called in f. */
static unsigned
constants_passed(struct unit *u, const struct function *f, const struct node *call,
		 struct fact facts[CONSTANTS_MAX])
{
	const struct node *receiver = call ? call_receiver(call) : NULL;
	size_t shift = f->self.n && u->language->traits & TRAIT_METHOD_SELF && receiver &&
				       f->params.n && str_eq(f->params.v[0], f->self)
			       ? 1
			       : 0;
	unsigned n = 0;

	for (uint32_t i = 0; call && i < call->n && i + shift < f->params.n; i++) {
		const struct node *arg = call->kids[i];
		unsigned sign;

		if (arg->kind == NODE_PAIR && arg->b)
			arg = arg->b;
		sign = arg->kind == NODE_STRING ? 0 : constant_sign(arg);
		if (sign && n < CONSTANTS_MAX)
			facts[n++] = (struct fact){ key_id(u, f->params.v[i + shift]),
						    (uint16_t)sign, ROLE_PLAIN };
	}
	return n;
}

const struct summary *
summary_of(struct unit *u, struct function *f, uint32_t key)
{
	return summary_of_call(u, f, key, NULL);
}

const struct summary *
summary_of_call(struct unit *u, struct function *f, uint32_t key, const struct node *call)
{
	struct fact constants[CONSTANTS_MAX] = { 0 };
	unsigned known = constants_passed(u, f, call, constants);
	uint32_t id[2 + 2 * CONSTANTS_MAX] = { f->number, key };
	void **slot;
	struct summary *sum;
	struct arena_mark mark;
	struct state s = { .alias = { key }, .aliases = 1 };
	struct walk w;

	for (unsigned i = 0; i < known; i++) {
		id[2 + 2 * i] = constants[i].key;
		id[3 + 2 * i] = constants[i].sign;
		fact_set(&s, constants[i].key, constants[i].sign, ROLE_PLAIN);
	}
	slot = map_put(&u->summaries, (struct str){ (const char *)id, sizeof id });
	sum = *slot;
	if (sum)
		return sum;
	sum = arena_new(u->arena, struct summary, 1);
	*slot = sum;
	sum->unknown = true; /* while it is made: it calls itself */
	if (u->depth >= SUMMARY_DEPTH_MAX)
		return sum;
	u->depth++;
	mark = arena_mark(u->scratch);
	walk_begin(&w, u, f);
	w.summary = true;
	s.step = f->entry;
	walk_from(&w, &s, EVENT_GIVEN, f->node->line, NULL);
	sum->unknown = !walk_all(&w) || f->too_long;
	sum->sleeps = w.slow != NULL;
	for (size_t i = 0; i < w.outcomes.n; i++)
		add_ending(u, sum, &w.outcomes.v[i]);
	for (size_t i = 0; i < sum->endings.n; i++)
		if (!sum->endings.v[i].reason_in && sum->endings.v[i].reason_line)
			sum->endings.v[i].reason_in = f;
	arena_reset(u->scratch, mark);
	u->depth--;
	return sum;
}
