/*
 * fate.c - who may still end what a table or a field keeps
 *
 * A table gives nobody a duty: what it keeps is ended by who takes it out, or goes
 * through it, and does so. Each mention of its name in the whole text is judged by what
 * becomes of the value there. Where all only add, count, look or forget, nobody ends it
 * by way of the table, and who put it there still has it to end. What goes where this
 * text does not look may be ended there.
 */
#include "code/unit.h"

#define DEPTH_MAX 7
#define VISITS_MAX 200000

enum what { VALUE, SEQUENCE /* of values */, TABLE };

/* A node, and what it stands in. */
struct up {
	const struct node *n;
	const struct up *up;
};

struct fate {
	struct unit *u;
	bool of_object; /* what it began with is a field */
	bool by_key;	/* only who goes through it all is asked for */
	unsigned visits;
};

static bool name_ends(struct fate *l, const struct node *within, struct function *f,
		      struct str name, enum what what, unsigned depth);
static bool value_ends(struct fate *l, const struct up *v, struct function *f, unsigned depth);
static bool sequence_ends(struct fate *l, const struct up *v, struct function *f, unsigned depth);

static bool
is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_eq(s, str_from(*names)))
			return true;
	return false;
}

static const struct node *
parent_of(const struct up *v)
{
	return v->up ? v->up->n : NULL;
}

/* Each name that dst gives a value to. */
static bool
names_end(struct fate *l, const struct node *dst, const struct node *within, struct function *f,
	  enum what what, unsigned depth)
{
	if (!dst)
		return false;
	if (dst->kind == NODE_NAME)
		return !str_eq(dst->text, STR("_")) &&
		       name_ends(l, within, f, dst->text, what, depth + 1);
	if (dst->kind == NODE_FIELD || dst->kind == NODE_INDEX)
		return true; /* kept elsewhere, too */
	for (uint32_t i = 0; i < dst->n; i++)
		if (names_end(l, dst->kids[i], within, f, what, depth))
			return true;
	return (dst->a && names_end(l, dst->a, within, f, what, depth)) ||
	       (dst->b && names_end(l, dst->b, within, f, what, depth));
}

/* What a function of another text hardly keeps or ends. */
static const char *const lookers[] = { "len",	     "str",	"repr",	   "print",	"bool",
				       "isinstance", "getattr", "hasattr", "id",	"type",
				       "format",     "sum",	"any",	   "all",	"max",
				       "min",	     "join",	"hash",	   "info",	"debug",
				       "warning",    "error",	"log",	   "exception", "fileno",
				       "int",	     "vars",	NULL };

/* v is an argument of call. */
static bool
passing_ends(struct fate *l, const struct node *call, struct function *f)
{
	const struct effect_row *r = call_effect(l->u, call);
	struct function *g;
	struct str name = call_name(call);

	if (r)
		return r->effect != EFFECT_READ && r->effect != EFFECT_WRITE &&
		       r->effect != EFFECT_WRITE_ALL && r->effect != EFFECT_BORROW &&
		       r->effect != EFFECT_LOG && r->effect != EFFECT_REMOVE &&
		       r->effect != EFFECT_SLEEP && r->effect != EFFECT_UNREGISTER;
	g = call_function(l->u, f, call);
	if (g)
		return function_closes(l->u, g, 0);
	return !is_one_of(name, lookers) && !name_has(name, looking_words);
}

/* v.name(…) */
static bool
method_ends(struct fate *l, const struct node *call, struct function *f)
{
	const struct effect_row *r = call_effect(l->u, call);
	struct str name = call_name(call);

	(void)f;
	if (r)
		return r->effect == EFFECT_CLOSE || r->effect == EFFECT_SPAWN ||
		       r->effect == EFFECT_WRAP || r->effect == EFFECT_HALF_CLOSE;
	if (name_has(name, closing_words))
		return true;
	for (size_t i = 0; i < l->u->functions.n; i++)
		if (str_eq(l->u->functions.v[i]->name, name) &&
		    function_closes(l->u, l->u->functions.v[i], 0))
			return true;
	return false;
}

static bool
starts_with(const struct node *n, const char *word)
{
	return str_starts(n->text, str_from(word));
}

/* for x in …, of a comprehension */
static bool
is_for_clause(const struct node *n)
{
	return n->kind == NODE_OTHER && n->n >= 2 &&
	       (starts_with(n, "for ") || starts_with(n, "async for "));
}

static bool
is_comprehension(const struct node *n)
{
	for (uint32_t i = 0; n->kind == NODE_OTHER && i < n->n; i++)
		if (is_for_clause(n->kids[i]))
			return true;
	return false;
}

static bool
value_ends(struct fate *l, const struct up *v, struct function *f, unsigned depth)
{
	const struct node *n = v->n, *p = parent_of(v), *call;

	if (!p || depth > DEPTH_MAX)
		return true;
	switch ((int)p->kind) {
	case NODE_FIELD:
		if (p->a != n)
			return false;
		call = parent_of(v->up);
		if (call && call->kind == NODE_CALL && call->a == p)
			return method_ends(l, call, f);
		return !name_is_plain_data(p->b ? p->b->text : p->text) &&
		       value_ends(l, v->up, f, depth);
	case NODE_INDEX:
		return p->a == n && value_ends(l, v->up, f, depth);
	case NODE_CALL:
		return p->a == n || passing_ends(l, p, f);
	case NODE_PAIR:
		call = parent_of(v->up);
		return p->b != n ? false
				 : !call || call->kind != NODE_CALL || passing_ends(l, call, f);
	case NODE_ASSIGN:
		if (p->a == n)
			return false;
		return p->b != n || !f || names_end(l, p->a, f->node, f, VALUE, depth);
	case NODE_BINARY:
		return (str_eq(p->op, STR("or")) || str_eq(p->op, STR("and"))) &&
		       value_ends(l, v->up, f, depth);
	case NODE_CHOICE3:
	case NODE_LIST:
		return value_ends(l, v->up, f, depth);
	case NODE_COMPARE:
	case NODE_UNARY:
	case NODE_IF:
	case NODE_WHILE:
	case NODE_STATEMENT:
	case NODE_BLOCK:
	case NODE_STRING:
		return false;
	case NODE_OTHER:
		if (starts_with(p, "del ") || starts_with(p, "global ") ||
		    starts_with(p, "nonlocal ") || starts_with(p, "assert ") ||
		    starts_with(p, "if "))
			return false;
		if (is_for_clause(p))
			return n != p->kids[0];
		if (is_comprehension(p))
			return sequence_ends(l, v->up, f, depth + 1);
		return p->n != 1 || value_ends(l, v->up, f, depth);
	default:
		return true;
	}
}

/* What goes through a sequence, or makes another of it. */
static const char *const same_sequence[] = { "list",	  "tuple", "sorted", "set",	  "iter",
					     "enumerate", "zip",   "dict",   "reversed",  "items",
					     "values",	  "copy",  "filter", "frozenset", NULL };

static bool
sequence_ends(struct fate *l, const struct up *v, struct function *f, unsigned depth)
{
	const struct node *n = v->n, *p = parent_of(v), *call;

	if (!p || depth > DEPTH_MAX)
		return true;
	switch ((int)p->kind) {
	case NODE_FOREACH:
		return p->b == n && names_end(l, p->a, p->d, f, VALUE, depth);
	case NODE_CALL:
		if (p->a == n)
			return true;
		if (is_one_of(call_name(p), same_sequence))
			return sequence_ends(l, v->up, f, depth);
		/* select(socks, …) gives back some of them */
		return call_effect(l->u, p) ? call_effect(l->u, p)->effect != EFFECT_LOG
					    : passing_ends(l, p, f);
	case NODE_FIELD:
		call = parent_of(v->up);
		if (p->a != n || !call || call->kind != NODE_CALL || call->a != p)
			return p->a == n;
		return !is_one_of(call_name(call), same_sequence) ||
		       sequence_ends(l, v->up->up, f, depth);
	case NODE_INDEX:
		return p->a == n && !l->by_key && value_ends(l, v->up, f, depth);
	case NODE_ASSIGN:
		if (p->a == n)
			return false;
		return p->b != n || !f || names_end(l, p->a, f->node, f, TABLE, depth);
	case NODE_BINARY:
	case NODE_CHOICE3:
	case NODE_LIST:
		return sequence_ends(l, v->up, f, depth);
	case NODE_COMPARE:
	case NODE_UNARY:
	case NODE_IF:
	case NODE_WHILE:
	case NODE_STATEMENT:
	case NODE_BLOCK:
	case NODE_STRING:
		return false;
	case NODE_OTHER:
		if (is_for_clause(p)) {
			const struct node *all = parent_of(v->up);

			return !all || names_end(l, p->kids[0], all, f, VALUE, depth);
		}
		if (starts_with(p, "del ") || starts_with(p, "global ") ||
		    starts_with(p, "nonlocal "))
			return false;
		return p->n != 1 || sequence_ends(l, v->up, f, depth);
	default:
		return true;
	}
}

static bool
table_ends(struct fate *l, const struct up *v, struct function *f, unsigned depth)
{
	static const char *const quiet[] = { "append", "add",	     "put",	   "insert",
					     "update", "appendleft", "put_nowait", "extend",
					     "remove", "discard",    "clear",	   "count",
					     "index",  "qsize",	     "empty",	   "full",
					     "keys",   "setdefault", NULL };
	static const char *const gives[] = { "get",	   "pop",	  "popleft", "popitem",
					     "get_nowait", "__getitem__", NULL };
	const struct node *p = parent_of(v), *call;

	if (!p)
		return true;
	if (p->kind != NODE_FIELD || p->a != v->n)
		return sequence_ends(l, v, f, depth);
	call = parent_of(v->up);
	if (!call || call->kind != NODE_CALL || call->a != p)
		return true;
	if (is_one_of(call_name(call), quiet))
		return false;
	if (is_one_of(call_name(call), gives))
		return !call->dropped && !(l->by_key && call->n) &&
		       value_ends(l, v->up->up, f, depth);
	return sequence_ends(l, v, f, depth);
}

static bool
visit(struct fate *l, const struct up *at, struct function *f, struct str name, enum what what,
      unsigned depth)
{
	const struct node *n = at->n, *parts[4];
	bool here;

	if (l->visits++ > VISITS_MAX)
		return true;
	if (n->kind == NODE_FUNCTION && n->function) {
		f = l->u->functions.v[n->function - 1];
		return n->d && visit(l, &(struct up){ n->d, at }, f, name, what, depth);
	}
	here = (n->kind == NODE_NAME && str_eq(n->text, name) && !(l->of_object && !depth)) ||
	       (n->kind == NODE_FIELD && n->b && str_eq(n->b->text, name));
	if (here && (what == TABLE	? table_ends(l, at, f, depth)
		     : what == SEQUENCE ? sequence_ends(l, at, f, depth)
					: value_ends(l, at, f, depth)))
		return true;
	parts[0] = n->kind == NODE_PAIR ? NULL : n->a;
	parts[1] = n->kind == NODE_FIELD ? NULL : n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		if (parts[i] && visit(l, &(struct up){ parts[i], at }, f, name, what, depth))
			return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (visit(l, &(struct up){ n->kids[i], at }, f, name, what, depth))
			return true;
	return false;
}

static bool
name_ends(struct fate *l, const struct node *within, struct function *f, struct str name,
	  enum what what, unsigned depth)
{
	return depth > DEPTH_MAX || !within ||
	       visit(l, &(struct up){ within, NULL }, f, name, what, depth);
}

static bool
may_end(struct unit *u, struct str name, enum what what, bool by_key)
{
	struct fate l = { .u = u, .by_key = by_key };
	size_t dot = str_rindex(name, '.');
	char key[64] = { (char)('0' + what + (by_key ? 4 : 0) + (dot != SIZE_MAX ? 8 : 0)) };
	void **slot; /* 1: no, 2: yes */

	l.of_object = dot != SIZE_MAX;
	if (dot != SIZE_MAX)
		name = str_from_pos(name, dot + 1);
	if (name.n < 2 || name.n > sizeof key - 2 ||
	    !(char_is_alpha(name.p[0]) || name.p[0] == '_'))
		return true;
	memcpy(key + 1, name.p, name.n);
	slot = map_put(&u->fates, (struct str){ key, name.n + 1 });
	if (!*slot)
		*slot = (void *)(uintptr_t)(name_ends(&l, u->syntax.root, NULL, name, what, 0) ? 2
											       : 1);
	return *slot == (void *)(uintptr_t)2;
}

bool
table_may_end(struct unit *u, struct str name)
{
	return may_end(u, name, TABLE, false);
}

bool
field_may_end(struct unit *u, struct str name)
{
	return may_end(u, name, VALUE, false);
}

bool
table_may_be_swept(struct unit *u, struct str name)
{
	return may_end(u, name, TABLE, true);
}
