/*
 * origins.c - where a handle comes from, and what else it is called
 */
#include "code/leaks.h"

bool
function_has_param(const struct function *f, struct str root)
{
	for (size_t i = 0; i < f->params.n; i++)
		if (str_eq(f->params.v[i], root))
			return true;
	return false;
}

/* What a value was made of: conn, of bufio.NewReader(conn). */
static uint32_t
key_of_wrapped(struct unit *u, const struct node *n)
{
	while (n && (n->kind == NODE_LIST || n->kind == NODE_OTHER) && n->n == 1)
		n = n->kids[0];
	for (unsigned depth = 0; n && depth < 6; depth++) {
		const struct effect_row *r;

		if (n->kind != NODE_CALL && n->kind != NODE_NEW)
			return key_of(u, n);
		r = call_effect(u, n);
		if (r && r->effect == EFFECT_WRAP && r->at == AT_RECEIVER)
			n = call_receiver(n);
		else
			n = n->n ? n->kids[0] : NULL;
	}
	return 0;
}

static const struct node *
last_name(const struct node *p)
{
	const struct node *last = p->kind == NODE_NAME ? p : NULL;

	for (uint32_t i = 0; i < p->n; i++) {
		const struct node *k = last_name(p->kids[i]);

		last = k ? k : last;
	}
	return last;
}

/* Some(conn) = connections.get_mut(&token) */
static bool
is_bound_from_table(const struct step *st, struct str root)
{
	static const char *const looks[] = { "get_mut(",    ".get(",  "iter_mut(",
					     "values_mut(", "entry(", NULL };
	const struct node *name = last_name(st->dst);

	return name && str_eq(name->text, root) && mentions_one(st->src->text, looks);
}

/* Where the handle that is called key comes from in this function. */
enum origin_kind
handle_origin(struct unit *u, const struct function *f, struct str key, unsigned depth)
{
	struct str root = key_root(key);
	enum origin_kind kind = function_has_param(f, root) ? FROM_CALLER : FROM_OBJECT;

	if (f->self.n && str_eq(root, f->self))
		return FROM_OBJECT;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		struct str to, from;

		if (st->op == STEP_MATCH && st->dst && st->src && st->dst->kind != NODE_NAME) {
			kind = is_bound_from_table(st, root) ? FROM_EVENT : kind;
			continue;
		}
		if (st->op != STEP_SET || !st->dst)
			continue;
		to = key_text(u,
			      key_of(u, st->dst->kind == NODE_LIST && st->dst->n ? st->dst->kids[0]
										 : st->dst));
		if (!str_eq(to, root) && !str_eq(to, key))
			continue;
		/* a file, a pipe: what is made here, and no peer is at its end */
		if (st->src && st->src->kind == NODE_CALL && call_effect(u, st->src) &&
		    call_effect(u, st->src)->effect == EFFECT_OPEN)
			return MADE_HERE;
		if (st->src && (st->src->kind == NODE_CALL || st->src->kind == NODE_NEW) &&
		    (effect_makes_handle(call_effect(u, st->src)) ||
		     call_makes_by_helper(u, st->src)))
			return MADE_HERE;
		if (st->src && st->src->kind == NODE_CALL && st->src->n &&
		    st->src->kids[0]->kind == NODE_CALL &&
		    effect_makes_handle(call_effect(u, st->src->kids[0])))
			return MADE_HERE; /* wait_for(open_connection(…)) */
		if (st->src && st->src->kind == NODE_LIST && st->src->n == 1 &&
		    (st->src->kids[0]->kind == NODE_CALL) &&
		    effect_makes_handle(call_effect(u, st->src->kids[0])))
			return MADE_HERE;
		from = key_root(key_text(u, key_of_wrapped(u, st->src)));
		/* a stream of a socket comes from where the socket does */
		if (depth < 3 && from.n && from.p[0] != '@' && !str_eq(from, root) &&
		    (st->src->kind == NODE_CALL || st->src->kind == NODE_NEW ||
		     st->src->kind == NODE_LIST))
			return handle_origin(u, f, from, depth + 1);
		if (from.n && function_has_param(f, from))
			kind = FROM_CALLER;
		else if (kind != FROM_CALLER &&
			 (!(u->language->traits & TRAIT_DROPS) || !st->src ||
			  mentions_one(st->src->text,
				       (const char *const[]){ "get_mut(", ".get(", "[", "iter_mut(",
							      NULL })))
			kind = FROM_EVENT;
	}
	return kind;
}

/* &Mailbox{c: conn}, and conn was made here: so is what holds it. */
static bool
is_made_of_made(struct unit *u, const struct function *f, const struct node *n, unsigned depth)
{
	if (!n || depth > 6)
		return false;
	if (n->kind == NODE_NAME)
		return handle_origin(u, f, n->text, 0) == MADE_HERE;
	if (n->kind != NODE_LITERAL && n->kind != NODE_UNARY && n->kind != NODE_PAIR &&
	    n->kind != NODE_LIST && n->kind != NODE_OTHER)
		return false;
	for (uint32_t i = 0; i < n->n; i++)
		if (is_made_of_made(u, f, n->kids[i], depth + 1))
			return true;
	return (n->kind == NODE_UNARY && is_made_of_made(u, f, n->a, depth + 1)) ||
	       (n->kind != NODE_UNARY && is_made_of_made(u, f, n->b, depth + 1));
}

static bool
is_literal(const struct node *n)
{
	while (n && (n->kind == NODE_LIST || n->kind == NODE_OTHER) && n->n == 1)
		n = n->kids[0];
	return n && (n->kind == NODE_LITERAL ||
		     (n->kind == NODE_UNARY && n->a && n->a->kind == NODE_LITERAL));
}

bool
is_held_by_literal(struct unit *u, const struct function *f, struct str key)
{
	struct str root = key_root(key);

	for (size_t i = 0; i < f->steps.n && u->language->typed; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op == STEP_SET && st->dst && st->src && is_literal(st->src) &&
		    str_eq(key_text(u, key_of(u, st->dst)), root) &&
		    is_made_of_made(u, f, st->src, 0))
			return true;
	}
	return false;
}

void
state_add_alias(struct state *s, uint32_t key)
{
	for (unsigned i = 0; i < s->aliases; i++)
		if (s->alias[i] == key)
			return;
	if (key && s->aliases < ALIASES_MAX)
		s->alias[s->aliases++] = key;
}

/* What the handle was looked up in: to take it out of there drops it. */
void
add_table(struct unit *u, const struct function *f, struct state *s)
{
	struct str root = key_root(key_text(u, s->alias[0]));

	for (size_t i = 0; i < f->steps.n && s->aliases < ALIASES_MAX; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *n = st->src;
		uint32_t key;

		if (!n || !(st->op == STEP_MATCH
				    ? is_bound_from_table(st, root)
				    : st->op == STEP_SET && st->dst && str_eq(st->dst->text, root)))
			continue;
		while (n && (n->kind == NODE_CALL || n->kind == NODE_TRY_OP))
			n = n->kind == NODE_CALL ? call_receiver(n) : n->a;
		key = n ? key_of(u, n) : 0;
		if (key && key != s->alias[0])
			s->alias[s->aliases++] = key;
	}
}

/* What f makes root of: the socket, of in = socket.getInputStream(). */
static void
add_wrapped_in(struct unit *u, const struct function *f, struct state *s, struct str root)
{
	for (size_t i = 0; i < f->steps.n && s->aliases < ALIASES_MAX; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *src = st->src;
		uint32_t key;

		while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) && src->n == 1)
			src = src->kids[0];
		if (st->op != STEP_SET || !st->dst || !src ||
		    !str_eq(key_text(u, key_of(u, st->dst)), root) ||
		    (src->kind != NODE_CALL && src->kind != NODE_NEW))
			continue;
		if (src->kind == NODE_CALL &&
		    !(call_effect(u, src) && call_effect(u, src)->effect == EFFECT_WRAP))
			continue;
		key = key_of_wrapped(u, src);
		if (key && key_text(u, key).p[0] != '@')
			state_add_alias(s, key);
	}
}

/*
 * in, of in = socket.getInputStream(): the socket is another name for it. A field may be
 * made so by another function of its class.
 */
static void
add_wrapped(struct unit *u, const struct function *f, struct state *s)
{
	for (unsigned a = 0; a < s->aliases && s->aliases < ALIASES_MAX; a++) {
		struct str root = key_root(key_text(u, s->alias[a]));

		add_wrapped_in(u, f, s, root);
		if (!u->language->typed || !f->of_class.n || !map_get(&u->fields, root) ||
		    function_has_param(f, root))
			continue;
		for (size_t i = 0; i < u->functions.n; i++) {
			struct function *g = u->functions.v[i];

			if (g == f || !str_eq(g->of_class, f->of_class))
				continue;
			flow_build(u->arena, u->language, g);
			add_wrapped_in(u, g, s, root);
		}
	}
}

/* c := &client{conn: conn}, in the function around it: who gets c gets conn. */
static void
add_holders(struct unit *u, const struct function *f, struct state *s)
{
	const struct function *outer = f->name.n ? NULL : f->outer;
	unsigned had = s->aliases;

	for (size_t i = 0; outer && i < outer->steps.n; i++) {
		const struct step *st = &outer->steps.v[i];
		struct state only = *s;

		only.aliases = (uint8_t)had;
		if (st->op == STEP_SET && st->dst && st->src && st->dst->kind != NODE_FIELD &&
		    str_has(st->src->text, STR("{")) && st->src->kind != NODE_FUNCTION &&
		    state_relation(u, &only, st->src) != UNRELATED)
			state_add_alias(s, key_of(u, st->dst));
	}
}

/* (reader, writer) of asyncio: to close the writer ends both. */
static void
add_writer(struct unit *u, const struct function *f, struct state *s)
{
	struct str key = key_text(u, s->alias[0]);
	size_t at = str_find(key, STR("reader"));
	char buf[80];

	if (!(u->language->traits & TRAIT_METHOD_SELF) || at == SIZE_MAX || key.n > 70 ||
	    !function_has_param(f, key))
		return;
	memcpy(buf, key.p, key.n);
	memcpy(buf + at, "writer", 6);
	if (function_has_param(f, (struct str){ buf, key.n }))
		state_add_alias(s, key_id(u, (struct str){ buf, key.n }));
}

/* struct lane down = { .src = b, .dst = a }: to close a and b is to end what it has. */
static void
add_parts(struct unit *u, const struct function *f, struct state *s)
{
	struct str root = key_root(key_text(u, s->alias[0]));

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op != STEP_SET || !st->dst || !st->src || st->src->kind != NODE_LITERAL ||
		    !str_eq(key_text(u, key_of(u, st->dst)), root))
			continue;
		for (uint32_t k = 0; k < st->src->n; k++) {
			const struct node *value = st->src->kids[k];

			if (value->kind == NODE_PAIR)
				value = value->b;
			if (value && value->kind == NODE_NAME && function_has_param(f, value->text))
				state_add_alias(s, key_of(u, value));
		}
	}
}

/* (int fd, short what, void *arg): the object that arg is holds fd, if it is the only one. */
static void
add_argument(struct unit *u, const struct function *f, struct state *s)
{
	struct str only = { NULL, 0 };
	unsigned n = 0;

	if (u->language->traits & (TRAIT_THROWS | TRAIT_DROPS | TRAIT_ERROR_VALUE) ||
	    !function_has_param(f, key_text(u, s->alias[0])))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op != STEP_SET || !st->dst || !st->src || st->dst->kind != NODE_NAME ||
		    !function_has_param(f, key_text(u, key_of(u, st->src))) ||
		    !name_holds_handle(u, st->dst->text))
			continue;
		only = st->dst->text;
		n++;
	}
	if (n == 1)
		state_add_alias(s, key_id(u, only));
}

/* it = table.find(fd): fd is another name for what it has. */
static void
add_found(struct unit *u, const struct function *f, struct state *s)
{
	static const char *const finds[] = { "find", "at", "get", "lookup", "Get", "Find", "Load" };
	struct str root = key_root(key_text(u, s->alias[0]));

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *src = st->src;

		while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) && src->n == 1)
			src = src->kids[0];
		if (st->op != STEP_SET || !st->dst || !src || src->kind != NODE_CALL ||
		    src->n != 1 || src->kids[0]->kind != NODE_NAME || !call_receiver(src) ||
		    !str_eq(key_text(u, key_of(u, st->dst)), root))
			continue;
		for (size_t k = 0; k < COUNT_OF(finds); k++)
			if (str_eq(call_name(src), str_from(finds[k])))
				state_add_alias(s, key_of(u, src->kids[0]));
	}
}

/* it = table.find(fd), c = conn_by_fd(fd), c = conns[fd]: what is kept under fd has it. */
static void
add_kept(struct unit *u, const struct function *f, struct state *s)
{
	static const char *const finds[] = { "find", "at",  "get", "lookup", "search",
					     "by",   "for", "of",  "locate", NULL };
	struct str key = key_text(u, s->alias[0]);

	if (u->language->traits & ~(unsigned)(TRAIT_FIELDS_BARE | TRAIT_MAY_THROW) ||
	    key_root(key).n != key.n)
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *src = st->src;
		bool found = false;

		while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) && src->n == 1)
			src = src->kids[0];
		while (src && src->kind == NODE_UNARY && src->a)
			src = src->a;
		if (st->op != STEP_SET || !st->dst || st->dst->kind != NODE_NAME || !src)
			continue;
		if (src->kind == NODE_INDEX)
			found = src->b && str_eq(src->b->text, key);
		for (uint32_t k = 0; src->kind == NODE_CALL && !call_effect(u, src) && k < src->n;
		     k++)
			found |= src->n <= 2 && str_eq(src->kids[k]->text, key) &&
				 name_has(call_name(src), finds);
		if (found)
			state_add_alias(s, key_of(u, st->dst));
	}
}

/* p = (struct peer *)s, p = container_of(s, …), of s->fd: who ends p ends what s has. */
static void
add_casts(struct unit *u, const struct function *f, struct state *s)
{
	struct str key = key_text(u, s->alias[0]), root = key_root(key);

	if (u->language->traits & ~(unsigned)(TRAIT_FIELDS_BARE | TRAIT_MAY_THROW) ||
	    root.n == key.n)
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *src = st->src;

		if (st->op != STEP_SET || !st->dst || !src || st->dst->kind != NODE_NAME)
			continue;
		while ((src->kind == NODE_LIST || src->kind == NODE_OTHER) && src->n == 1)
			src = src->kids[0];
		if (src->kind == NODE_CALL && src->n &&
		    mentions_one(call_name(src),
				 (const char *const[]){ "container_of", "_entry", "_cast", NULL }))
			src = src->kids[0];
		if (str_eq(key_text(u, key_of(u, src)), root) && !str_eq(st->dst->text, root))
			state_add_alias(s, key_of(u, st->dst));
	}
}

void
add_other_names(struct unit *u, const struct function *f, struct state *s)
{
	add_writer(u, f, s);
	add_wrapped(u, f, s);
	add_holders(u, f, s);
	add_parts(u, f, s);
	add_argument(u, f, s);
	add_found(u, f, s);
	add_casts(u, f, s);
	add_kept(u, f, s);
}
