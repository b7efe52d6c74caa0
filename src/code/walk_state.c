/*
 * walk_state.c - what is known at a step: names, values' signs, and how one got there
 */
#include "code/walk_parts.h"

#define STATES_MAX 2500

/* ---- facts ---- */

struct fact *
fact_find(struct state *s, uint32_t key)
{
	for (unsigned i = 0; i < s->facts; i++)
		if (s->fact[i].key == key)
			return &s->fact[i];
	return NULL;
}

void
fact_drop(struct state *s, uint32_t key)
{
	struct fact *f = fact_find(s, key);

	if (!f)
		return;
	*f = s->fact[--s->facts];
	s->fact[s->facts] = (struct fact){ 0 };
}

void
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

bool
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

void
alias_remove_at(struct state *s, unsigned i)
{
	s->alias[i] = s->alias[--s->aliases];
	s->alias[s->aliases] = 0;
}

/* socket, where the handle is this: its field, which is named without it. */
static bool
is_field_of_self(const struct unit *u, struct str k, struct str a)
{
	return u->language->traits & TRAIT_FIELDS_BARE && u->language->self &&
	       str_eq(a, str_from(u->language->self)) && map_get(&u->fields, key_root(k));
}

enum relation
state_key_relation(struct unit *u, const struct state *s, struct str k)
{
	enum relation r = UNRELATED;

	for (unsigned i = 0; i < s->aliases; i++) {
		struct str a = key_text(u, s->alias[i]);

		if (str_eq(a, k))
			return SAME;
		if (key_within(k, a) || is_field_of_self(u, k, a))
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

bool
state_closure_uses(struct unit *u, const struct state *s, const struct node *n)
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

bool
name_is_plain_data(struct str name)
{
	static const char *const names[] = { "StatusCode",
					     "Status",
					     "status",
					     "status_code",
					     "Header",
					     "headers",
					     "ok",
					     "statusCode",
					     "code",
					     "reason",
					     "url",
					     "rows",
					     "rowCount",
					     "ContentLength",
					     "name",
					     "id",
					     "len",
					     "used",
					     "off",
					     "addr",
					     "text",
					     "content",
					     "remoteAddress",
					     "remotePort",
					     "localAddress",
					     "localPort",
					     "bytesRead",
					     "bytesWritten",
					     "authorizationError",
					     "remoteFamily",
					     "encrypted",
					     "servername",
					     NULL };

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
		return state_closure_uses(u, s, n) ? WHOLE : UNRELATED;
	if (n->kind == NODE_STRING || n->kind == NODE_NUMBER ||
	    (n->kind == NODE_BINARY && !str_eq(n->op, STR("or")) && !str_eq(n->op, STR("||")) &&
	     !str_eq(n->op, STR("??"))))
		return UNRELATED;
	key = key_of(u, n);
	if (key)
		r = state_key_relation(u, s, key_text(u, key));
	if (r == PART && n->kind == NODE_FIELD && n->b && name_is_plain_data(n->b->text))
		return UNRELATED;
	if (r != UNRELATED || n->kind == NODE_CALL || n->kind == NODE_FIELD ||
	    n->kind == NODE_INDEX || n->kind == NODE_NAME)
		return r;
	for (uint32_t i = 0; i < n->n && r == UNRELATED; i++)
		r = relation_in(u, s, n->kids[i], depth + 1);
	if (r == UNRELATED && n->kind == NODE_NEW && n->d && state_closure_uses(u, s, n->d))
		return WHOLE; /* an object whose methods know it */
	if (r == UNRELATED && n->kind != NODE_PAIR && n->kind != NODE_NEW)
		r = relation_in(u, s, n->a, depth + 1);
	if (r == UNRELATED && n->kind != NODE_NEW)
		r = relation_in(u, s, n->b, depth + 1);
	if (r == UNRELATED && n->kind == NODE_CHOICE)
		r = relation_in(u, s, n->c, depth + 1);
	return r;
}

enum relation
state_relation(struct unit *u, const struct state *s, const struct node *n)
{
	return relation_in(u, s, n, 0);
}

/* ---- the trail ---- */

uint32_t
walk_push(struct walk *w, const struct state *s, uint32_t parent, enum event e, uint32_t line,
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
void
walk_on(struct walk *w, struct state s, uint32_t at, uint32_t to)
{
	s.step = to;
	if (s.status != STATUS_OPEN && !w->summary)
		return;
	walk_push(w, &s, at, EVENT_NONE, 0, NULL);
}

void
walk_on_with(struct walk *w, struct state s, uint32_t at, uint32_t to, enum event e,
	     const struct node *n)
{
	s.step = to;
	if (s.status != STATUS_OPEN && !w->summary)
		return;
	walk_push(w, &s, at, e, n ? n->line : 0, n);
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

void
walk_end(struct walk *w, struct state s, uint32_t at, uint32_t line)
{
	struct outcome o = { .trail = at, .line = line, .step = s.step, .state = s };

	/* a table knows it still, but who was to close it has refused it */
	if (s.flags & FLAG_FAILED &&
	    (w->u->language->traits & TRAIT_METHOD_SELF || w->u->language->typed))
		s.flags |= FLAG_USED;
	if (s.flags & FLAG_STORED && !(s.flags & FLAG_USED))
		o.state.status = s.status = s.status == STATUS_OPEN ? STATUS_GONE : s.status;
	if (s.flags & FLAG_COUNTED && !(s.flags & FLAG_FREED) && s.status == STATUS_OPEN)
		o.state.status = STATUS_GONE;
	if (s.flags & FLAG_IN_OBJECT && !(s.flags & FLAG_RAISED) && s.status == STATUS_OPEN)
		o.state.status = STATUS_GONE;
	find_reason(w, at, &o);
	if (w->outcomes.n < 400)
		vec_push(w->u->scratch, &w->outcomes, o);
}

void
walk_closed(struct walk *w, struct state *s, uint32_t line)
{
	s->status = STATUS_CLOSED;
	w->closed_well |= !(s->flags & (FLAG_RAISED | FLAG_CAUGHT));
	for (size_t i = 0; i < w->closers.n; i++)
		if (w->closers.v[i] == line)
			return;
	if (w->closers.n < 8)
		vec_push(w->u->scratch, &w->closers, line);
}
