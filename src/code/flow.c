/*
 * flow.c - from a function's tree to its steps
 *
 * Built from the end: to build a statement one must know what comes after it, and
 * gets where it begins. So each way out of a try is built where it is needed, with
 * the finally on it, and no second pass has to look for it.
 */
#include "code/flow.h"

/* Longer functions are tables or generated; and each way out copies its finally. */
#define STEPS_MAX 30000
#define LABELS_MAX 64
/* match in match: deeper is nobody's. */
#define TAIL_DEPTH_MAX 12

struct label {
	struct str name;
	uint32_t step;
};

struct ways { /* where one leaves to */
	uint32_t on_break, on_continue, on_return, on_raise;
	const struct ways *outer;
	struct str label;	 /* of the loop that these belong to */
	const struct node *last; /* what must run first: a finally, or a with's value */
	bool is_with;
};

struct builder {
	struct arena *arena;
	const struct language *language;
	struct function *f;
	struct label labels[LABELS_MAX];
	size_t label_count;
	uint32_t loop;
	struct str pending_label;
	bool returns; /* the function is declared to give a value */
};

static uint32_t build(struct builder *b, const struct ways *w, struct node *n, uint32_t next);
static uint32_t build_condition(struct builder *b, const struct ways *w, struct node *n,
				uint32_t yes, uint32_t no);

static uint32_t
add(struct builder *b, enum step_op op, const struct node *n, uint32_t next)
{
	struct step s = { .op = op,
			  .next = next,
			  .other = NOWHERE,
			  .raise = NOWHERE,
			  .loop = b->loop,
			  .node = (struct node *)(uintptr_t)n,
			  .line = n ? n->line : 0 };

	if (b->f->steps.n >= STEPS_MAX) {
		b->f->too_long = true;
		return 0; /* the end */
	}
	vec_push(b->arena, &b->f->steps, s);
	return (uint32_t)b->f->steps.n - 1;
}

static uint32_t
build_each(struct builder *b, const struct ways *w, struct node **kids, uint32_t n, uint32_t next)
{
	while (n--)
		next = build(b, w, kids[n], next);
	return next;
}

static uint32_t
add_set(struct builder *b, struct node *n, struct node *dst, struct node *src, uint32_t next)
{
	uint32_t i = add(b, STEP_SET, n, next);

	b->f->steps.v[i].dst = dst;
	b->f->steps.v[i].src = src;
	return i;
}

static bool
op_is(const struct node *n, const char *op)
{
	return str_eq(n->op, str_from(op));
}

static bool
is_and(const struct node *n)
{
	return n->kind == NODE_BINARY && (op_is(n, "&&") || op_is(n, "and"));
}

static bool
is_or(const struct node *n)
{
	return n->kind == NODE_BINARY && (op_is(n, "||") || op_is(n, "or") || op_is(n, "??"));
}

static bool
is_not(const struct node *n)
{
	return n->kind == NODE_UNARY && (op_is(n, "!") || op_is(n, "not"));
}

static uint32_t
build_test(struct builder *b, const struct ways *w, struct node *n, uint32_t yes, uint32_t no)
{
	uint32_t i = add(b, STEP_TEST, n, yes);

	b->f->steps.v[i].other = no;
	return build(b, w, n, i);
}

static uint32_t
build_match(struct builder *b, const struct ways *w, struct node *pattern, struct node *value,
	    uint32_t yes, uint32_t no)
{
	uint32_t i = add(b, STEP_MATCH, pattern ? pattern : value, yes);

	b->f->steps.v[i].other = no;
	b->f->steps.v[i].dst = pattern;
	b->f->steps.v[i].src = value;
	(void)w;
	return i;
}

static uint32_t
build_condition(struct builder *b, const struct ways *w, struct node *n, uint32_t yes, uint32_t no)
{
	if (!n)
		return yes;
	if (is_and(n) && n->a && n->b)
		return build_condition(b, w, n->a, build_condition(b, w, n->b, yes, no), no);
	if (is_or(n) && n->a && n->b)
		return build_condition(b, w, n->a, yes, build_condition(b, w, n->b, yes, no));
	if (is_not(n) && n->a)
		return build_condition(b, w, n->a, no, yes);
	if (n->kind == NODE_TRUE)
		return yes;
	if (n->kind == NODE_NULL)
		return no;
	if (n->kind == NODE_NUMBER && str_eq(n->text, STR("1")))
		return yes;
	if (n->kind == NODE_NUMBER && str_eq(n->text, STR("0")))
		return no;
	if (n->kind == NODE_PATTERN)
		return build(b, w, n->b, build_match(b, w, n->a, n->b, yes, no));
	return build_test(b, w, n, yes, no);
}

/* The ways out of a loop. */
static struct ways
loop_ways(struct builder *b, const struct ways *w, uint32_t on_break, uint32_t on_continue)
{
	struct ways in = *w;

	in.outer = w;
	in.last = NULL;
	in.on_break = on_break;
	in.on_continue = on_continue;
	in.label = b->pending_label;
	b->pending_label = (struct str){ NULL, 0 };
	return in;
}

static uint32_t
enter_loop(struct builder *b)
{
	uint32_t outer = b->loop;

	vec_push(b->arena, &b->f->loop_outer, outer);
	b->loop = (uint32_t)b->f->loop_outer.n;
	return outer;
}

/* Python's else of a loop: what is done where no break left it. */
static uint32_t
build_unbroken(struct builder *b, const struct ways *w, struct node *n, uint32_t outer,
	       uint32_t next)
{
	uint32_t loop = b->loop, at = next;

	if (n->c && n->c->kind == NODE_ELSE) {
		b->loop = outer; /* it stands behind the loop */
		at = build(b, w, n->c, next);
		b->loop = loop;
	}
	return at;
}

static uint32_t
build_while(struct builder *b, const struct ways *w, struct node *n, struct node *condition,
	    struct node *body, struct node *update, bool body_first, uint32_t next)
{
	uint32_t outer = enter_loop(b), head, again, body_at;
	struct ways in;

	if (n->n && n->kids[0]->text.n && n->kids[0]->text.p[0] == '\'')
		b->pending_label = n->kids[0]->text; /* Rust's 'outer: loop */
	head = add(b, STEP_PASS, n, 0);
	again = update ? build(b, w, update, head) : head;
	in = loop_ways(b, w, next, again);
	if (body_first) {
		uint32_t test = build_condition(b, w, condition, head, next);

		in.on_continue = test;
		body_at = build(b, &in, body, test);
		b->f->steps.v[head].next = body_at;
	} else {
		uint32_t otherwise = n->kind == NODE_WHILE ? build_unbroken(b, w, n, outer, next)
							   : next;

		body_at = build(b, &in, body, again);
		body_at = build_condition(b, w, condition, body_at, otherwise);
		b->f->steps.v[head].next = body_at;
	}
	b->loop = outer;
	return head;
}

static uint32_t
build_foreach(struct builder *b, const struct ways *w, struct node *n, uint32_t next)
{
	uint32_t outer = enter_loop(b), each, body, otherwise;
	struct ways in;

	if (n->n && n->kids[0]->text.n && n->kids[0]->text.p[0] == '\'')
		b->pending_label = n->kids[0]->text;
	each = add(b, STEP_EACH, n, 0);
	otherwise = build_unbroken(b, w, n, outer, next);
	b->f->steps.v[each].other = otherwise;
	in = loop_ways(b, w, next, each);
	body = build(b, &in, n->d ? n->d : n->c, each);
	body = add_set(b, n, n->a, NULL, body);
	b->f->steps.v[each].next = body;
	b->loop = outer;
	return n->b ? build(b, w, n->b, each) : each;
}

static void
cases_of(struct builder *b, struct node *n, struct node ***ret, uint32_t *ret_n)
{
	VEC(struct node *) all = { 0 };
	struct node **v = n->kids;
	uint32_t count = n->n;

	if (n->b &&
	    (n->b->kind == NODE_BLOCK || n->b->kind == NODE_OTHER || n->b->kind == NODE_LIST)) {
		v = n->b->kids;
		count = n->b->n;
	} else if (n->b && (n->b->kind == NODE_CASE || n->b->kind == NODE_ARM)) {
		v = &n->b;
		count = 1;
	}
	for (uint32_t i = 0; i < count; i++)
		if (v[i]->kind == NODE_CASE || v[i]->kind == NODE_ARM)
			vec_push(b->arena, &all, v[i]);
	*ret = all.v;
	*ret_n = (uint32_t)all.n;
}

/* Of a match's arm: what the whole is worth when it was this one. */
static bool
is_value(const struct node *n)
{
	return n->kind == NODE_NAME || n->kind == NODE_TRUE || n->kind == NODE_NULL ||
	       n->kind == NODE_NUMBER;
}

static uint32_t
build_switch(struct builder *b, const struct ways *w, struct node *n, uint32_t next)
{
	struct ways in = *w;
	struct node **cases, *otherwise = NULL;
	uint32_t count, *bodies, after = next, at;

	cases_of(b, n, &cases, &count);
	in.outer = w;
	in.last = NULL;
	in.on_break = next;
	bodies = arena_new(b->arena, uint32_t, (size_t)count + 1);
	for (uint32_t i = count; i--;) {
		uint32_t falls = cases[i]->kind == NODE_CASE ? after : next;
		const struct ways *inside = cases[i]->kind == NODE_CASE ||
							    n->op.n == 0 /* arms of a match */
						    ? &in
						    : w;

		if (cases[i]->kind == NODE_ARM && n->kind == NODE_SWITCH && n->c == NULL &&
		    cases[i]->d)
			inside = w; /* Rust: break leaves the loop */
		bodies[i] = build_each(b, inside, cases[i]->kids, cases[i]->n, falls);
		if (cases[i]->d && is_value(cases[i]->d))
			bodies[i] = add(b, STEP_PASS, cases[i]->d, falls);
		else if (cases[i]->d)
			bodies[i] = build(b, inside, cases[i]->d, falls);
		after = bodies[i];
		if (!n->a && cases[i]->b) /* select: done when it is this case */
			bodies[i] = build(b, w, cases[i]->b, bodies[i]);
		else if (!n->a && !cases[i]->a) /* its default: nobody was ready */
			bodies[i] = add(b, STEP_PASS, cases[i], bodies[i]);
	}
	at = next;
	if (!n->a && count && cases[count - 1]->b)
		at = bodies[count - 1]; /* select waits until it is one of them */
	for (uint32_t i = 0; i < count; i++)
		if (!cases[i]->a && !cases[i]->b)
			at = bodies[i], otherwise = cases[i];
	for (uint32_t i = count; i--;) {
		if (cases[i] == otherwise)
			continue;
		if (cases[i]->c)
			bodies[i] = build_condition(b, w, cases[i]->c, bodies[i], at);
		if (!n->a && cases[i]->a)
			at = build_condition(b, w,
					     cases[i]->a->kind == NODE_LIST && cases[i]->a->n
						     ? cases[i]->a->kids[0]
						     : cases[i]->a,
					     bodies[i], at);
		else if (i + 1 == count && !cases[i]->c && b->language->traits & TRAIT_DROPS)
			/* a match of Rust leaves nothing out */
			at = build_match(b, w, cases[i]->a, n->a, bodies[i], NOWHERE);
		else
			at = build_match(b, w, cases[i]->a, n->a, bodies[i], at);
	}
	if (n->a)
		at = build(b, w, n->a, at);
	return n->d ? build(b, w, n->d, at) : at;
}

enum way { WAY_BREAK, WAY_CONTINUE, WAY_RETURN, WAY_RAISE };

static uint32_t
last_things(struct builder *b, const struct ways *w, uint32_t target)
{
	if (w->is_with) {
		uint32_t i = add(b, STEP_LEAVE, w->last, target);
		return i;
	}
	return build_each(b, w->outer, w->last->kids, w->last->n, target);
}

static uint32_t
way_out(const struct ways *w, enum way way)
{
	const uint32_t targets[] = { w->on_break, w->on_continue, w->on_return, w->on_raise };

	return targets[way];
}

/* Inside a try: all ways run the last things first. */
static struct ways
guarded_ways(struct builder *b, const struct ways *w, struct node *last, bool is_with)
{
	struct ways in = *w;

	in.outer = w;
	in.last = last;
	in.is_with = is_with;
	in.on_break = w->on_break == NOWHERE ? NOWHERE : last_things(b, &in, w->on_break);
	in.on_continue = w->on_continue == NOWHERE ? NOWHERE : last_things(b, &in, w->on_continue);
	in.on_return = last_things(b, &in, w->on_return);
	in.on_raise = last_things(b, &in, w->on_raise);
	return in;
}

static struct node *
finally_of(struct node *n)
{
	if (n->c && n->c->kind == NODE_FINALLY)
		return n->c;
	for (uint32_t i = 0; i < n->n; i++)
		if (n->kids[i]->kind == NODE_FINALLY)
			return n->kids[i];
	return NULL;
}

/* A catch of what only means "later", or of another thing than input and output. */
static bool
catches_some(const struct builder *b, const struct node *n)
{
	struct str what = n->a ? n->a->text : (struct str){ NULL, 0 };

	if (!what.n)
		return false;
	/* except (OSError, TimeoutError): all that a connection throws */
	if (b->language->traits & TRAIT_METHOD_SELF &&
	    (str_has(what, STR("OSError")) || str_has(what, STR("IOError")) ||
	     str_has(what, STR("socket.error")) || str_eq(what, STR("Exception")) ||
	     str_has(what, STR("BaseException"))) &&
	    !str_has(what, STR("Blocking")))
		return false;
	for (const char *const *p = b->language->again; p && *p; p++)
		if (str_has(what, str_from(*p)))
			return true;
	return str_has(what, STR("Interrupted")) || str_has(what, STR("Value")) ||
	       str_has(what, STR("Key")) || str_has(what, STR("Unicode")) ||
	       str_has(what, STR("JSON")) || str_has(what, STR("Number")) ||
	       str_has(what, STR("Parse")) || str_has(what, STR("Cancel")) ||
	       str_has(what, STR("ClosedChannel")) || str_has(what, STR("ClosedSelector"));
}

static uint32_t
build_catches(struct builder *b, const struct ways *w, struct node *n, uint32_t next)
{
	uint32_t at = w->on_raise;

	for (uint32_t i = n->n; i--;) {
		struct node *c = n->kids[i];
		uint32_t body, step;

		if (c->kind != NODE_CATCH)
			continue;
		body = c->d ? build(b, w, c->d, next) : build_each(b, w, c->kids, c->n, next);
		step = add(b, STEP_CATCH, c, body);
		b->f->steps.v[step].other = catches_some(b, c) ? at : NOWHERE;
		if (b->f->steps.v[step].other == NOWHERE && at != w->on_raise)
			b->f->steps.v[step].other = at; /* a later catch may be the one */
		at = step;
	}
	return at;
}

static uint32_t build_with(struct builder *b, const struct ways *w, struct node *resource,
			   struct node *body, uint32_t next);

static uint32_t
build_try(struct builder *b, const struct ways *w, struct node *n, uint32_t next)
{
	struct node *finally = finally_of(n), *otherwise = NULL;
	struct ways all, in;
	uint32_t after = next;

	if (finally) {
		all = guarded_ways(b, w, finally, false);
		w = &all;
		after = build_each(b, all.outer, finally->kids, finally->n, next);
	}
	for (uint32_t i = 0; i < n->n; i++)
		if (n->kids[i]->kind == NODE_ELSE)
			otherwise = n->kids[i];
	in = *w;
	in.outer = w;
	in.last = NULL;
	if (n->b && n->b->kind == NODE_CATCH) { /* JavaScript has one, by its field */
		struct node *one[1] = { n->b }, holder = { .kids = one, .n = 1 };

		in.on_raise = build_catches(b, w, &holder, after);
	} else {
		in.on_raise = build_catches(b, w, n, after);
	}
	if (otherwise)
		after = build_each(b, w, otherwise->kids, otherwise->n, after);
	if (n->d)
		return build_with(b, &in, n->d, n->a, after);
	return n->a ? build(b, &in, n->a, after) : after;
}

static uint32_t
build_with(struct builder *b, const struct ways *w, struct node *resource, struct node *body,
	   uint32_t next)
{
	struct node *held = resource;
	struct ways in;
	uint32_t leave;

	while (held && (held->kind == NODE_OTHER || held->kind == NODE_LIST) && held->n == 1)
		held = held->kids[0];
	if (held && (held->kind == NODE_OTHER || held->kind == NODE_LIST) && held->n > 1) {
		struct node *rest = arena_new(b->arena, struct node, 1);
		struct node *inner = arena_new(b->arena, struct node, 1);

		*rest = *held; /* the first around the others */
		rest->kids++;
		rest->n--;
		*inner = (struct node){ .kind = NODE_WITH,
					.line = held->line,
					.text = held->text,
					.a = rest,
					.d = body };
		return build_with(b, w, held->kids[0], inner, next);
	}
	if (!held)
		return build(b, w, body, next);
	in = guarded_ways(b, w, held->kind == NODE_ASSIGN && held->a ? held->a : held, true);
	leave = last_things(b, &in, next);
	return build(b, w, held, body ? build(b, &in, body, leave) : leave);
}

static struct label *
label_find(struct builder *b, struct str name, bool make)
{
	for (size_t i = 0; i < b->label_count; i++)
		if (str_eq(b->labels[i].name, name))
			return &b->labels[i];
	if (!make || b->label_count >= LABELS_MAX)
		return NULL;
	b->labels[b->label_count] = (struct label){ name, add(b, STEP_PASS, NULL, 0) };
	return &b->labels[b->label_count++];
}

static uint32_t
build_label(struct builder *b, const struct ways *w, struct node *n, uint32_t next)
{
	struct label *l;
	uint32_t at;

	if (n->a)
		b->pending_label = n->a->text;
	at = build_each(b, w, n->kids, n->n, next);
	b->pending_label = (struct str){ NULL, 0 };
	l = n->a ? label_find(b, n->a->text, true) : NULL;
	if (!l)
		return at;
	b->f->steps.v[l->step].next = at;
	b->f->steps.v[l->step].line = n->line;
	return l->step;
}

static uint32_t
build_jump(struct builder *b, const struct ways *w, struct node *n, enum way way)
{
	struct str label = n->a	      ? n->a->text
			   : n->n > 0 ? n->kids[0]->text
				      : (struct str){ NULL, 0 };
	uint32_t to;

	/* a label's loop: its own ways, without the finally in between */
	if (label.n && (n->n > 0 || n->a))
		for (const struct ways *o = w; o; o = o->outer)
			if (str_eq(o->label, label)) {
				w = o;
				break;
			}
	to = way_out(w, way);
	if (to == NOWHERE)
		to = w->on_return;
	to = add(b, STEP_PASS, n, to);
	/* break f(x): what it is worth is worked out before */
	return b->language->traits & TRAIT_DROPS ? build_each(b, w, n->kids, n->n, to) : to;
}

static uint32_t
build_returned(struct builder *b, const struct ways *w, struct node *n)
{
	uint32_t at = add(b, STEP_RETURN, n, w->on_return);

	return build_each(b, w, n->kids, n->n, at);
}

/* n < 0 && errno == EAGAIN: it is true or false, and nothing else. */
static bool
is_truth(const struct node *v, unsigned depth)
{
	static const char *const compare[] = { "==", "!=", "<", ">", "<=", ">=", "===", "!==" };

	if (!v || depth > 8)
		return false;
	if (v->kind == NODE_UNARY)
		return str_eq(v->op, STR("!"));
	if (v->kind != NODE_BINARY)
		return false;
	if (str_eq(v->op, STR("&&")) || str_eq(v->op, STR("||")))
		return is_truth(v->a, depth + 1) && is_truth(v->b, depth + 1);
	for (size_t i = 0; i < COUNT_OF(compare); i++)
		if (str_eq(v->op, str_from(compare[i])))
			return true;
	return false;
}

static uint32_t
build_return(struct builder *b, const struct ways *w, struct node *n)
{
	struct node *v = n->n == 1 ? n->kids[0] : NULL;

	if (is_truth(v, 0)) { /* two returns, of true and of false */
		struct node *two = arena_new(b->arena, struct node, 4);
		struct node **kids = arena_new(b->arena, struct node *, 2);

		two[0] = two[1] = *n;
		two[2] = two[3] = *v;
		two[2].kind = NODE_TRUE;
		two[3].kind = NODE_NULL;
		for (unsigned i = 0; i < 2; i++) {
			two[2 + i].a = two[2 + i].b = NULL;
			kids[i] = &two[2 + i];
			two[i].kids = &kids[i];
		}
		return build_condition(b, w, v, build_returned(b, w, &two[0]),
				       build_returned(b, w, &two[1]));
	}

	/* return flush(c), -1; of C */
	if (v && v->kind == NODE_OTHER && v->n == 2 && v->kids[1] &&
	    !(b->language->traits & ~(unsigned)(TRAIT_FIELDS_BARE | TRAIT_MAY_THROW)) &&
	    str_index(str_sub(v->text, 0, (size_t)(v->kids[1]->text.p - v->text.p)), ',') !=
		    SIZE_MAX) {
		struct node *last = arena_new(b->arena, struct node, 1);

		*last = *n;
		last->kids = &v->kids[1];
		return build(b, w, v->kids[0], build_return(b, w, last));
	}
	if (v && v->kind == NODE_CHOICE && v->b && v->c) { /* two returns */
		struct node *two = arena_new(b->arena, struct node, 2);
		struct node **kids = arena_new(b->arena, struct node *, 2);
		uint32_t yes, no;

		two[0] = two[1] = *n;
		kids[0] = v->b;
		kids[1] = v->c;
		two[0].kids = &kids[0];
		two[1].kids = &kids[1];
		yes = build_return(b, w, &two[0]);
		no = build_return(b, w, &two[1]);
		return build_condition(b, w, v->a, yes, no);
	}
	return build_returned(b, w, n);
}

static uint32_t
build_call(struct builder *b, const struct ways *w, struct node *n, uint32_t next)
{
	uint32_t at = add(b, STEP_CALL, n, next);

	/* in C++ only what is within a try is thought to throw, and what parses a peer's words */
	if (b->language->traits & (TRAIT_THROWS | TRAIT_MAY_THROW) ||
	    b->f->steps.v[w->on_raise].op == STEP_CATCH)
		b->f->steps.v[at].raise = w->on_raise;
	at = build_each(b, w, n->kids, n->n, at);
	return n->a && n->a->kind == NODE_FIELD && n->a->a ? build(b, w, n->a->a, at) : at;
}

/* in, out := reader(c), writer(c): as many results of calls as names. */
static bool
is_several(const struct node *n)
{
	if (!n->a || !n->b || n->a->kind != NODE_LIST || n->b->kind != NODE_LIST ||
	    n->a->n != n->b->n || n->a->n < 2)
		return false;
	for (uint32_t i = 0; i < n->a->n; i++)
		if (n->a->kids[i]->kind != NODE_NAME ||
		    (n->b->kids[i]->kind != NODE_CALL && n->b->kids[i]->kind != NODE_NEW))
			return false;
	return true;
}

static uint32_t
build_assign(struct builder *b, const struct ways *w, struct node *n, uint32_t next)
{
	uint32_t at;

	if (is_several(n)) {
		for (uint32_t i = n->a->n; i--;) {
			next = add_set(b, n, n->a->kids[i], n->b->kids[i], next);
			next = build(b, w, n->b->kids[i], next);
		}
		return next;
	}

	if (n->c && n->a && n->b) { /* let … else */
		at = build_match(b, w, n->a, n->b, next, build(b, w, n->c, next));
		return build(b, w, n->b, at);
	}
	at = add_set(b, n, n->a, n->b ? n->b : NULL, next);
	if (!n->b)
		return at;
	at = build(b, w, n->b, at);
	return n->a && n->a->kind == NODE_INDEX && n->a->b ? build(b, w, n->a->b, at) : at;
}

static uint32_t
build_choice(struct builder *b, const struct ways *w, struct node *n, uint32_t next)
{
	return build_condition(b, w, n->a, n->b ? build(b, w, n->b, next) : next,
			       n->c ? build(b, w, n->c, next) : next);
}

static uint32_t
build_parts(struct builder *b, const struct ways *w, struct node *n, uint32_t next)
{
	next = build_each(b, w, n->kids, n->n, next);
	if (n->d)
		next = build(b, w, n->d, next);
	if (n->c)
		next = build(b, w, n->c, next);
	if (n->b)
		next = build(b, w, n->b, next);
	return n->a ? build(b, w, n->a, next) : next;
}

static uint32_t
build_deferred(struct builder *b, const struct ways *w, struct node *n, enum step_op op,
	       uint32_t next)
{
	struct node *call = n->a ? n->a : n->n ? n->kids[0] : NULL;

	if (!call)
		return next;
	next = add(b, op, call, next);
	return build_each(b, w, call->kids, call->n, next);
}

static uint32_t
build_try_op(struct builder *b, const struct ways *w, struct node *n, uint32_t next)
{
	uint32_t at = add(b, STEP_TRY_OP, n, next);

	b->f->steps.v[at].other = w->on_return;
	return n->a ? build(b, w, n->a, at) : at;
}

static uint32_t
build_if(struct builder *b, const struct ways *w, struct node *n, uint32_t next)
{
	uint32_t no = n->c ? build(b, w, n->c, next) : next;
	uint32_t yes = n->b ? build(b, w, n->b, next) : next;
	uint32_t at;

	/* the branch is a place that a finding may point at */
	if (n->c && (n->c->kind == NODE_BLOCK)) {
		no = add(b, STEP_PASS, n->c, no);
	}
	at = build_condition(b, w, n->a, yes, no);
	return n->d ? build(b, w, n->d, at) : at;
}

static uint32_t
build(struct builder *b, const struct ways *w, struct node *n, uint32_t next)
{
	if (!n || b->f->too_long)
		return next;
	switch (n->kind) {
	case NODE_FUNCTION:
		return next; /* a function of its own */
	case NODE_CLASS:
	case NODE_COMMENT:
	case NODE_SKIP:
	case NODE_NAME:
	case NODE_NUMBER:
	case NODE_NULL:
	case NODE_TRUE:
		return next;
	case NODE_STRING: /* with values in it */
		return build_each(b, w, n->kids, n->n, next);
	case NODE_CALL:
	case NODE_NEW:
		return build_call(b, w, n, next);
	case NODE_MACRO:
		return add(b, STEP_CALL, n, next);
	case NODE_ASSIGN:
		return build_assign(b, w, n, next);
	case NODE_UPDATE:
		return add_set(b, n, n->a, NULL, next);
	case NODE_IF:
		return build_if(b, w, n, next);
	case NODE_CHOICE:
		return build_choice(b, w, n, next);
	case NODE_BINARY:
		if ((is_and(n) || is_or(n)) && n->a && n->b) {
			uint32_t second = build(b, w, n->b, next);

			return is_and(n) ? build_condition(b, w, n->a, second, next)
					 : build_condition(b, w, n->a, next, second);
		}
		return build_parts(b, w, n, next);
	case NODE_WHILE:
		return build_while(b, w, n, n->a, n->b ? n->b : n->d, NULL, false, next);
	case NODE_DO:
		return build_while(b, w, n, n->b, n->a, NULL, true, next);
	case NODE_FOR: {
		uint32_t head = build_while(b, w, n, n->b, n->d, n->c, false, next);

		return n->a ? build(b, w, n->a, head) : head;
	}
	case NODE_EITHER: {
		uint32_t first = build_each(b, w, n->kids, n->n, next);
		uint32_t either = add(b, STEP_EACH, n, first);
		uint32_t second = n->c ? build(b, w, n->c, next) : next;

		b->f->steps.v[either].other = second;
		return either;
	}
	case NODE_FOREACH:
		return build_foreach(b, w, n, next);
	case NODE_SWITCH:
		return build_switch(b, w, n, next);
	case NODE_RETURN:
		return build_return(b, w, n);
	case NODE_BREAK:
		return build_jump(b, w, n, WAY_BREAK);
	case NODE_CONTINUE:
		return build_jump(b, w, n, WAY_CONTINUE);
	case NODE_GOTO: {
		struct label *l = n->a ? label_find(b, n->a->text, true) : NULL;

		return l ? add(b, STEP_PASS, n, l->step) : next;
	}
	case NODE_LABEL:
		return build_label(b, w, n, next);
	case NODE_THROW:
		return build_each(b, w, n->kids, n->n, add(b, STEP_PASS, n, w->on_raise));
	case NODE_TRY:
		return build_try(b, w, n, next);
	case NODE_WITH:
		return build_with(b, w, n->a, n->d, next);
	case NODE_DEFER:
		return build_deferred(b, w, n, STEP_DEFER, next);
	case NODE_GO:
		return build_deferred(b, w, n, STEP_GO, next);
	case NODE_TRY_OP:
		return build_try_op(b, w, n, next);
	case NODE_PATTERN:
		return build(b, w, n->b, build_match(b, w, n->a, n->b, next, next));
	case NODE_PAIR:
		return n->b ? build(b, w, n->b, next) : next;
	case NODE_FIELD:
		return n->a ? build(b, w, n->a, next) : next;
	case NODE_OTHER:
	case NODE_INNER:
	case NODE_STATEMENT:
	case NODE_LIST:
	case NODE_INDEX:
	case NODE_METHOD:
	case NODE_UNARY:
	case NODE_CHOICE3:
	case NODE_COMPARE:
	case NODE_LITERAL:
	case NODE_BLOCK:
	case NODE_CASE:
	case NODE_ARM:
	case NODE_CATCH:
	case NODE_FINALLY:
	case NODE_ELSE:
		return build_parts(b, w, n, next);
	}
	return next;
}

static void return_value(struct builder *b, struct node **tail, unsigned depth);

/* What a block is worth is its last expression. */
static void
return_last(struct builder *b, struct node **at, unsigned depth)
{
	if (*at && (*at)->kind == NODE_BLOCK)
		return_value(b, (*at)->n ? &(*at)->kids[(*at)->n - 1] : NULL, depth + 1);
	else if (*at)
		return_value(b, at, depth + 1);
}

/* fn f() -> T: each branch and arm that it ends in returns its own. */
static void
return_branches(struct builder *b, struct node *n, unsigned depth)
{
	struct node *arms = n->b ? n->b : n;

	if (n->kind == NODE_IF) {
		return_last(b, &n->b, depth);
		return_last(b, &n->c, depth);
		return;
	}
	for (uint32_t i = 0; i < arms->n; i++)
		if (arms->kids[i]->kind == NODE_ARM)
			return_last(b, &arms->kids[i]->d, depth);
}

static void
return_value(struct builder *b, struct node **tail, unsigned depth)
{
	struct node *n = tail ? *tail : NULL;

	if (!n || depth > TAIL_DEPTH_MAX)
		return;
	if (b->language->traits & TRAIT_DROPS && b->returns &&
	    ((n->kind == NODE_IF && n->c) || n->kind == NODE_SWITCH)) {
		return_branches(b, n, depth);
		return;
	}
	if (n->dropped || !(n->kind == NODE_NAME || n->kind == NODE_FIELD || n->kind == NODE_CALL ||
			    n->kind == NODE_LITERAL || n->kind == NODE_UNARY ||
			    n->kind == NODE_LIST || n->kind == NODE_NEW))
		return;
	*tail = arena_new(b->arena, struct node, 1);
	**tail = *n;
	(*tail)->kind = NODE_RETURN;
	(*tail)->a = (*tail)->b = (*tail)->c = (*tail)->d = NULL;
	(*tail)->kids = arena_new(b->arena, struct node *, 1);
	(*tail)->kids[0] = n;
	(*tail)->n = 1;
}

/* A body that is an expression, or ends in one, returns it. */
static void
return_the_tail(struct builder *b, struct node *f)
{
	bool block = f->d->kind == NODE_BLOCK;

	if (block && (!(b->language->traits & TRAIT_DROPS) || !f->d->n))
		return;
	b->returns = str_has(str_sub(f->text, 0, (size_t)(f->d->text.p - f->text.p)), STR("->"));
	return_value(b, block ? &f->d->kids[f->d->n - 1] : &f->d, 0);
}

void
flow_build(struct arena *a, const struct language *l, struct function *f)
{
	struct builder b = { .arena = a, .language = l, .f = f };
	struct ways w = { .on_break = NOWHERE, .on_continue = NOWHERE };

	if (f->built)
		return;
	f->built = true;
	if (f->node->d && f->name.n)
		return_the_tail(&b, f->node);
	w.on_return = add(&b, STEP_END, NULL, NOWHERE);
	f->steps.v[w.on_return].line = f->node->end_line;
	w.on_raise = add(&b, STEP_RAISED, NULL, NOWHERE);
	f->steps.v[w.on_raise].line = f->node->end_line;
	f->entry = f->node->d ? build(&b, &w, f->node->d, w.on_return) : w.on_return;
	if (f->too_long)
		f->entry = w.on_return;
}

bool
flow_loop_within(const struct function *f, uint32_t loop, uint32_t outer)
{
	while (loop && loop != outer)
		loop = f->loop_outer.v[loop - 1];
	return loop == outer && outer;
}
