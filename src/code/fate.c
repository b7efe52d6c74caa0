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
	bool sure;	/* an end must be seen; where it goes unknown ways none is */
	bool mapped;	/* what it began with is a dict: to go through it gives its keys */
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
		return !l->sure; /* kept elsewhere, too */
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

	if (r && l->sure)
		return r->effect == EFFECT_CLOSE;
	if (r)
		return r->effect != EFFECT_READ && r->effect != EFFECT_WRITE &&
		       r->effect != EFFECT_WRITE_ALL && r->effect != EFFECT_BORROW &&
		       r->effect != EFFECT_LOG && r->effect != EFFECT_REMOVE &&
		       r->effect != EFFECT_SLEEP && r->effect != EFFECT_UNREGISTER;
	g = call_function(l->u, f, call);
	if (g)
		return function_closes(l->u, g, 0);
	return !l->sure && !is_one_of(name, lookers) && !name_has(name, looking_words);
}

/* v.name(…) */
static bool
method_ends(struct fate *l, const struct node *call, struct function *f)
{
	const struct effect_row *r = call_effect(l->u, call);
	struct str name = call_name(call);

	(void)f;
	if (r)
		return r->effect == EFFECT_CLOSE ||
		       (!l->sure && (r->effect == EFFECT_SPAWN || r->effect == EFFECT_WRAP ||
				     r->effect == EFFECT_HALF_CLOSE));
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
		return !l->sure;
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
		return p->a == n ? !l->sure : passing_ends(l, p, f);
	case NODE_PAIR:
		call = parent_of(v->up);
		return p->b != n ? false
				 : !call || call->kind != NODE_CALL || passing_ends(l, call, f);
	case NODE_ASSIGN:
		if (p->a == n)
			return false;
		return p->b != n || !f ? !l->sure : names_end(l, p->a, f->node, f, VALUE, depth);
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
			return n != p->kids[0] && !l->sure;
		if (is_comprehension(p))
			return sequence_ends(l, v->up, f, depth + 1);
		return p->n != 1 ? !l->sure : value_ends(l, v->up, f, depth);
	case NODE_WITH:
		return true;
	default:
		return !l->sure;
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
		return !l->sure;
	switch ((int)p->kind) {
	case NODE_FOREACH:
		return p->b == n && names_end(l, p->a, p->d, f, VALUE, depth);
	case NODE_CALL:
		if (p->a == n)
			return !l->sure;
		if (is_one_of(call_name(p), same_sequence))
			return sequence_ends(l, v->up, f, depth);
		/* select(socks, …) gives back some of them */
		return call_effect(l->u, p) ? !l->sure && call_effect(l->u, p)->effect != EFFECT_LOG
					    : passing_ends(l, p, f);
	case NODE_FIELD:
		call = parent_of(v->up);
		if (p->a != n || !call || call->kind != NODE_CALL || call->a != p)
			return p->a == n && !l->sure;
		return is_one_of(call_name(call), same_sequence)
			       ? sequence_ends(l, v->up->up, f, depth)
			       : !l->sure;
	case NODE_INDEX:
		return p->a == n && !l->by_key && value_ends(l, v->up, f, depth);
	case NODE_ASSIGN:
		if (p->a == n)
			return false;
		return p->b != n || !f ? !l->sure : names_end(l, p->a, f->node, f, TABLE, depth);
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

			return !all ? !l->sure : names_end(l, p->kids[0], all, f, VALUE, depth);
		}
		if (starts_with(p, "del ") || starts_with(p, "global ") ||
		    starts_with(p, "nonlocal "))
			return false;
		return p->n != 1 ? !l->sure : sequence_ends(l, v->up, f, depth);
	default:
		return !l->sure;
	}
}

/* for key in table, sorted(table) */
static bool
gives_keys(const struct node *p, const struct node *n)
{
	return (p->kind == NODE_FOREACH && p->b == n) || is_for_clause(p) ||
	       (p->kind == NODE_CALL && p->a != n && is_one_of(call_name(p), same_sequence));
}

/* name = {}, name: dict[str, Node] */
static bool
is_mapping(const struct unit *u, struct str name)
{
	static const char *const ways[] = { " = {",
					    " = dict(",
					    ": dict",
					    ": Dict",
					    " = OrderedDict(",
					    " = defaultdict(",
					    " = collections.",
					    NULL };
	char buf[80];

	for (const char *const *p = ways; *p; p++) {
		memcpy(buf, name.p, name.n);
		memcpy(buf + name.n, *p, strlen(*p));
		if (text_says(u, (struct str){ buf, name.n + strlen(*p) }))
			return true;
	}
	return false;
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
		return !l->sure;
	if (p->kind != NODE_FIELD || p->a != v->n)
		return !(l->mapped && !depth && gives_keys(p, v->n)) &&
		       sequence_ends(l, v, f, depth);
	call = parent_of(v->up);
	if (!call || call->kind != NODE_CALL || call->a != p)
		return !l->sure;
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
		return !l->sure;
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
	return depth > DEPTH_MAX || !within
		       ? !l->sure
		       : visit(l, &(struct up){ within, NULL }, f, name, what, depth);
}

static bool
is_quoted(const struct unit *u, struct str name)
{
	char buf[64] = { '"' };

	memcpy(buf + 1, name.p, name.n);
	buf[name.n + 1] = '"';
	if (text_says(u, (struct str){ buf, name.n + 2 }))
		return true;
	buf[0] = buf[name.n + 1] = '\'';
	return text_says(u, (struct str){ buf, name.n + 2 });
}

static bool
ends_by(struct fate l, struct str name, enum what what)
{
	size_t dot = str_rindex(name, '.');
	char key[64] = { (char)('0' + (int)what + (l.by_key ? 4 : 0) + (l.sure ? 8 : 0) +
				(dot != SIZE_MAX ? 16 : 0)) };
	void **slot; /* 1: no, 2: yes */

	l.of_object = dot != SIZE_MAX;
	if (dot != SIZE_MAX)
		name = str_from_pos(name, dot + 1);
	if (name.n < 2 || name.n > sizeof key - 2 ||
	    !(char_is_alpha(name.p[0]) || name.p[0] == '_'))
		return !l.sure;
	if (is_quoted(l.u, name)) /* getattr(self, "_sock", None) */
		return !l.sure;
	l.mapped = is_mapping(l.u, name) &&
		   !name_has(name, (const char *const[]){ "fd", "fds", NULL });
	memcpy(key + 1, name.p, name.n);
	slot = map_put(&l.u->fates, (struct str){ key, name.n + 1 });
	if (!*slot)
		*slot = (void *)(uintptr_t)(name_ends(&l, l.u->syntax.root, NULL, name, what, 0)
						    ? 2
						    : 1);
	return *slot == (void *)(uintptr_t)2;
}

bool
table_may_end(struct unit *u, struct str name)
{
	return ends_by((struct fate){ .u = u }, name, TABLE);
}

bool
field_may_end(struct unit *u, struct str name)
{
	return ends_by((struct fate){ .u = u }, name, VALUE);
}

bool
table_may_be_swept(struct unit *u, struct str name)
{
	return ends_by((struct fate){ .u = u, .by_key = true }, name, TABLE);
}

/* ---- what goes from a table by which it is ended to one by which it is not ---- */

static bool
table_surely_ends(struct unit *u, struct str name)
{
	return ends_by((struct fate){ .u = u, .sure = true }, name, TABLE);
}

/* Somebody reads from a connection until it ends, and may well close it then. */
static bool
is_read_on(struct unit *u, const struct node *n, bool inside, unsigned depth)
{
	const struct effect_row *r;

	if (!n || depth > 300)
		return false;
	r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;
	if (r && r->effect == EFFECT_READ && inside && !str_eq(call_name(n), STR("recvfrom")))
		return true;
	inside |= n->kind == NODE_WHILE || n->kind == NODE_FOREACH;
	if (is_read_on(u, n->a, inside, depth + 1) || is_read_on(u, n->b, inside, depth + 1) ||
	    is_read_on(u, n->c, inside, depth + 1) || is_read_on(u, n->d, inside, depth + 1))
		return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (is_read_on(u, n->kids[i], inside, depth + 1))
			return true;
	return false;
}

static const struct node *
only(const struct node *n)
{
	while (n && (n->kind == NODE_LIST || n->kind == NODE_OTHER) && n->n == 1)
		n = n->kids[0];
	return n;
}

/* lost[name] = nodes.pop(name) */
static void
look_at_moved(struct unit *u, struct function *f, const struct step *st)
{
	const struct node *src = only(st->src), *dst = only(st->dst), *from;
	struct code_finding *n;

	if (!src || !dst || src->kind != NODE_CALL || dst->kind != NODE_INDEX || !dst->a ||
	    !str_starts(call_name(src), STR("pop")))
		return;
	from = call_receiver(src);
	if (!from || table_may_end(u, dst->a->text) || !table_surely_ends(u, from->text) ||
	    is_read_on(u, u->syntax.root, false, 0))
		return;
	n = finding_add(u, "close-wait-leak", st->line, f, 0.7);
	n->message = str_printf(u->kept,
				"taken out of '" STR_F "', by which it would be closed, and put "
				"where nobody closes it",
				STR_A(from->text));
	finding_step(u, n, st->line, "'" STR_F "' has it from here on", STR_A(dst->a->text));
	n->fix = STR("Close it, and keep only what is asked of it later.");
}

void
look_at_fates(struct unit *u)
{
	if (!(u->language->traits & TRAIT_METHOD_SELF))
		return;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		flow_build(u->arena, u->language, f);
		for (size_t k = 0; k < f->steps.n; k++)
			if (f->steps.v[k].op == STEP_SET)
				look_at_moved(u, f, &f->steps.v[k]);
	}
}
