/*
 * torn.c - one way out that does with a handle what no other does
 */
#include "code/leaks.h"

const char *const giving_words[] = { "put",	"release",  "give",  "checkin", "recycle",
				     "restore", "giveback", "offer", "putconn", NULL };

/* put, release, returnConnection: by its name it takes what it is given. */
static bool
gives_back(struct str name)
{
	static const char *const returned[] = { "conn",	  "connection", "object", "socket",
						"client", "sock",	"it",	  NULL };

	return name_has(name, giving_words) ||
	       (name_has(name, (const char *const[]){ "return", NULL }) &&
		name_has(name, returned));
}

static bool
is_connection_like(struct str name)
{
	static const char *const words[] = { "conn",   "connection", "sock",	  "socket",
					     "client", "stream",     "channel",	  "line",
					     "link",   "session",    "slot",	  "item",
					     "entry",  "handle",     "transport", NULL };

	return name.n <= 2 || name_has(name, words);
}

/* offer(c): who calls has a name for it still, and can close it when the answer is no. */
static bool
is_kept_by_callers(struct unit *u, const struct function *f)
{
	bool any = false, met = false;

	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *g = u->functions.v[i];

		for (size_t k = 0; g != f && k < g->steps.n; k++) {
			const struct node *n = g->steps.v[k].node;

			if (g->steps.v[k].op != STEP_CALL || n->kind != NODE_CALL ||
			    !str_eq(call_name(n), f->name) || !n->n)
				continue;
			met = true;
			if (n->kids[n->n - 1]->kind == NODE_CALL || n->dropped)
				return false;
			any = true;
		}
	}
	/* without a caller in this text, one elsewhere may well ask */
	return any || (!met && !strcmp(u->language->name, "java"));
}

/*
 * A function that closes what it gets on one path, and keeps or frees it on another,
 * has it to end: a third path that does neither loses it (a pool that is full).
 */
/* if (p->n < p->max): it keeps what there is room for. */
static bool
asks_for_room(const struct function *f)
{
	static const char *const words[] = { "full",  "size", "len",   "count", "cap",	  "room",
					     "empty", "fits", "space", "idle",	"free",	  "push",
					     "offer", "try",  "add",   "put",	"closed", NULL };

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct node *n = f->steps.v[i].node;

		if (f->steps.v[i].op == STEP_CATCH)
			return true; /* queue.Full */
		if (!n || (f->steps.v[i].op != STEP_TEST && f->steps.v[i].op != STEP_MATCH))
			continue;
		if (n->op.n && (n->op.p[0] == '<' || n->op.p[0] == '>'))
			return true;
		if (name_has(n->text, words))
			return true;
	}
	return f->steps.n > 0 &&
	       mentions_one(f->node->text, (const char *const[]){ "select {", NULL });
}

static void
follow_torn(struct unit *u, struct function *f, uint32_t key)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .alias = { key }, .aliases = 1, .flags = FLAG_CONNECTED };
	bool closes = false, keeps = false, frees = false, counted = false;
	bool gives = gives_back(f->name); /* by its name it is the pool's now */
	unsigned told = 0;		  /* what it returns when it has taken it */
	const struct outcome *lost = NULL;
	struct walk w;

	if (function_ends_param(u, f, key_root(key_text(u, key))) ||
	    !name_may_connect(u, f, key_text(u, key)) ||
	    param_is_plain(u, f, key_root(key_text(u, key))))
		return;
	walk_begin(&w, u, f);
	w.summary = true;
	w.given = true;
	s.step = f->entry;
	walk_from(&w, &s, EVENT_GIVEN, f->node->line, NULL);
	walk_all(&w);
	for (size_t i = 0; i < w.outcomes.n; i++)
		if (w.outcomes.v[i].state.status != STATUS_OPEN)
			told |= w.outcomes.v[i].state.returned;
	if (!is_kept_by_callers(u, f))
		told = SIGN_ANY;
	for (size_t i = 0; i < w.outcomes.n; i++) {
		const struct outcome *o = &w.outcomes.v[i];

		closes |= o->state.status == STATUS_CLOSED;
		keeps |= o->state.status == STATUS_GONE;
		counted |= o->state.flags & FLAG_COUNTED;
		if (o->state.status != STATUS_OPEN ||
		    o->state.flags & (FLAG_RAISED | FLAG_DEFERRED | FLAG_LOST | FLAG_SPUN) ||
		    (o->state.returned && (!gives || !(o->state.returned & told))))
			continue;
		frees |= o->state.flags & FLAG_FREED;
		if (!lost || o->state.flags & FLAG_FREED)
			lost = o;
	}
	if ((closes || (gives && asks_for_room(f))) && lost && (keeps || frees) && !counted &&
	    !w.overflow) {
		struct leak_wish q = { .walk = &w, .o = lost, .confidence = 0.7 };

		q.handle = str_copy(u->kept, key_text(u, key));
		leak_tell(&q);
	}
	arena_reset(u->scratch, mark);
}

void
look_for_torn(struct unit *u, struct function *f)
{
	uint32_t done = 0;

	if (u->language->traits & (TRAIT_DROPS | TRAIT_CALLED_BACK))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject;
		uint32_t key;

		if (!r || r->effect != EFFECT_CLOSE || r->at == AT_ANY)
			continue;
		subject = call_subject(st->node, r->at);
		key = subject ? key_of(u, subject) : 0;
		if (!key || key == done || !function_has_param(f, key_root(key_text(u, key))) ||
		    str_eq(key_root(key_text(u, key)), f->self))
			continue;
		done = key;
		follow_torn(u, f, key);
	}
	/* put(c): the pool takes it, or is full */
	for (size_t i = 0; i < f->params.n && gives_back(f->name); i++)
		if (f->params.n <= 3 && is_connection_like(f->params.v[i]) &&
		    !str_eq(f->params.v[i], f->self) && key_id(u, f->params.v[i]) != done)
			follow_torn(u, f, key_id(u, f->params.v[i]));
}

/*
 * It closes where it fails, and keeps it in what it was passed where it does well: a
 * failure that does neither, after it was kept, leaves it to who thinks that there is none.
 */
static const struct outcome *
lost_in_field(const struct walk *w, unsigned failed)
{
	const struct outcome *lost = NULL;
	bool well = false;
	uint32_t at = 0;

	for (size_t i = 0; i < w->outcomes.n; i++) {
		const struct outcome *o = &w->outcomes.v[i];
		uint32_t line = wish_leaving_line(&(struct leak_wish){ .walk = w, .o = o });

		if (o->state.status != STATUS_GONE ||
		    o->state.flags & (FLAG_RAISED | FLAG_DEFERRED))
			continue;
		if (!(o->state.flags & FLAG_FIELDED))
			return NULL;
		if (!(o->state.returned & failed)) {
			well = true;
		} else if (o->state.returned != failed || (lost && line != at) || !line) {
			return NULL;
		} else {
			lost = o;
			at = line;
		}
	}
	return well ? lost : NULL;
}

/*
 * Where a function closes what it got on two ways out and more, it has it to close:
 * a single other way that leaves it open, with a result that no caller could tell
 * from the others', is an oversight.
 */
static void
follow_outlier(struct unit *u, struct function *f, uint32_t key, uint32_t step)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .alias = { key }, .aliases = 1, .flags = FLAG_CONNECTED, .step = step };
	const struct outcome *open = NULL, *lost;
	uint32_t open_at = 0;
	unsigned others = 0, told = 0, failed = 0;
	bool is_void = true;
	struct walk w;

	if (function_ends_param(u, f, key_root(key_text(u, key))) ||
	    !name_may_connect(u, f, key_text(u, key)) ||
	    param_is_plain(u, f, key_root(key_text(u, key))))
		return;
	walk_begin(&w, u, f);
	w.summary = w.given = w.ended_here = true;
	walk_from(&w, &s, EVENT_NONE, 0, NULL);
	walk_all(&w);
	for (size_t i = 0; i < w.outcomes.n; i++)
		if (w.outcomes.v[i].state.status == STATUS_CLOSED)
			failed |= w.outcomes.v[i].state.returned;
	for (size_t i = 0; i < w.outcomes.n; i++) {
		const struct outcome *o = &w.outcomes.v[i];
		uint32_t line = wish_leaving_line(&(struct leak_wish){ .walk = &w, .o = o });

		if (o->state.flags & FLAG_RAISED)
			continue;
		/* it is kept where all goes well, and who calls can tell */
		if (o->state.status == STATUS_GONE && failed && o->state.returned &&
		    !(o->state.returned & failed))
			continue;
		is_void &= o->state.returned == 0;
		if (o->state.status == STATUS_CLOSED || o->state.flags & FLAG_DEFERRED) {
			told |= o->state.returned;
		} else if (o->state.status == STATUS_GONE || !line) {
			others += 2; /* it lives on, as it does where the function just ends */
		} else if (o->state.reason != REASON_AGAIN && (!open || line != open_at)) {
			open = o;
			open_at = line;
			others++;
		}
	}
	/* a way on which there was nothing now; one may also come to the other by it */
	for (size_t i = 0; i < w.outcomes.n; i++) {
		const struct outcome *o = &w.outcomes.v[i];
		uint32_t line = wish_leaving_line(&(struct leak_wish){ .walk = &w, .o = o });

		if (o->state.status == STATUS_OPEN && !(o->state.flags & FLAG_RAISED) &&
		    o->state.reason == REASON_AGAIN && line != open_at)
			others += 2;
	}
	if (!open && told && (lost = lost_in_field(&w, told)) != NULL) {
		struct leak_wish q = { .walk = &w, .o = lost, .confidence = 0.65 };

		q.handle = str_copy(u->kept, key_text(u, key));
		leak_tell(&q);
	}
	if (w.closers.n >= 2 && others == 1 && open && !w.overflow &&
	    !(open->state.flags & (FLAG_LOST | FLAG_SPUN)) &&
	    (is_void || open->state.returned & told)) {
		struct leak_wish q = { .walk = &w, .o = open, .confidence = 0.7 };

		q.handle = str_copy(u->kept, key_text(u, key));
		leak_tell(&q);
	}
	arena_reset(u->scratch, mark);
}

/* Where name gets its value, NOWHERE: more than once, or from where it is known. */
static uint32_t
step_behind_value(const struct function *f, struct str name)
{
	uint32_t at = NOWHERE;

	if (function_has_param(f, name))
		return f->entry;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op != STEP_SET || !st->dst || !str_eq(st->dst->text, name))
			continue;
		if (at != NOWHERE || !st->src)
			return NOWHERE;
		at = st->next;
	}
	return at;
}

void
look_for_outliers(struct unit *u, struct function *f)
{
	uint32_t done[8];
	size_t n = 0;

	if (u->language->traits & (TRAIT_DROPS | TRAIT_CALLED_BACK))
		return;
	for (size_t i = 0; i < f->steps.n && n < COUNT_OF(done); i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject;
		struct str name, root;
		uint32_t key, step;
		bool again = false;

		if (!r || r->effect != EFFECT_CLOSE || r->at == AT_ANY)
			continue;
		subject = call_subject(st->node, r->at);
		key = subject ? key_of(u, subject) : 0;
		name = key_text(u, key);
		for (size_t k = 0; k < n; k++)
			again |= done[k] == key;
		root = key_root(name);
		if (!key || again || str_eq(root, f->self) || map_get(&u->globals, root) ||
		    (root.n != name.n && function_has_param(f, root)) ||
		    handle_origin(u, f, name, 0) == MADE_HERE)
			continue;
		done[n++] = key;
		step = step_behind_value(f, root);
		if (step != NOWHERE)
			follow_outlier(u, f, key, step);
	}
}
