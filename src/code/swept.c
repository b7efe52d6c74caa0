/*
 * swept.c - connections that are taken out of their table and stay open
 *
 * A table of this text has connections, or objects that have one. Whoever has one of
 * them in his hand and takes it out of the table was the last to know it, unless its
 * own end told him to: on that path it must be ended or handed on.
 */
#include "code/walk.h"

static const char *const sockets[] = { "sock",	 "socket",   "conn", "connection", "ws",
				       "client", "upstream", "peer", "writer",	   NULL };

/* In an object with other things: a command's stream is none. */
static const char *const parts[] = { "sock",	 "socket", "conn",   "connection", "ws",
				     "upstream", "peer",   "writer", NULL };

struct sweep {
	struct unit *u;
	struct function *f;
	struct str table;
	uint32_t key; /* of the one in hand */
	uint32_t step, line;
	bool taken; /* by what takes it out: shift(), pop() */
};

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static const struct node *
only(const struct node *n)
{
	while (n && (n->kind == NODE_LIST || n->kind == NODE_OTHER) && n->n == 1 && !n->a && !n->b)
		n = n->kids[0];
	return n;
}

/* ---- what a table has ---- */

/* this.clients, of what is a client */
static bool
is_plural_of_sockets(struct str table)
{
	size_t dot = str_rindex(table, '.');

	if (dot != SIZE_MAX)
		table = str_from_pos(table, dot + 1);
	return table.n > 2 && table.p[table.n - 1] == 's' &&
	       (name_has(str_sub(table, 0, table.n - 1), parts) || str_ends(table, STR("lients")));
}

static bool
is_param(const struct function *f, struct str name)
{
	for (size_t i = 0; i < f->params.n; i++)
		if (str_eq(f->params.v[i], name))
			return true;
	return false;
}

/* const session = http2.connect(origin), whatever it is called. */
static bool
is_connected_here(struct unit *u, const struct function *f, struct str name)
{
	for (size_t i = 0; f && i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *src = st->op == STEP_SET ? only(st->src) : NULL;
		const struct effect_row *r;

		if (!src || !st->dst || !str_eq(st->dst->text, name) ||
		    (src->kind != NODE_CALL && src->kind != NODE_NEW))
			continue;
		r = call_effect(u, src);
		if (r && r->at == AT_RESULT &&
		    (r->effect == EFFECT_CONNECT || r->effect == EFFECT_CLIENT))
			return true;
	}
	return false;
}

/* A value that speaks of a connection: the name of one, or an object with one in it. */
static bool
speaks_of_socket(struct unit *u, const struct function *f, const struct node *value,
		 struct str table, unsigned depth)
{
	value = only(value);
	if (!value || depth > 2 || value->kind == NODE_STRING || value->kind == NODE_NUMBER)
		return false;
	if (value->kind == NODE_NAME) {
		if (name_has(value->text, sockets) ||
		    (is_plural_of_sockets(table) && f && is_param(f, value->text)))
			return true;
		for (const struct function *g = f; g; g = g->outer)
			for (size_t i = 0; i < g->owned.n; i++)
				if (str_eq(key_text(u, g->owned.v[i]), value->text))
					return true;
		for (size_t i = 0; f && i < f->steps.n; i++) {
			const struct step *st = &f->steps.v[i];

			if (st->op == STEP_SET && st->dst && st->src &&
			    str_eq(st->dst->text, value->text) &&
			    speaks_of_socket(u, f, st->src, table, depth + 1))
				return true;
		}
		return false;
	}
	if (value->kind == NODE_LITERAL || value->kind == NODE_NEW) {
		for (uint32_t i = 0; i < value->n; i++) {
			const struct node *k = value->kids[i];

			if (k->kind == NODE_PAIR)
				k = k->b;
			if (k && k->kind == NODE_NAME &&
			    (name_has(k->text, parts) || is_connected_here(u, f, k->text)))
				return true;
		}
	}
	return false;
}

/* t.set(k, v), t.push(v), t[k] = v: v, NULL: it stores nothing in this table. */
static const struct node *
stored_value(struct unit *u, const struct step *st, struct str table)
{
	static const char *const adders[] = { "set", "add", "push", "append", "unshift", NULL };

	if (st->op == STEP_CALL && st->node->kind == NODE_CALL && st->node->n) {
		const struct node *on = call_receiver(st->node);

		for (const char *const *p = adders; on && *p; p++)
			if (str_eq(call_name(st->node), str_from(*p)) && str_eq(on->text, table))
				return st->node->kids[st->node->n - 1];
	}
	if (st->op == STEP_SET && st->dst && st->dst->kind == NODE_INDEX && st->dst->a &&
	    str_eq(st->dst->a->text, table))
		return st->src;
	(void)u;
	return NULL;
}

static bool
has_sockets(struct unit *u, struct str table)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		if (!str_has(f->node->text, table))
			continue;
		flow_build(u->arena, u->language, f);
		for (size_t k = 0; k < f->steps.n; k++)
			if (speaks_of_socket(u, f, stored_value(u, &f->steps.v[k], table), table,
					     0))
				return true;
	}
	return false;
}

/* ---- its own end told him ---- */

static const char *const ends[] = {
	"'close'",   "\"close\"",    "'end'",	       "\"end\"",	  "'error'", "\"error\"",
	"'aborted'", "'disconnect'", "\"disconnect\"", "connection_lost", NULL
};

/* .on('close', () => …), or a method that such a closure calls. */
static bool
is_told_of_end(struct unit *u, const struct function *f, unsigned depth)
{
	for (; f; f = f->outer) {
		size_t at = (size_t)(f->node->text.p - u->text.p);
		struct str before;

		if (!f->name.n && at <= u->text.n) {
			before = str_sub(u->text, at > 32 ? at - 32 : 0, at > 32 ? 32 : at);
			if (mentions_one(before, ends) || has(before, "onclose") ||
			    has(before, "onerror"))
				return true;
		}
		if (!f->name.n || depth > 2)
			continue;
		if (mentions_one(f->name, ends))
			return true;
		for (struct str rest = u->text, line; str_line(&rest, &line);)
			if (str_has(line, f->name) && mentions_one(line, ends))
				return true;
		for (size_t i = 0; i < u->functions.n; i++) {
			struct function *g = u->functions.v[i];

			if (g == f || !str_has(g->node->text, f->name))
				continue;
			flow_build(u->arena, u->language, g);
			for (size_t k = 0; k < g->steps.n; k++)
				if (g->steps.v[k].op == STEP_CALL &&
				    str_eq(call_name(g->steps.v[k].node), f->name) &&
				    (function_closes(u, g, 0) || is_told_of_end(u, g, depth + 1)))
					return true;
		}
	}
	return false;
}

/* ---- paths ---- */

static bool
removes(struct unit *u, const struct step *st, struct str table)
{
	return st->op == STEP_CALL && st->node->kind == NODE_CALL &&
	       call_takes_from(u, st->node, table);
}

/* if (s.destroyed) t.delete(k): it was over before. */
static bool
is_over(const struct walk *w, uint32_t at)
{
	static const char *const over[] = { "destroyed", "closed",  "readyState", "writable",
					    "ended",	 "dead",    "gone",	  "is_closing",
					    "finished",	 "closing", "fileno",	  NULL };

	for (; at != NOWHERE; at = w->trail.v[at].parent) {
		const struct step *st = &w->f->steps.v[w->trail.v[at].state.step];

		if (st->op == STEP_TEST && st->node && mentions_one(st->node->text, over))
			return true;
	}
	return false;
}

static void
tell(const struct sweep *q, uint32_t line)
{
	struct unit *u = q->u;
	struct code_finding *n;

	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line == line &&
		    !strcmp(u->report->findings.v[i].id, "close-wait-leak"))
			return;
	n = finding_add(u, "close-wait-leak", line, q->f, 0.7);
	n->handle = str_copy(u->kept, key_text(u, q->key));
	n->message = str_printf(u->kept,
				"'" STR_F "' is taken out of its table and not closed: nobody "
				"knows this connection any more",
				STR_A(n->handle));
	n->fix = STR("Close it before it is forgotten.");
	finding_step(u, n, q->line, "'" STR_F "' is one of '" STR_F "'", STR_A(n->handle),
		     STR_A(str_copy(u->kept, q->table)));
	finding_step(u, n, line, "forgotten here, and left open");
}

/* From where one of the table is in hand: a path that removes it, and leaves it open. */
static void
follow(const struct sweep *q)
{
	struct unit *u = q->u;
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = {
		.alias = { q->key }, .aliases = 1, .flags = FLAG_CONNECTED, .step = q->step
	};
	uint32_t line = 0;
	struct walk w;

	walk_begin(&w, u, q->f);
	w.summary = w.given = true;
	w.table = q->table;
	walk_from(&w, &s, EVENT_GIVEN, q->line, NULL);
	if (!walk_all(&w))
		w.outcomes.n = 0;
	for (size_t i = 0; i < w.outcomes.n && !line; i++) {
		const struct outcome *o = &w.outcomes.v[i];

		if (o->state.status != STATUS_OPEN || o->state.flags & FLAG_RAISED ||
		    !(o->state.flags & (q->taken ? FLAG_LOST : FLAG_UNREGISTERED)))
			continue;
		for (uint32_t at = o->trail; at != NOWHERE && !line; at = w.trail.v[at].parent) {
			const struct step *st = &w.f->steps.v[w.trail.v[at].state.step];

			if (q->taken ? w.trail.v[at].event == EVENT_BRANCH
				     : removes(u, st, q->table))
				line = is_over(&w, at) ? 0
				       : q->taken      ? w.trail.v[at].line
						       : st->line;
			if (q->taken && !line && w.trail.v[at].parent == NOWHERE &&
			    !is_over(&w, o->trail))
				line = q->line; /* it is the next one's turn */
		}
	}
	arena_reset(u->scratch, mark);
	if (line)
		tell(q, line);
}

/* The last name of [id, s], of { sock }; of s itself. */
static struct str
last_name(const struct node *n, unsigned depth)
{
	struct str s = { NULL, 0 };

	if (!n || depth > 6)
		return s;
	if (n->kind == NODE_NAME)
		return n->text;
	for (uint32_t i = n->n; i-- && !s.n;)
		s = last_name(n->kids[i], depth + 1);
	if (!s.n && n->b)
		s = last_name(n->b, depth + 1);
	if (!s.n && n->a)
		s = last_name(n->a, depth + 1);
	return s;
}

/* t, of t.entries(), [...t], Array.from(t), list(t.items()) */
static struct str
table_gone_through(const struct node *over)
{
	for (unsigned depth = 0; over && depth < 5; depth++) {
		const struct node *on = over->kind == NODE_CALL ? call_receiver(over) : NULL;

		if (over->kind == NODE_NAME || over->kind == NODE_FIELD)
			return over->text;
		if (over->kind == NODE_CALL && over->n == 1 &&
		    (!on || str_eq(on->text, STR("Array"))))
			over = over->kids[0];
		else if (over->kind == NODE_CALL)
			over = on;
		else
			over = over->n == 1 ? over->kids[0] : over->a;
	}
	return (struct str){ NULL, 0 };
}

static bool
removes_here(struct unit *u, const struct function *f, struct str table)
{
	for (size_t i = 0; i < f->steps.n; i++)
		if (removes(u, &f->steps.v[i], table))
			return true;
	return false;
}

static void
look(struct unit *u, struct function *f, struct str table, struct str one, uint32_t step,
     uint32_t line, bool taken)
{
	struct sweep q = {
		.u = u, .f = f, .table = table, .step = step, .line = line, .taken = taken
	};

	if (!table.n || table.n > 60 || !one.n || step == NOWHERE || u->searches > SEARCHES_MAX ||
	    !(taken || (removes_here(u, f, table) && !is_told_of_end(u, f, 0))) ||
	    !has_sockets(u, table))
		return;
	if (u->searches++ > SEARCHES_MAX)
		return;
	q.key = key_id(u, one);
	follow(&q);
}

/* t.forEach((s, id) => …) */
static void
look_at_each_of(struct unit *u, const struct node *call)
{
	const struct node *closure = call->n ? call->kids[0] : NULL, *on = call_receiver(call);
	struct function *f;

	if (!str_eq(call_name(call), STR("forEach")) || !on || !closure || !closure->function)
		return;
	f = u->functions.v[closure->function - 1];
	flow_build(u->arena, u->language, f);
	if (f->params.n)
		look(u, f, table_gone_through(on), f->params.v[0], f->entry, closure->line, false);
}

void
look_at_swept_tables(struct unit *u)
{
	static const char *const gets[] = { "get", "shift", "pop", "popleft", NULL };

	if (!u->network || !(u->language->traits & TRAIT_CALLED_BACK))
		return;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		flow_build(u->arena, u->language, f);
		for (size_t k = 0; k < f->steps.n; k++) {
			const struct step *st = &f->steps.v[k];
			const struct node *src = st->op == STEP_SET ? only(st->src) : NULL;

			if (st->op == STEP_EACH && st->node->kind == NODE_FOREACH)
				look(u, f, table_gone_through(st->node->b),
				     last_name(st->node->a, 0), st->next, st->line, false);
			else if (st->op == STEP_CALL && st->node->kind == NODE_CALL)
				look_at_each_of(u, st->node);
			for (const char *const *p = gets;
			     src && src->kind == NODE_CALL && call_receiver(src) && st->dst && *p;
			     p++)
				if (str_eq(call_name(src), str_from(*p)))
					look(u, f, call_receiver(src)->text, last_name(st->dst, 0),
					     st->next, st->line, p != gets);
		}
	}
}
