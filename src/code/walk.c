/*
 * walk.c - one handle along all paths of a function
 *
 * A state is what is known at a step: whether the handle is open, what it is called,
 * which signs (below, at or above zero) the values have that tell about it. Two paths
 * that come to a step with the same state are one from there, so the walk ends. What
 * a helper of the same text does is asked of its summary: how it may end, and by
 * which returned value its caller can tell.
 */
#include "code/walk_parts.h"

#define ENDINGS_MAX 12
#define SUMMARY_DEPTH_MAX 6
#define CONSTANTS_MAX 2

/* ---- the other steps ---- */

static void
step_branch(struct walk *w, uint32_t at, const struct state *s, const struct step *st)
{
	for (int truth = 1; truth >= 0; truth--) {
		struct state t = *s;
		enum event e = EVENT_NONE;
		bool can = st->op == STEP_TEST ? walk_test(w, &t, st->node, truth, &e)
					       : walk_match(w, &t, st, truth, &e);

		if (can)
			walk_on_with(w, t, at, truth ? st->next : st->other, e, st->node);
	}
}

static const char *const gone_words[] = { "CancelledKey",      "ClosedSelector",    "ClosedChannel",
					  "AsynchronousClose", "ClosedByInterrupt", NULL };

static void
step_catch(struct walk *w, uint32_t at, const struct state *s, const struct step *st)
{
	struct str what = st->node->a
				  ? st->node->a->text
				  : str_sub(st->node->text, 0, MIN(st->node->text.n, (size_t)80));
	struct state t = *s;
	bool again = mentions_one(what, w->u->language->again);

	t.flags = (t.flags & ~(unsigned)FLAG_RAISED) | FLAG_CAUGHT;
	if (mentions_one(what, gone_words)) /* somebody has closed it before */
		t.status = STATUS_GONE;
	if (again && str_has(what, STR("imeout")) && !str_has(what, STR("BlockingIO")))
		t.flags |= FLAG_TIMED;
	/* who throws these has closed before */
	if (mentions_one(what,
			 (const char *const[]){ "StreamClosedError", "ConnectionClosed", NULL }) &&
	    w->u->language->traits & TRAIT_METHOD_SELF)
		t.status = STATUS_CLOSED;
	if (again)
		t.reason = REASON_AGAIN;
	else if (mentions_one(what, end_words) && t.reason == REASON_ERROR)
		t.reason = REASON_END;
	walk_on_with(w, t, at, st->next, EVENT_CAUGHT, st->node);
	walk_on(w, *s, at, st->other);
}

/* c, done, err := h.Acquire(); defer func() { done(err) }() */
static bool
closure_calls_end(struct walk *w, const struct state *s, const struct node *n)
{
	struct function *f = function_at(w->u, n);

	if (!f)
		return false;
	flow_build(w->u->arena, w->u->language, f);
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct node *call = f->steps.v[i].node;

		if (f->steps.v[i].op == STEP_CALL && call->kind == NODE_CALL &&
		    !call_receiver(call) && name_has(call_name(call), closing_words) &&
		    walk_is_got_with_it(w, s, call_name(call)))
			return true;
	}
	return false;
}

/* Whether a deferred call will close it. */
static bool
deferred_ends(struct walk *w, const struct state *s, const struct node *call)
{
	const struct effect_row *r = call->kind == NODE_CALL ? call_effect(w->u, call) : NULL;
	enum relation rel = UNRELATED;
	struct function *f;

	if (walk_ends_parent(w, call))
		return true;
	if (r && r->effect == EFFECT_CLOSE)
		return state_relation(w->u, s,
				      call_subject(call, r->at == AT_ANY ? AT_RECEIVER : r->at)) !=
		       UNRELATED;
	if (call->a && call->a->kind == NODE_FUNCTION)
		return closure_calls_end(w, s, call->a) ||
		       (state_closure_uses(w->u, s, call->a) && walk_closure_ends(w, s, call->a));
	if (call->kind != NODE_CALL)
		return false;
	for (uint32_t i = 0; i < call->n && rel == UNRELATED; i++)
		rel = state_relation(w->u, s, call->kids[i]);
	if (rel == UNRELATED && call_receiver(call))
		rel = state_relation(w->u, s, call_receiver(call));
	f = call_function(w->u, w->f, call);
	if (rel != UNRELATED && name_has(call_name(call), closing_words) &&
	    (!f || strcmp(w->u->language->name, "go")))
		return true;
	if (!call_receiver(call) && walk_is_got_with_it(w, s, call_name(call)))
		return true;
	if (!f || !function_closes(w->u, f, 0))
		return false;
	/* a helper that closes what it gets, or a closure that knows it */
	return rel != UNRELATED || (f->outer && state_closure_uses(w->u, s, f->node)) ||
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
		walk_on_with(w, s, at, st->next, EVENT_DEFERRED, st->node);
		return;
	}
	walk_on(w, s, at, st->next);
}

/* Its type is a class of this text that has one. */
static bool
has_destructor(const struct walk *w, const struct step *st)
{
	struct str type = st->dst ? type_of_name(w->f, st->dst->text) : (struct str){ NULL, 0 };
	char buf[80];

	if (!type.n || type.n > 60)
		return false;
	buf[0] = '~';
	memcpy(buf + 1, type.p, type.n);
	return text_says(w->u, (struct str){ buf, type.n + 1 });
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
	return (mentions_one(around, words) || has_destructor(w, st)) &&
	       str_has(around, STR("close")) && state_closure_uses(w->u, s, st->node);
}

/* pthread_cleanup_push(bye, a), and bye closes. */
static bool
ends_by_handler(struct walk *w, const struct state *s, const struct node *call)
{
	struct function *f;

	if (!str_eq(call_name(call), STR("pthread_cleanup_push")) || call->n != 2 ||
	    state_relation(w->u, s, call->kids[1]) == UNRELATED)
		return false;
	f = map_get(&w->u->by_name, call->kids[0]->text);
	return !f || function_closes(w->u, f, 0);
}

bool
walk_is_deferred(struct walk *w, const struct state *s)
{
	for (size_t i = 0; i < w->f->steps.n; i++)
		if (w->f->steps.v[i].op == STEP_CALL &&
		    ends_by_handler(w, s, w->f->steps.v[i].node))
			return true;
		else if (w->f->steps.v[i].op == STEP_DEFER &&
			 deferred_ends(w, s, w->f->steps.v[i].node))
			return true;
		else if (w->f->steps.v[i].op == STEP_SET && is_guard(w, s, &w->f->steps.v[i]))
			return true;
	return false;
}

/* From here on the name is another connection's. */
static bool
is_named_anew(struct walk *w, const struct state *s, const struct step *st)
{
	const struct node *dst = st->op == STEP_SET ? st->dst : NULL;

	if (!dst)
		return false;
	if (dst->kind == NODE_LIST && dst->n)
		dst = dst->kids[0];
	return state_is_alias(s, key_of(w->u, dst));
}

/* The steps that may come behind this one while the name is the same connection's. */
static const bool *
steps_behind(struct walk *w, const struct state *s, const struct step *from)
{
	const struct function *f = w->f;
	bool *met = arena_new(w->u->scratch, bool, f->steps.n);
	VEC(uint32_t) work = { 0 };

	vec_push(w->u->scratch, &work, (uint32_t)(from - f->steps.v));
	while (work.n) {
		const struct step *st = &f->steps.v[work.v[--work.n]];
		const uint32_t to[] = { st->next, st->other, st->raise };

		if (st != from && is_named_anew(w, s, st))
			continue;
		for (size_t i = 0; i < COUNT_OF(to); i++)
			if (to[i] < f->steps.n && !met[to[i]]) {
				met[to[i]] = true;
				vec_push(w->u->scratch, &work, to[i]);
			}
	}
	return met;
}

/* defer g.leave(s): put off, or by a helper of this text, it is closed here. */
static bool
leaves_to_closer(struct walk *w, const struct state *s, const struct step *st)
{
	struct function *f;

	if (st->op == STEP_DEFER)
		return deferred_ends(w, s, st->node);
	f = st->node->kind == NODE_CALL && !call_effect(w->u, st->node)
		    ? call_function(w->u, w->f, st->node)
		    : NULL;
	return f && walk_alias_passed(w, s, st->node, f) && name_has(f->name, closing_words) &&
	       function_closes(w->u, f, 0);
}

/* Further down this function closes it itself. */
static bool
closes_later(struct walk *w, const struct state *s, const struct step *from)
{
	struct arena_mark mark = arena_mark(w->u->scratch);
	const bool *behind;
	bool closes = false;

	if (s->flags & FLAG_DEFERRED)
		return true;
	behind = steps_behind(w, s, from);
	for (size_t i = 0; i < w->f->steps.n && !closes; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct effect_row *r;

		if (st->line <= from->line || !behind[i])
			continue;
		if (w->u->language->typed && (st->op == STEP_DEFER || st->op == STEP_CALL) &&
		    leaves_to_closer(w, s, st)) {
			closes = true;
			continue;
		}
		if (st->op != STEP_CALL)
			continue;
		r = call_effect(w->u, st->node);
		closes = r && r->effect == EFFECT_CLOSE && r->at != AT_ANY &&
			 call_subject(st->node, r->at) &&
			 state_relation(w->u, s, call_subject(st->node, r->at)) != UNRELATED;
	}
	arena_reset(w->u->scratch, mark);
	return closes;
}

/* Further down this function reads it itself: who was begun only writes. */
static bool
reads_later(struct walk *w, const struct state *s, uint32_t line)
{
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct effect_row *r;

		if (st->op != STEP_CALL || st->line <= line)
			continue;
		r = call_effect(w->u, st->node);
		if (r && r->effect == EFFECT_READ && call_subject(st->node, r->at) &&
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
	uint32_t key = f ? walk_alias_passed(w, &s, call, f) : 0;

	if (f && key &&
	    (closes_later(w, &s, st) ||
	     (!function_closes(w->u, f, 0) && reads_later(w, &s, st->line)))) {
		/* it only lends it */
	} else if (f && key && !(call->a->kind == NODE_FUNCTION && state_is_alias(&s, key))) {
		function_owns(w->u, f, key);
		s.status = STATUS_GONE;
	} else if (call->a && call->a->kind == NODE_FUNCTION) {
		/* whoever closes it on one path has to on all; else it stays with us */
		if (state_closure_uses(w->u, &s, call->a) && walk_closure_ends(w, &s, call->a) &&
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
	walk_on(w, s, at, st->next);
}

static void
step_return(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct node *v = st->node && st->node->n ? st->node->kids[st->node->n - 1] : NULL;
	const struct fact *f;
	unsigned sign;

	/* Ok(fd) */
	if (v && v->kind == NODE_CALL && v->n == 1 && w->u->language->traits & TRAIT_DROPS &&
	    (str_eq(call_name(v), STR("Ok")) || str_eq(call_name(v), STR("Some"))))
		v = v->kids[0];
	if (v && v->kind == NODE_LIST && v->n) {
		for (uint32_t i = 0; i < v->n; i++)
			if (state_relation(w->u, &s, v->kids[i]) != UNRELATED) {
				bool whole = i == 0 && state_relation(w->u, &s, v->kids[i]) == SAME;

				w->returned |= whole;
				w->returned_stored |= whole && s.flags & FLAG_STORED;
				s.status = STATUS_GONE;
			}
		v = v->kids[v->n - 1];
	}
	if (v && state_relation(w->u, &s, v) == SAME) {
		w->returned = true;
		w->returned_stored |= (s.flags & FLAG_STORED) != 0;
	}
	if (v && state_relation(w->u, &s, v) != UNRELATED) {
		w->handed_out = true;
		s.status = STATUS_GONE;
	}
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
		walk_push(w, &s, at, EVENT_LEFT, st->line, st->node);
}

static void
step_leave(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	enum relation r = state_relation(w->u, &s, st->node);

	/* with conn: of psycopg2 it is a transaction that ends there */
	if (r == SAME && w->with_keeps && st->node->kind != NODE_CALL) {
		walk_on(w, s, at, st->next);
		return;
	}
	if (r == UNRELATED && st->node->kind == NODE_CALL && call_effect(w->u, st->node) &&
	    call_effect(w->u, st->node)->effect == EFFECT_WRAP)
		for (uint32_t i = 0; i < st->node->n && r == UNRELATED; i++)
			r = state_relation(w->u, &s, st->node->kids[i]);
	if ((r != UNRELATED && !walk_is_only_file(w, st->node)) ||
	    (w->parent && key_of(w->u, st->node) == w->parent))
		walk_closed(w, &s, st->line);
	walk_on(w, s, at, st->next);
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
		walk_on_with(w, s, at, st->next, EVENT_BRANCH, n);
	else
		walk_on(w, s, at, st->next);
}

/* for block in resp.iter_content(): what was read to its end gives its connection back. */
static bool
reads_to_end(struct walk *w, const struct state *s, const struct node *over)
{
	static const char *const names[] = { "iter_content",
					     "iter_lines",
					     "iter_chunked",
					     "iter_any",
					     "iter_bytes",
					     "iter_raw",
					     "iter_text",
					     "aiter_bytes",
					     "aiter_lines",
					     "aiter_raw",
					     "aiter_text",
					     "stream",
					     NULL };

	if (!over || over->kind != NODE_CALL || !call_receiver(over) ||
	    state_relation(w->u, s, call_receiver(over)) == UNRELATED)
		return false;
	for (const char *const *p = names; *p; p++)
		if (str_eq(call_name(over), str_from(*p)))
			return true;
	return false;
}

/* for w in (writer, upstream): each of them has its turn. */
static void
step_each(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct node *over = st->node->kind == NODE_FOREACH ? st->node->b : NULL;
	uint32_t var = !over || !st->node->a ? 0
		       : st->node->a->kind == NODE_LIST && st->node->a->n > 1
			       ? key_of(w->u, st->node->a->kids[st->node->a->n - 1])
			       : key_of(w->u, st->node->a);

	if (var && over && (over->kind == NODE_LIST || over->kind == NODE_LITERAL) &&
	    !state_is_alias(&s, var) && state_relation(w->u, &s, over) != UNRELATED) {
		uint32_t set = st->next;

		alias_add(&s, var);
		/* behind the step that gives the variable its value */
		walk_on(w, s, at,
			w->f->steps.v[set].op == STEP_SET ? w->f->steps.v[set].next : set);
		return;
	}
	/* for _, c := range conns: it is one of them */
	if (var && over && over->kind == NODE_NAME && !strcmp(w->u->language->name, "go") &&
	    s.status == STATUS_OPEN && state_is_alias(&s, key_of(w->u, over)) &&
	    st->node->a->kind == NODE_LIST) {
		struct state one = s;
		uint32_t set = st->next;

		if (state_is_alias(&s, var)) { /* it had its turn */
			walk_on(w, s, at, st->other);
			return;
		}
		alias_add(&one, var);
		one.flags |= FLAG_USED;
		walk_on(w, one, at,
			w->f->steps.v[set].op == STEP_SET ? w->f->steps.v[set].next : set);
		return;
	}
	/* for await (const part of res.body): destroyed however the loop is left */
	if (over && w->u->language->traits & TRAIT_CALLED_BACK &&
	    str_starts(st->node->text, STR("for await")) &&
	    !str_has(over->text, STR("destroyOnReturn: false")) &&
	    state_relation(w->u, &s, over) != UNRELATED)
		walk_closed(w, &s, st->line);
	walk_on(w, s, at, st->next);
	if (reads_to_end(w, &s, over))
		walk_closed(w, &s, st->line);
	walk_on(w, s, at, st->other);
}

/* It has no name but that of the call, fd = cvt(socket(…))?: nothing was done with it yet. */
static bool
is_unnamed(struct walk *w, const struct state *s)
{
	if (w->given || s->flags & (FLAG_READ | FLAG_WROTE | FLAG_FAILED) || !s->aliases)
		return false;
	for (unsigned i = 0; i < s->aliases; i++)
		if (key_text(w->u, s->alias[i]).p[0] != '@')
			return false;
	return true;
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
		walk_call(w, at, s, st);
		break;
	case STEP_SET:
		walk_set(w, at, s, st);
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
	case STEP_TRY_OP: {
		const struct fact *f = fact_find(&s, key_of(w->u, st->node));
		bool never = f && f->role == ROLE_PLAIN && f->sign == SIGN_NEGATIVE;
		bool always = f && f->role == ROLE_PLAIN && !(f->sign & SIGN_NEGATIVE);

		if (!never)
			walk_on(w, s, at, st->next);
		/* what failed is the call that makes it */
		if (always || is_unnamed(w, &s))
			break;
		s.returned = SIGN_NEGATIVE;
		if (s.reason == REASON_NONE)
			s.reason = REASON_ERROR;
		walk_on_with(w, s, at, st->other, EVENT_ERROR_SEEN, st->node);
		break;
	}
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
		walk_end(w, s, at, st->line);
		break;
	case STEP_END:
		walk_end(w, s, at, st->line);
		break;
	}
}

void
walk_begin(struct walk *w, struct unit *u, struct function *f)
{
	*w = (struct walk){ .u = u, .f = f };
	flow_build(u->arena, u->language, f);
	map_init(&w->seen, u->scratch);
	walk_find_watched(w);
}

void
walk_from(struct walk *w, const struct state *s, enum event e, uint32_t line, const struct node *n)
{
	walk_push(w, s, NOWHERE, e, line, n);
}

bool
walk_all(struct walk *w)
{
	while (w->work.n && !w->overflow)
		take_step(w, w->work.v[--w->work.n]);
	return !w->overflow;
}

/* Ways that are looked at before what makes a handle: of more, nothing is known. */
#define WAYS_MAX 200

/* What both know, the signs of either. */
static void
facts_join(struct state *known, const struct state *s)
{
	for (unsigned i = known->facts; i--;) {
		const struct fact *f = NULL;

		for (unsigned k = 0; k < s->facts; k++)
			if (s->fact[k].key == known->fact[i].key)
				f = &s->fact[k];
		if (f)
			known->fact[i].sign |= f->sign;
		if (!f || known->fact[i].sign == SIGN_ANY || f->role != known->fact[i].role) {
			known->fact[i] = known->fact[--known->facts];
			known->fact[known->facts] = (struct fact){ 0 };
		}
	}
}

void
walk_known_at(struct unit *u, struct function *f, uint32_t step, struct state *s)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state from = { .alias = { key_id(u, STR("@before")) }, .aliases = 1 };
	struct state known = { 0 };
	bool met = false;
	struct walk w;

	walk_begin(&w, u, f);
	w.summary = w.given = true;
	from.step = f->entry;
	walk_from(&w, &from, EVENT_NONE, 0, NULL);
	while (w.work.n && !w.overflow && w.trail.n < WAYS_MAX) {
		uint32_t at = w.work.v[--w.work.n];
		const struct state *here = &w.trail.v[at].state;

		if (here->step != step) {
			take_step(&w, at);
			continue;
		}
		if (met)
			facts_join(&known, here);
		else
			known = *here;
		met = true;
	}
	if (met && !w.work.n && !w.overflow)
		for (unsigned i = 0; i < known.facts; i++)
			if (known.fact[i].role == ROLE_PLAIN)
				fact_set(s, known.fact[i].key, known.fact[i].sign, ROLE_PLAIN);
	arena_reset(u->scratch, mark);
}

/* ---- summaries ---- */

static bool
same_ending(const struct ending *a, const struct ending *b)
{
	return a->status == b->status && a->reason == b->reason && a->returned == b->returned &&
	       a->role == b->role && (a->flags & FLAG_RAISED) == (b->flags & FLAG_RAISED) &&
	       !a->removed_line == !b->removed_line &&
	       (a->flags & FLAG_DEFERRED) == (b->flags & FLAG_DEFERRED) &&
	       (a->flags & FLAG_FREED) == (b->flags & FLAG_FREED) &&
	       (a->flags & FLAG_SETTLED) == (b->flags & FLAG_SETTLED);
}

static uint32_t
removed_on(const struct walk *w, const struct outcome *o)
{
	for (uint32_t at = o->trail; at != NOWHERE; at = w->trail.v[at].parent)
		if (w->trail.v[at].event == EVENT_REMOVED)
			return w->trail.v[at].line;
	return 0;
}

static void
add_ending(struct unit *u, struct summary *sum, const struct walk *w, const struct outcome *o)
{
	struct ending e = { .status = o->state.status,
			    .reason = o->state.reason,
			    .returned = o->state.returned,
			    .role = o->state.returned_role,
			    .flags = o->state.flags,
			    .reason_line = o->reason_line,
			    .freed_line = o->state.flags & FLAG_FREED ? o->line : 0,
			    .reason_in = o->reason_in,
			    .removed_line = removed_on(w, o) };

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
	/* the reader ends with its writer */
	if (f->pair && key == f->pair && f->owned.n)
		s.alias[s.aliases++] = f->owned.v[0];
	walk_begin(&w, u, f);
	w.summary = true;
	w.given = true;
	s.step = f->entry;
	walk_from(&w, &s, EVENT_GIVEN, f->node->line, NULL);
	sum->unknown = !walk_all(&w) || f->too_long;
	sum->sleeps = w.slow != NULL;
	sum->surely_ended = w.surely_ended;
	for (size_t i = 0; i < w.outcomes.n; i++)
		add_ending(u, sum, &w, &w.outcomes.v[i]);
	for (size_t i = 0; i < sum->endings.n; i++)
		if (!sum->endings.v[i].reason_in && sum->endings.v[i].reason_line)
			sum->endings.v[i].reason_in = f;
	arena_reset(u->scratch, mark);
	u->depth--;
	return sum;
}
