/*
 * walk_helper.c - calls of this text's functions: what those do with the handle
 */
#include "code/walk_parts.h"

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

		size_t at = i + shift;

		if (arg->kind == NODE_PAIR && arg->a && arg->b) { /* copy(source=a, to=b) */
			for (size_t p = 0; p < f->params.n; p++)
				if (str_eq(f->params.v[p], arg->a->text))
					at = p;
			arg = arg->b;
		}
		id = key_of(u, arg);
		k = key_text(u, id);
		if (!id)
			continue;
		if (key_within(key, k))
			return key_joined(u, f->params.v[at], str_from_pos(key, k.n));
		if (key_within(k, key))
			return key_id(u, f->params.v[at]);
	}
	if (receiver && f->self.n) {
		struct str k = key_text(u, key_of(u, receiver));

		if (k.n && key.n > k.n && key_within(key, k) &&
		    u->language->traits & TRAIT_FIELDS_BARE && key.p[k.n] == '.')
			return key_id(u, str_from_pos(key, k.n + 1)); /* l.socket is its socket */
		if (k.n && key_within(key, k))
			return key_joined(u, f->self, str_from_pos(key, k.n));
	}
	/* a field without its object, of the same class; a closure's outer names */
	if ((u->language->traits & TRAIT_FIELDS_BARE && !receiver) || !f->name.n || f->outer) {
		struct str root = key_root(key);

		for (size_t i = 0; i < f->params.n; i++)
			if (str_eq(f->params.v[i], root))
				return 0;
		/* what is declared where the call stands, another method cannot name */
		if (f->name.n && !f->outer && call->in &&
		    name_is_local(u, u->functions.v[call->in - 1], root))
			return 0;
		return key_id(u, key);
	}
	return 0;
}

/* The first alias that this call passes to f, as f calls it. */
uint32_t
walk_alias_passed(struct walk *w, const struct state *s, const struct node *call,
		  struct function *f)
{
	for (unsigned i = 0; i < s->aliases; i++) {
		uint32_t key = key_passed(w->u, call, f, key_text(w->u, s->alias[i]));

		if (key)
			return key;
	}
	return 0;
}

/* The signs of what it returns both where it has closed and where it has not. */
static unsigned
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
	return closed_by & open_by;
}

/* memset(n, 0, …), n->rd = fdopen(…): it makes what is in there itself. */
static bool
fills_argument(struct unit *u, const struct function *f, uint32_t key)
{
	struct str root = key_root(key_text(u, key));

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op == STEP_CALL && str_eq(call_name(st->node), STR("memset")) &&
		    st->node->n &&
		    str_eq(key_root(key_text(u, key_of(u, st->node->kids[0]))), root))
			return true;
	}
	return false;
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

static bool
closes_on_a_path(const struct summary *sum)
{
	for (size_t i = 0; i < sum->endings.n; i++)
		if (sum->endings.v[i].status == STATUS_CLOSED)
			return true;
	return false;
}

/* pool._back(link): what gives back is not thought to fail. */
static bool
gives_back(struct str name)
{
	return name_has(name,
			(const char *const[]){ "back", "put", "release", "giveback", "recycle",
					       "checkin", "restore", "give", NULL });
}

/* gather(pump(a, b), …): a coroutine that is not awaited here throws nothing here. */
static bool
is_only_begun(const struct unit *u, const struct function *f, const struct node *call)
{
	size_t at = (size_t)(call->text.p - u->text.p);

	return f->is_async && u->language->traits & TRAIT_METHOD_SELF && at <= u->text.n &&
	       !str_ends(str_trim_right(str_sub(u->text, 0, at)), STR("await"));
}

void
walk_helper(struct walk *w, uint32_t at, struct state s, const struct step *st, struct function *f,
	    uint32_t key)
{
	const struct summary *sum = summary_of_call(w->u, f, key, st->node);
	unsigned torn;

	if (s.status == STATUS_GONE && s.flags & FLAG_FIELDED && function_closes(w->u, f, 0))
		s.status = STATUS_CLOSED; /* conn_free(c), which has it */
	if (s.status != STATUS_OPEN) {	  /* what was closed before stays closed */
		walk_on(w, s, at, st->next);
		return;
	}
	if (sum->sleeps && !w->slow && s.reason == REASON_NONE)
		w->slow = st;
	if (sum->reads && !w->read)
		w->read = st;
	if (sum->unknown) {
		walk_on(w, s, at, st->next);
		return;
	}
	/* create_task(ticks(writer)): it goes on beside this function, and never closes */
	if (f->is_async && is_only_begun(w->u, w->f, st->node) && !ends_it(sum) &&
	    !function_closes(w->u, f, 0)) {
		walk_on(w, s, at, st->next);
		return;
	}
	/* self.drop(fd), which looks the handle up and closes it */
	if (s.reason > REASON_AGAIN && !ends_it(sum) &&
	    name_has(call_name(st->node), closing_words) && function_closes(w->u, f, 0)) {
		walk_closed(w, &s, st->line);
		walk_on(w, s, at, st->next);
		return;
	}
	/* end(key, why), which leaves the listener alone: it closes what has failed */
	if (s.reason > REASON_AGAIN && closes_on_a_path(sum) &&
	    name_has(call_name(st->node), closing_words) &&
	    !name_has(call_name(st->node), (const char *const[]){ "put", "done", NULL })) {
		walk_closed(w, &s, st->line);
		walk_on(w, s, at, st->next);
		return;
	}
	/* mark_dead(fd): a sweep closes it later */
	if (s.reason > REASON_AGAIN && !ends_it(sum) && w->u->has_close &&
	    name_has(call_name(st->node), later_words)) {
		s.status = STATUS_GONE;
		walk_on(w, s, at, st->next);
		return;
	}
	torn = fills_argument(w->u, f, key) ? 0 : is_torn(sum);
	/* a method that ends its own object on one path does not own it: who has the object does */
	if (torn && !w->summary && !(f->self.n && str_eq(key_text(w->u, key), f->self))) {
		if (!f->owned.n || f->closed_by)
			f->closed_by |= torn;
		function_owns(w->u, f, key);
	}
	for (size_t i = 0; i < sum->endings.n; i++) {
		const struct ending *e = &sum->endings.v[i];
		struct state t = s;
		bool raised = e->flags & FLAG_RAISED;
		uint32_t to;
		enum event ev = EVENT_PASSED;

		if (raised && (is_only_begun(w->u, f, st->node) || gives_back(call_name(st->node))))
			continue;
		t.status = e->flags & FLAG_DEFERRED || torn ? STATUS_CLOSED : e->status;
		if (e->flags & (FLAG_READ | FLAG_WROTE))
			t.flags |= FLAG_USED;
		if (e->flags & FLAG_STORED)
			t.flags |= FLAG_STORED;
		t.flags |= e->flags &
			   (FLAG_UNREGISTERED | FLAG_WROTE | FLAG_READ | FLAG_HALF | FLAG_BOUND |
			    FLAG_CERTAIN | FLAG_RAISED | FLAG_CONNECTED | FLAG_SETTLED);
		if (e->reason != REASON_NONE) {
			t.reason = e->reason;
			ev = e->reason == REASON_END ? EVENT_END_SEEN : EVENT_ERROR_SEEN;
		}
		w->surely_ended |= t.status == STATUS_CLOSED && sum->surely_ended;
		if (t.status == STATUS_CLOSED && w->closers.n < 8)
			vec_push(w->u->scratch, &w->closers, st->line);
		fact_set(&t, key_of(w->u, st->node), e->returned ? e->returned : SIGN_ANY,
			 (enum role)e->role);
		if (e->flags & FLAG_FREED && e->status == STATUS_OPEN) {
			t.flags |= FLAG_FREED;
			t.status = STATUS_OPEN;
			vec_push(w->u->scratch, &w->trail,
				 ((struct trail){ .state = t,
						  .parent = at,
						  .event = EVENT_FREED,
						  .line = e->freed_line,
						  .node = st->node,
						  .in = f }));
			walk_end(w, t, (uint32_t)w->trail.n - 1, st->line);
			continue;
		}
		t.step = raised ? st->raise : st->next;
		if (t.step == NOWHERE || (t.status != STATUS_OPEN && !w->summary))
			continue;
		if (ev == EVENT_PASSED && e->removed_line && t.status == STATUS_OPEN) {
			to = walk_push(w, &t, at, EVENT_REMOVED, e->removed_line, st->node);
			if (to != NOWHERE)
				w->trail.v[to].in = f;
			continue;
		}
		to = walk_push(w, &t, at, ev, e->reason_line ? e->reason_line : st->line, st->node);
		if (to != NOWHERE)
			w->trail.v[to].in = e->reason_in ? e->reason_in : f;
	}
}
