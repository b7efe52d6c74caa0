/*
 * walk_call.c - what a call does to a handle: who is asked
 *
 * By its effect's row (walk_effects.c), by the function of this text that it calls
 * (walk_helper.c), or by what its name and its arguments say (walk_unknown.c).
 */
#include "code/walk_parts.h"

/* pool.destroy(c): what is ended is the argument, not the receiver that the row speaks of. */
static bool
passes_it(struct walk *w, const struct state *s, const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (state_relation(w->u, s, call->kids[i]) == SAME)
			return true;
	return false;
}

/* fclose(p->in), where the text says p->in = fdopen(p->fd): the stream closes what it is of. */
static bool
closes_stream_of_it(struct walk *w, const struct state *s, const struct node *call)
{
	struct str k = call->n ? key_text(w->u, key_of(w->u, call->kids[0])) : (struct str){ 0 };

	if (!text_says(w->u, STR("fdopen(")) || key_root(k).n == k.n)
		return false;
	for (unsigned i = 0; i < s->aliases; i++)
		if (str_eq(key_root(key_text(w->u, s->alias[i])), key_root(k)))
			return true;
	return false;
}

/* resolve(…), cb(err): who waits for the outcome has it from here on. */
static bool
is_settling(const struct walk *w, const struct node *call)
{
	static const char *const names[] = { "resolve", "reject", "cb",	 "callback", "done", "next",
					     "ok",	"fail",	  "res", "rej",	     NULL };
	const struct function *f = w->f;
	struct str name = call_name(call);

	if (!(w->u->language->traits & TRAIT_CALLED_BACK) || call_receiver(call))
		return false;
	for (const char *const *p = names; *p; p++)
		if (str_eq(name, str_from(*p)))
			for (; f; f = f->outer)
				for (size_t i = 0; i < f->params.n; i++)
					if (str_eq(f->params.v[i], name))
						return true;
	return false;
}

/* T(…) of C++, where T has a destructor that closes. */
static bool
is_made_object(struct unit *u, struct function *f, const struct node *call)
{
	return !strcmp(u->language->name, "cpp") && f->of_class.n && str_eq(f->of_class, f->name) &&
	       str_eq(call_name(call), f->name) && u->has_close && text_says(u, STR("~"));
}

/* conn.Close(), where the handle is a channel of conn's */
bool
walk_ends_parent(const struct walk *w, const struct node *call)
{
	const struct node *of = call->kind == NODE_CALL ? call_receiver(call) : NULL;

	return w->parent && of && key_of(w->u, of) == w->parent &&
	       name_has(call_name(call), (const char *const[]){ "close", "disconnect", "shutdown",
								"quit", "end", "destroy", NULL });
}

/* A request to another server, a query: the answer takes as long as it takes. */
static bool
asks_another(const struct effect_row *r)
{
	return r->at == AT_RESULT && (r->effect == EFFECT_BODY ||
				      (r->effect == EFFECT_LEASE && !strncmp(r->name, "Query", 5)));
}

/* wrap_socket(raw, server_side=True) waits for the peer's part of the handshake. */
static bool
shakes_hands(const struct effect_row *r, const struct node *call)
{
	return r->effect == EFFECT_WRAP && !strcmp(r->name, "wrap_socket") &&
	       str_has(call->text, STR("server_side")) &&
	       !str_has(call->text, STR("do_handshake_on_connect=False"));
}

/* Go's ch <- c, ch <- result{c, err}: who receives it has it. */
static bool
is_sent(struct walk *w, const struct state *s, const struct node *call)
{
	for (uint32_t i = 0; i < call->n && str_eq(call->op, STR("<-")); i++) {
		enum relation r = state_relation(w->u, s, call->kids[i]);

		if (r == SAME || r == WHOLE)
			return true;
	}
	return false;
}

bool
call_takes_from(struct unit *u, const struct node *call, struct str table)
{
	const struct effect_row *r = call_effect(u, call);
	const struct node *on = call_receiver(call);

	return r && r->effect == EFFECT_REMOVE && on && table.n && str_eq(on->text, table);
}

/* waiting.pop(no).close(), and a table has it */
static bool
closes_out_of_table(const struct state *s, const struct node *call)
{
	static const char *const takes[] = { "pop", "remove", "get", "take", "popleft", NULL };
	const struct node *on = call_receiver(call);

	return s->flags & FLAG_STORED && on && on->kind == NODE_CALL && call_receiver(on) &&
	       name_has(call_name(on), takes);
}

/*
 * waiting[no] = conn; work.put_nowait(no): who was to take it out of the table by its number
 * never hears of it where the queue is full, unless somebody goes through the whole table.
 */
static bool
offers_its_key(struct walk *w, const struct state *s, const struct node *call)
{
	for (size_t i = 0; i < w->f->steps.n && call->n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct node *table = st->op == STEP_SET && st->dst ? st->dst : NULL;

		if (!table || table->kind != NODE_INDEX || !table->b || !table->a || !st->src ||
		    table->b->kind != NODE_NAME || state_relation(w->u, s, st->src) == UNRELATED ||
		    !str_has(call->kids[0]->text, table->b->text))
			continue;
		return !table_may_be_swept(w->u, table->a->text);
	}
	return false;
}

/* sscanf(p, "%c", &state): what it was set to before is not known any more. */
static void
forget_written(struct walk *w, struct state *s, const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++) {
		const struct node *arg = call->kids[i];

		if (arg->kind == NODE_UNARY && str_eq(arg->op, STR("&")) && arg->a &&
		    arg->a->kind == NODE_NAME)
			fact_drop(s, key_of(w->u, arg->a));
	}
}

static bool
takes_out(struct unit *u, const struct node *n)
{
	const struct effect_row *r = n && n->kind == NODE_CALL ? call_effect(u, n) : NULL;

	return r && r->effect == EFFECT_REMOVE;
}

/* shut(links.remove(k)), links.remove(k).close(): what comes out of the table is ended. */
static bool
ends_what_is_removed(struct walk *w, const struct node *call)
{
	bool out = takes_out(w->u, call_receiver(call));
	struct function *f;

	for (uint32_t i = 0; i < call->n; i++)
		out |= takes_out(w->u, call->kids[i]);
	if (!out || call->kind != NODE_CALL)
		return false;
	f = call_function(w->u, w->f, call);
	return name_has(call_name(call), closing_words) || (f && function_closes(w->u, f, 0));
}

void
walk_call(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct effect_row *r = call_effect(w->u, st->node);
	struct function *f = NULL;
	enum relation rel = UNRELATED;
	uint32_t key;

	/* into_raw_fd() again, and nobody has what it gave before */
	if (r && r->at == AT_RESULT && s.flags & FLAG_FAILED &&
	    w->u->language->traits & TRAIT_DROPS && s.status == STATUS_OPEN && s.aliases == 1 &&
	    s.alias[0] == key_of(w->u, st->node)) {
		s.flags |= FLAG_LOST;
		walk_end(w, s, at, st->line);
		return;
	}
	/* Ok(fd): the same in a wrapping; where it goes is seen where that goes */
	if (w->u->language->traits & TRAIT_DROPS && !r && st->node->n == 1 &&
	    str_eq(call_name(st->node), STR("Ok")) &&
	    state_relation(w->u, &s, st->node->kids[0]) == SAME) {
		alias_add(&s, key_of(w->u, st->node));
		walk_on(w, s, at, st->next);
		return;
	}
	forget_written(w, &s, st->node);
	if (s.flags & FLAG_STORED && ends_what_is_removed(w, st->node))
		walk_closed(w, &s, st->line);
	if (is_settling(w, st->node))
		s.flags |= FLAG_SETTLED;
	if (w->table.n && call_takes_from(w->u, st->node, w->table)) {
		s.flags |= FLAG_UNREGISTERED;
		walk_on_with(w, s, at, st->next, EVENT_REMOVED, st->node);
		return;
	}
	if (w->pool.n && call_receiver(st->node) &&
	    str_eq(call_receiver(st->node)->text, w->pool) && passes_it(w, &s, st->node)) {
		walk_closed(w, &s, st->line);
		walk_on(w, s, at, st->next);
		return;
	}
	if (is_sent(w, &s, st->node)) {
		s.status = STATUS_GONE;
		walk_on(w, s, at, st->next);
		return;
	}

	if (!r || r->effect == EFFECT_NONE || r->effect == EFFECT_EXIT ||
	    ((r->effect == EFFECT_REMOVE || r->effect == EFFECT_CLOSE) && w->f->self.n &&
	     call_receiver(st->node) && str_eq(call_receiver(st->node)->text, w->f->self)))
		f = call_function(w->u, w->f, st->node);
	if (f && is_made_object(w->u, f, st->node) && passes_it(w, &s, st->node)) {
		s.status = STATUS_GONE; /* Socket(fd): its destructor closes */
		walk_on(w, s, at, st->next);
		return;
	}
	if (f && (key = walk_alias_passed(w, &s, st->node, f)) != 0) {
		walk_helper(w, at, s, st, f, key);
		return;
	}
	if (r && r->effect == EFFECT_EXIT && !f)
		return;
	if (r && r->effect == EFFECT_RAISE && !f) {
		s.flags |= FLAG_RAISED | FLAG_THROWN;
		if (st->raise != NOWHERE)
			walk_on_with(w, s, at, st->raise, EVENT_RAISED, st->node);
		return;
	}
	if (str_eq(call_name(st->node), STR("pthread_exit")) ||
	    str_eq(call_name(st->node), STR("thrd_exit"))) { /* as good as a return */
		walk_end(w, s, at, st->line);
		return;
	}
	/* not the pause of who could not accept, or was refused */
	if (r && (r->effect == EFFECT_SLEEP || asks_another(r) || shakes_hands(r, st->node)) &&
	    !w->slow && s.reason == REASON_NONE && !(s.flags & (FLAG_STORED | FLAG_CAUGHT)))
		w->slow = st;
	if (f && !w->slow && s.reason == REASON_NONE &&
	    !(w->u->language->typed && s.flags & FLAG_CAUGHT) && function_sleeps(w->u, f, 0))
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
	if (r && r->effect == EFFECT_OFFER && rel == UNRELATED && s.flags & FLAG_STORED &&
	    st->raise != NOWHERE && offers_its_key(w, &s, st->node)) {
		struct state full = s;

		full.flags |= FLAG_RAISED | FLAG_FAILED;
		walk_on_with(w, full, at, st->raise, EVENT_REFUSED, st->node);
		walk_on(w, s, at, st->next);
		return;
	}
	if (r && rel != UNRELATED) {
		if (r->effect == EFFECT_SPAWN && call_closure(st->node) &&
		    state_closure_uses(w->u, &s, call_closure(st->node)) &&
		    !walk_closure_ends(w, &s, call_closure(st->node))) {
			walk_on(w, s, at, st->next);
			return;
		}
		walk_effect(w, at, s, st, r, rel);
		return;
	}
	/* delete(conns, id): the table that had it has it no more */
	if (r && r->effect == EFFECT_REMOVE && s.flags & FLAG_STORED &&
	    !(w->u->language->traits & TRAIT_DROPS)) {
		walk_on_with(w, s, at, st->next, EVENT_REMOVED, st->node);
		return;
	}
	if (r && r->effect == EFFECT_CLOSE && rel == UNRELATED &&
	    (closes_out_of_table(&s, st->node) || closes_stream_of_it(w, &s, st->node) ||
	     walk_ends_parent(w, st->node)))
		walk_closed(w, &s, st->line);
	if (r && (r->effect == EFFECT_LOG || r->effect == EFFECT_FREE ||
		  (r->effect == EFFECT_CLOSE && !passes_it(w, &s, st->node)) ||
		  r->effect == EFFECT_BORROW)) {
		walk_on(w, s, at, st->next);
		return;
	}
	walk_unknown(w, at, s, st);
}
