/*
 * reads.c - what a function only reads, an event loop's or a caller's
 *
 * It must be ended by somebody once its end was seen: a path on which the peer has
 * closed, that neither closes nor lets a caller know, is the leak.
 */
#include "code/leaks.h"

struct told_apart { /* what a caller can learn from the value returned */
	unsigned open, closed, well;
	bool closes, is_void;
	bool closes_errors; /* where it fails it is ended here, and the caller told */
};

static struct told_apart
look_at_endings(const struct walk *w)
{
	struct told_apart t = { .is_void = true };

	for (size_t i = 0; i < w->outcomes.n; i++) {
		const struct state *s = &w->outcomes.v[i].state;

		t.closes_errors |= s->status == STATUS_CLOSED && s->reason == REASON_ERROR &&
				   s->flags & FLAG_THROWN;
		if (s->flags & FLAG_RAISED)
			continue;
		t.is_void &= s->returned == 0;
		if (s->status != STATUS_OPEN || s->flags & FLAG_DEFERRED) {
			t.closes |= s->status == STATUS_CLOSED || s->flags & FLAG_DEFERRED;
			t.closed |= s->returned;
		} else if (s->reason > REASON_AGAIN) {
			t.open |= s->returned;
		} else {
			t.well |= s->returned;
		}
	}
	return t;
}

static bool
must_be_ended(const struct walk *w, const struct state *s, const struct told_apart *t)
{
	if (s->status != STATUS_OPEN || s->flags & FLAG_DEFERRED)
		return false;
	if (s->flags & (FLAG_FREED | FLAG_SPUN))
		return true;
	if (s->flags & FLAG_RAISED)
		return s->flags & FLAG_THROWN && s->reason == REASON_END &&
		       (w->never_closed || (t->closes_errors && !w->f->called &&
					    w->u->language->traits & TRAIT_METHOD_SELF));
	if (s->reason == REASON_END)
		return true;
	if (s->flags & FLAG_TIMED && s->reason == REASON_AGAIN && !w->f->called &&
	    w->f->loop_outer.n)
		return true;
	return s->reason == REASON_ERROR &&
	       (s->flags & (FLAG_CERTAIN | FLAG_CAUGHT) || !w->u->nonblocking);
}

static double
reader_confidence(const struct walk *w, const struct leak_wish *q, const struct told_apart *t,
		  enum origin_kind from)
{
	double sure = from == FROM_EVENT ? 0.8 : 0.6;

	if (t->closes)
		sure += 0.1;
	if (q->o->state.flags & FLAG_UNREGISTERED)
		sure += 0.1;
	if (q->o->state.flags & (FLAG_FREED | FLAG_SPUN))
		sure = MAX(sure, 0.85);
	if (q->o->state.reason == REASON_ERROR)
		sure -= 0.1;
	return w->overflow ? sure - 0.2 : MIN(sure, 0.97);
}

/* let mut conns = HashMap::new(): what is in it is dropped when the function is left. */
static bool
is_in_local_table(const struct walk *w, const struct state *s)
{
	static const char *const makes[] = { "Map::new(", "Map::default(", "Vec::new(",
					     "Slab::",	  "Map::with_cap", "vec![",
					     NULL };

	if (!(w->u->language->traits & TRAIT_DROPS))
		return false;
	for (unsigned a = 0; a < s->aliases; a++)
		for (size_t i = 0; i < w->f->steps.n; i++) {
			const struct step *st = &w->f->steps.v[i];

			if (st->op == STEP_SET && st->dst && st->src &&
			    str_eq(st->dst->text, key_text(w->u, s->alias[a])) &&
			    mentions_one(st->src->text, makes))
				return true;
		}
	return false;
}

void
tell_reader_leaks(struct walk *w, uint32_t key, enum origin_kind from)
{
	struct told_apart t = look_at_endings(w);
	bool told = false;

	for (int reason = REASON_AGAIN; reason <= REASON_ERROR && !told; reason++)
		for (size_t i = 0; i < w->outcomes.n && !told; i++) {
			struct leak_wish q = { .walk = w, .o = &w->outcomes.v[i] };
			const struct state *s = &q.o->state;

			if (w->u->language->traits & TRAIT_DROPS && from != FROM_EVENT &&
			    !(s->flags & FLAG_SPUN) &&
			    !((t.closes || s->flags & FLAG_UNREGISTERED) &&
			      name_is_number(w->u, w->f, key_text(w->u, key))))
				continue; /* its owner drops it */
			if (from == FROM_EVENT && !(s->flags & FLAG_SPUN) &&
			    is_in_local_table(w, s))
				continue; /* which goes with the function */
			if (!must_be_ended(w, s, &t) ||
			    (s->reason != reason && !(s->flags & FLAG_FREED)))
				continue;
			if (reason == REASON_AGAIN && !t.closes)
				continue;
			if ((from != FROM_EVENT ||
			     (w->f->called && w->u->language->traits & TRAIT_DROPS)) &&
			    !t.is_void && s->returned && !(s->flags & FLAG_RAISED) &&
			    !(s->flags & (FLAG_LOST | FLAG_FREED | FLAG_SPUN)) &&
			    !(t.closes && s->returned & (t.closed | t.well)))
				continue; /* the caller can tell, and will */
			q.handle = str_copy(w->u->kept, key_text(w->u, key));
			q.confidence = reader_confidence(w, &q, &t, from);
			leak_tell(&q);
			told = true;
		}
}

/* Whether any line of the text closes what has this name, whoever's it is. */
static bool
closed_anywhere(struct unit *u, struct str key)
{
	size_t dot = str_rindex(key, '.');
	struct str name = dot == SIZE_MAX ? key : str_from_pos(key, dot + 1);

	if (text_mentions(u, (const char *const[]){ "detach(", "with self.", "closing(", NULL }))
		return true;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		flow_build(u->arena, u->language, f);
		for (size_t k = 0; k < f->steps.n; k++) {
			const struct node *n = f->steps.v[k].node;

			struct function *g;

			if (f->steps.v[k].op != STEP_CALL || n->kind != NODE_CALL ||
			    !str_has(n->text, name))
				continue;
			g = call_function(u, f, n);
			if (call_says_end(u, n) || (g && function_closes(u, g, 0)))
				return true;
		}
	}
	return false;
}

static void
follow_read(struct unit *u, struct function *f, uint32_t step, uint32_t key, enum origin_kind from)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .alias = { key }, .aliases = 1, .step = step };
	struct walk w;

	walk_begin(&w, u, f);
	w.summary = true;
	w.given = true;
	s.flags = FLAG_CONNECTED;
	if (from == FROM_EVENT && u->language->traits & TRAIT_DROPS)
		add_table(u, f, &s);
	add_other_names(u, f, &s);
	if (walk_is_deferred(&w, &s)) {
		arena_reset(u->scratch, mark);
		return;
	}
	for (struct function *g = f; !g->name.n && g->outer; g = g->outer) {
		struct walk around; /* it ends when the function around it does */

		walk_begin(&around, u, g->outer);
		if (walk_is_deferred(&around, &s)) {
			arena_reset(u->scratch, mark);
			return;
		}
	}
	w.never_closed = from == FROM_OBJECT && !u->accept;
	for (unsigned i = 0; i < s.aliases; i++)
		w.never_closed = w.never_closed && !closed_anywhere(u, key_text(u, s.alias[i]));

	walk_from(&w, &s, EVENT_NONE, 0, NULL);
	walk_all(&w);
	tell_reader_leaks(&w, key, from);
	arena_reset(u->scratch, mark);
}

/* What the program was begun with: no peer is at its other end. */
static bool
is_standard_stream(struct str key)
{
	static const char *const names[] = { "os.Stdin", "sys.stdin",	  "sys.stdin.buffer",
					     "stdin",	 "STDIN_FILENO",  "System.in",
					     "std::cin", "process.stdin", NULL };

	for (const char *const *p = names; *p; p++)
		if (str_eq(key, str_from(*p)))
			return true;
	return false;
}

/* The key of a handle that this call reads, itself or by a helper; 0: none. */
static uint32_t
key_read_by(struct unit *u, struct function *f, const struct node *call)
{
	const struct effect_row *r = call_effect(u, call);
	struct function *g;

	if (r && r->effect == EFFECT_READ &&
	    (r->end != END_NONE || u->language->traits & TRAIT_THROWS)) {
		const struct node *subject = call_subject(call, r->at);

		return subject ? key_of(u, subject) : 0;
	}
	g = r ? NULL : call_function(u, f, call);
	if (!g || g == f)
		return 0;
	for (uint32_t i = 0; i < call->n; i++) {
		struct str k = key_text(u, key_of(u, call->kids[i]));
		bool may = k.n && k.p[0] != '@' && !is_standard_stream(k);
		uint32_t passed = may ? key_passed(u, call, g, k) : 0;
		const struct summary *sum;

		/* a text in memory, or what is made of one */
		if (passed && (name_is_apart(u, f, key_root(k)) ||
			       name_is_apart(u, g, key_root(key_text(u, passed)))))
			continue;
		sum = passed ? summary_of(u, g, passed) : NULL;
		if (sum && !sum->unknown && sum->reads)
			return key_id(u, k);
	}
	return 0;
}

/* Something is closed further down in f, whatever it is. */
static bool
call_closes_below(struct unit *u, const struct function *f, uint32_t line)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r;

		if (st->op != STEP_CALL || st->line < line || st->node->kind != NODE_CALL)
			continue;
		r = call_effect(u, st->node);
		if ((r && r->effect == EFFECT_CLOSE) || (!r && call_says_end(u, st->node)))
			return true;
	}
	return false;
}

static bool
returns_value(const struct function *f)
{
	for (size_t i = 0; i < f->steps.n; i++)
		if (f->steps.v[i].op == STEP_RETURN && f->steps.v[i].node && f->steps.v[i].node->n)
			return true;
	return false;
}

/* The whole text closes nothing, though it makes connections. */
static bool
nobody_closes(struct unit *u)
{
	for (size_t i = 0; i < u->functions.n && u->accept; i++)
		if (u->functions.v[i]->node->d && function_closes(u, u->functions.v[i], 0))
			return false;
	return u->accept != NULL;
}

/* It tells its callers nothing, and they close nothing: what it reads of a table is its own. */
static bool
is_left_to(struct unit *u, struct function *f)
{
	if (returns_value(f) || (f->of_class.n && !nobody_closes(u)))
		return false;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *g = u->functions.v[i];

		if (g == f || !str_has(g->node->text, f->name))
			continue;
		flow_build(u->arena, u->language, g);
		for (size_t k = 0; k < g->steps.n; k++)
			if (g->steps.v[k].op == STEP_CALL &&
			    str_eq(call_name(g->steps.v[k].node), f->name) &&
			    call_closes_below(u, g, g->steps.v[k].line))
				return false;
	}
	return true;
}

/* Nobody waits for this thread, is told by it, or closes after it was begun. */
static bool
is_left_alone(struct unit *u, struct function *f)
{
	static const char *const tells[] = { "close(", "ancel(", "Done()", "<-", "Close(", NULL };

	if (mentions_one(f->node->text, tells))
		return false;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *g = u->functions.v[i];
		bool begins = false;

		for (size_t k = 0; k < g->steps.n; k++)
			begins |= g->steps.v[k].op == STEP_GO &&
				  str_eq(call_name(g->steps.v[k].node), f->name);
		if (!begins)
			continue;
		for (size_t k = 0; k < g->steps.n; k++)
			if (g->steps.v[k].op == STEP_DEFER)
				return false;
		if (call_closes_below(u, g, f->node->line) && g == f)
			return false;
		for (size_t k = 0; k < g->steps.n; k++)
			if (g->steps.v[k].op == STEP_GO &&
			    (call_closes_below(u, g, g->steps.v[k].line) ||
			     another_closes(u, g, k)))
				return false;
	}
	return true;
}

/* socketserver closes what its handlers are given. */
static bool
is_frameworks(const struct unit *u, struct str key)
{
	static const char *const given[] = { "self.request", "self.rfile", "self.wfile",
					     "self.connection", NULL };

	if (!text_says(u, STR("RequestHandler")))
		return false;
	for (const char *const *p = given; *p; p++)
		if (key_within(key, str_from(*p)))
			return true;
	return false;
}

/* A closure that another thread runs, while who began it waits for it and closes then. */
static bool
is_waited_for(struct unit *u, const struct function *f)
{
	static const char *const waits[] = { "Wait()", "<-", ".join(", "gather(", "wait(", NULL };
	const struct function *outer = f->name.n ? NULL : f->outer;
	size_t end;

	if (!outer)
		return false;
	end = (size_t)(f->node->text.p + f->node->text.n - outer->node->text.p);
	return end < outer->node->text.n &&
	       mentions_one(str_from_pos(outer->node->text, end), waits) &&
	       call_closes_below(u, outer, f->node->end_line + 1);
}

/* It tells its callers nothing, and closes what it reads on one path: then on all. */
static bool
ends_itself(struct unit *u, struct function *f, uint32_t key)
{
	if (returns_value(f) || u->language->traits & (TRAIT_THROWS | TRAIT_CALLED_BACK))
		return false;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject =
			r && r->effect == EFFECT_CLOSE ? call_subject(st->node, r->at) : NULL;

		if (subject && key_of(u, subject) == key)
			return true;
	}
	return false;
}

/* c->fd, where the text says c->fd = open(…), or eventfd(…): no peer is at its end. */
static bool
is_opened(struct unit *u, struct str key)
{
	size_t dot = str_rindex(key, '.');
	struct str name = dot == SIZE_MAX ? key : str_from_pos(key, dot + 1);
	bool opened = false;

	if (strcmp(u->language->name, "c") != 0 && strcmp(u->language->name, "cpp") != 0)
		return false;
	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *f = u->functions.v[i];

		for (size_t k = 0; k < f->steps.n; k++) {
			const struct step *st = &f->steps.v[k];
			const struct effect_row *r = st->op == STEP_SET && st->dst && st->src &&
								     st->src->kind == NODE_CALL
							     ? call_effect(u, st->src)
							     : NULL;
			struct str to;
			size_t at;

			if (!r)
				continue;
			to = key_text(u, key_of(u, st->dst));
			at = str_rindex(to, '.');
			if (!str_eq(at == SIZE_MAX ? to : str_from_pos(to, at + 1), name) ||
			    (dot == SIZE_MAX) != (at == SIZE_MAX))
				continue;
			if (effect_makes_handle(r))
				return false;
			opened |= r->effect == EFFECT_OPEN;
		}
	}
	return opened && dot != SIZE_MAX;
}

/* self.sock of Python, which no line closes: whoever is told of its end ends nothing. */
static bool
is_kept_for_good(struct unit *u, const struct function *f, enum origin_kind from, uint32_t key)
{
	for (size_t i = 0; i < u->functions.n; i++)
		if (str_eq(u->functions.v[i]->of_class, f->of_class) &&
		    function_closes(u, u->functions.v[i], 0))
			return false;
	return from == FROM_OBJECT && u->language->traits & TRAIT_METHOD_SELF && !u->accept &&
	       str_starts(key_text(u, key), STR("self.")) &&
	       !closed_anywhere(u, key_text(u, key)) && !field_may_end(u, key_text(u, key));
}

void
follow_reads(struct unit *u, struct function *f)
{
	uint32_t done[16];
	size_t n = 0;

	for (size_t i = 0; i < f->steps.n && n < COUNT_OF(done); i++) {
		uint32_t key;
		enum origin_kind from;
		bool again = false;

		if (f->steps.v[i].op != STEP_CALL)
			continue;
		key = key_read_by(u, f, f->steps.v[i].node);
		if (!key || key_text(u, key).p[0] == '@' || is_frameworks(u, key_text(u, key)) ||
		    is_opened(u, key_text(u, key)))
			continue;
		for (size_t k = 0; k < n; k++)
			again |= done[k] == key;
		from = handle_origin(u, f, key_text(u, key), 0);
		if (from == MADE_HERE || is_held_by_literal(u, f, key_text(u, key)) ||
		    (from != FROM_EVENT && f->called && !(u->language->traits & TRAIT_DROPS) &&
		     !((from == FROM_OBJECT || nobody_closes(u)) && is_left_to(u, f)) &&
		     !is_kept_for_good(u, f, from, key) &&
		     !(from == FROM_CALLER && ends_itself(u, f, key))) ||
		    (from == FROM_CALLER && f->owned.n))
			continue;
		if (from == FROM_CALLER && f->spawned && !f->called && !is_left_alone(u, f))
			continue;
		if (from == FROM_CALLER && param_is_anothers(u, f, key_root(key_text(u, key))))
			continue;
		if (from == FROM_CALLER &&
		    (f->is_lent || is_waited_for(u, f) || text_says(u, STR("add_done_callback("))))
			continue; /* who waits for it, or is told of its end, closes */
		if (!again)
			done[n++] = key;
		follow_read(u, f, (uint32_t)i, key, from);
	}
}
