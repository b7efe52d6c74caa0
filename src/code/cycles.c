/*
 * cycles.c - Rust's counted owners that own each other
 *
 * An Rc or an Arc drops what it owns when the last of its clones is dropped. A clone that
 * is kept inside of what it owns, by a closure in one of its fields or by a part that
 * points back, is never dropped: a connection in it stays open whatever else lets it go.
 */
#include "code/unit.h"

#define DEPTH_MAX 200
/* Assignments to fields in one function that matter here. */
#define EDGES_MAX 24
/* Longer is no closure, and no function, of a person. */
#define TEXT_MAX_BYTES 4000
#define STEPS_MAX 2000

/* of.field = …, which has a counted owner of what is called by owns in it */
struct edge {
	struct str of, owns, field;
	const struct node *set;
};

struct cycles {
	struct unit *u;
	struct function *f;
	struct edge v[EDGES_MAX];
	size_t n;
};

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

/* me, of let me = con.clone() or Rc::clone(&con): con; else itself. */
static struct str
cloned_of(const struct function *f, struct str name)
{
	static const char *const made[] = { "Rc::clone(&", "Arc::clone(&", NULL };

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		struct str src;

		if (st->op != STEP_SET || !st->dst || !st->src || !str_eq(st->dst->text, name))
			continue;
		src = str_trim(st->src->text);
		if (str_ends(src, STR(".clone()")) && str_index(src, '.') == src.n - 8)
			return str_sub(src, 0, src.n - 8);
		for (const char *const *p = made; *p; p++)
			if (str_starts(src, str_from(*p)) && str_ends(src, STR(")"))) {
				src = str_from_pos(src, strlen(*p));
				return str_trim(str_sub(src, 0, src.n - 1));
			}
	}
	return name;
}

/* What of.borrow_mut().field begins with, and what it ends with. */
static bool
is_inner_field(const struct node *to, struct str *of, struct str *field)
{
	static const char *const ways[] = { ".borrow_mut()", ".lock(", ".write(", ".get_mut(",
					    NULL };
	size_t dot = str_rindex(to->text, '.'), first = str_index(to->text, '.');

	if (to->kind != NODE_FIELD || dot == SIZE_MAX || to->text.n > 120 ||
	    !mentions_one(to->text, ways))
		return false;
	*of = str_sub(to->text, 0, first);
	*field = str_from_pos(to->text, dot + 1);
	return of->n && !str_eq(*of, STR("self"));
}

/* name is an Rc or an Arc of something that has a connection in it. */
static bool
counts_link(struct unit *u, struct function *f, struct str name)
{
	struct str type = function_param_type(f, name);

	if (type.n)
		return type_bears_link(u, type);
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op == STEP_SET && st->dst && st->src && str_eq(st->dst->text, name))
			return has(st->src->text, "c::new(") && text_owns_link(u, f, st->src->text);
	}
	return false;
}

/* fn on_data(&mut self, f: …) { self.handlers.push(f) }: handlers. */
static struct str
field_set_by(const struct function *g)
{
	static const char *const ways[] = { ".push(", " = Some(", ".insert(", ".push_back(", NULL };
	struct str body = g->node->d ? g->node->d->text : (struct str){ NULL, 0 };
	size_t at = str_find(body, STR("self.")), end;

	if (at == SIZE_MAX || body.n > 400)
		return (struct str){ NULL, 0 };
	end = at += 5;
	while (end < body.n && (char_is_alnum(body.p[end]) || body.p[end] == '_'))
		end++;
	for (const char *const *p = ways; *p; p++)
		if (str_starts(str_from_pos(body, end), str_from(*p)))
			return str_sub(body, at, end - at);
	return (struct str){ NULL, 0 };
}

/* of.borrow_mut().field.push(…), of.borrow_mut().on_data(…): the same as an assignment */
static bool
is_put_inside(struct unit *u, const struct node *call, struct edge *e)
{
	static const char *const puts[] = { "push", "insert", "push_back", "replace", NULL };
	static const char *const locks[] = { "borrow_mut()", "lock()", "unwrap()",
					     "write()",	     "await",  NULL };
	const struct node *on = call_receiver(call);
	const struct function *g;
	size_t first;

	if (!on || !call->n)
		return false;
	for (const char *const *p = puts; *p; p++)
		if (str_eq(call_name(call), str_from(*p)))
			return is_inner_field(on, &e->of, &e->field);
	first = str_index(on->text, '.');
	g = map_get(&u->by_name, call_name(call));
	if (!g || first == SIZE_MAX || on->text.n > 120 ||
	    !mentions_one(str_from_pos(on->text, first), locks))
		return false;
	e->of = str_sub(on->text, 0, first);
	e->field = field_set_by(g);
	return e->field.n && e->of.n && !str_eq(e->of, STR("self"));
}

static void
add_edge(struct cycles *c, const struct node *n)
{
	/* what a task has is gone when the task is */
	static const char *const else_gone[] = { "spawn", "downgrade", "upgrade", NULL };
	struct edge e = { .set = n };
	const struct node *what = n->kind == NODE_ASSIGN ? n->b : n->n ? n->kids[n->n - 1] : NULL;

	if (!what || c->n == EDGES_MAX || what->text.n > TEXT_MAX_BYTES ||
	    mentions_one(what->text, else_gone) ||
	    (n->kind == NODE_ASSIGN ? !n->a || !is_inner_field(n->a, &e.of, &e.field)
				    : !is_put_inside(c->u, n, &e)))
		return;
	e.of = cloned_of(c->f, e.of);
	for (size_t i = 0; i < c->f->steps.n && c->n < EDGES_MAX; i++) {
		const struct step *st = &c->f->steps.v[i];
		struct str name;

		if (st->op != STEP_SET || !st->dst || st->dst->kind != NODE_NAME)
			continue;
		name = st->dst->text;
		if (!text_has_word(what->text, name))
			continue;
		e.owns = cloned_of(c->f, name);
		if (!has(what->text, "move") && !has(what->text, "clone") && str_eq(e.owns, name))
			continue;
		c->v[c->n++] = e;
	}
}

static void
edges_in(struct cycles *c, const struct node *n, unsigned depth)
{
	const struct node *parts[4];

	if (!n || depth > DEPTH_MAX)
		return;
	if (n->kind == NODE_ASSIGN || n->kind == NODE_CALL)
		add_edge(c, n);
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		edges_in(c, parts[i], depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		edges_in(c, n->kids[i], depth + 1);
}

/* field = None, or a take() of it that is not put back: somebody opens the ring. */
static bool
is_opened(const struct unit *u, struct str field)
{
	static const char *const ways[] = { " = None", ".take()", ".clear()", ".replace(" };
	static const char puts[] = " = Some(";
	char buf[80];

	if (!field.n || field.n > 60)
		return true;
	if (text_says(u, STR("mem::take(")) || text_says(u, STR("mem::replace(")))
		return true;
	memcpy(buf, field.p, field.n);
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		size_t len = strlen(ways[i]);

		memcpy(buf + field.n, ways[i], len);
		for (size_t k = 0; k < u->functions.n; k++) {
			struct str text = u->functions.v[k]->node->text;

			if (!u->functions.v[k]->name.n ||
			    !str_has(text, (struct str){ buf, field.n + len }))
				continue;
			memcpy(buf + field.n, puts, sizeof puts - 1);
			if (i != 1 ||
			    !str_has(text, (struct str){ buf, field.n + sizeof puts - 1 }))
				return true;
			memcpy(buf + field.n, ways[i], len);
		}
	}
	return false;
}

static void
tell(struct cycles *c, const struct edge *e, const struct edge *back)
{
	struct code_finding *n;

	if (c->u->searches++ > SEARCHES_MAX || is_opened(c->u, e->field) ||
	    (back && is_opened(c->u, back->field)) ||
	    !(counts_link(c->u, c->f, e->of) || (back && counts_link(c->u, c->f, back->of))))
		return;
	n = finding_add(c->u, "close-wait-leak", e->set->line, c->f, 0.65);
	n->handle = str_copy(c->u->kept, e->of);
	n->message = back ? STR("two counted owners own each other: neither is ever dropped, nor "
				"the connection in them")
			  : STR("a counted owner of the connection is kept inside of it: the "
				"count never comes to 0, and it is never closed");
	n->fix = STR("Keep a Weak there (Rc::downgrade), or empty the field when the "
		     "connection ends.");
	if (back)
		finding_step(c->u, n, back->set->line, "and back");
}

static void
look_at_function(struct unit *u, struct function *f)
{
	struct cycles c = { .u = u, .f = f };

	flow_build(u->arena, u->language, f);
	if (f->too_long || f->steps.n > STEPS_MAX)
		return;
	edges_in(&c, f->node->d, 0);
	for (size_t i = 0; i < c.n; i++) {
		if (str_eq(c.v[i].of, c.v[i].owns)) {
			tell(&c, &c.v[i], NULL);
			return;
		}
		for (size_t k = 0; k < i; k++)
			if (str_eq(c.v[i].of, c.v[k].owns) && str_eq(c.v[k].of, c.v[i].owns)) {
				tell(&c, &c.v[i], &c.v[k]);
				return;
			}
	}
}

void
look_at_cycles(struct unit *u)
{
	if (!(u->language->traits & TRAIT_DROPS) || !u->network ||
	    !text_mentions(u,
			   (const char *const[]){ "Rc::new(", "Arc::new(", "Rc<", "Arc<", NULL }))
		return;
	for (size_t i = 0; i < u->functions.n; i++)
		if (u->functions.v[i]->name.n && u->functions.v[i]->node->d)
			look_at_function(u, u->functions.v[i]);
}
