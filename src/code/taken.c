/*
 * taken.c - taken from a pool or a list of the text's own, and not given back or ended
 */
#include "code/leaks.h"

static const char *const taking_words[] = { "get",	"take",	  "acquire", "borrow",
					    "checkout", "lease",  "pop",     "getconn",
					    "poll",	"obtain", NULL };

static const struct node *
taken_by(const struct step *st, bool throws)
{
	const struct node *src = st->src;

	while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) && src->n == 1)
		src = src->kids[0];
	if (!src || st->op != STEP_SET || !st->dst)
		return NULL;
	if (src->kind == NODE_UNARY && str_eq(src->op, STR("<-")))
		return src;
	return src->kind == NODE_CALL && src->n <= 2 && (call_receiver(src) || throws) &&
			       name_has(call_name(src), taking_words)
		       ? src
		       : NULL;
}

/* Whether f gives what is called name back to where it was taken. */
static bool
is_given_back(struct unit *u, const struct function *f, struct str name, const struct node *src)
{
	static const char *const adders[] = { "add", "push", "append", "insert", NULL };
	const struct node *from = src->kind == NODE_CALL ? call_receiver(src) : NULL;

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *n = st->node;

		if ((st->op != STEP_CALL && st->op != STEP_DEFER) || n->kind != NODE_CALL || !n->n)
			continue;
		if (str_eq(n->kids[0]->text, name) &&
		    (name_has(call_name(n), giving_words) ||
		     (from && call_receiver(n) && str_eq(from->text, call_receiver(n)->text) &&
		      name_has(call_name(n), adders)) ||
		     (!strcmp(u->language->name, "go") && str_has(n->text, STR("<-")))))
			return true;
	}
	return false;
}

/* Whether it is a connection: it is read, written or closed. */
static bool
is_spoken_to(struct unit *u, const struct function *f, struct str name)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject = r ? call_subject(st->node, r->at) : NULL;

		if (subject && str_eq(key_root(key_text(u, key_of(u, subject))), name) &&
		    (r->effect == EFFECT_READ || r->effect == EFFECT_WRITE ||
		     r->effect == EFFECT_WRITE_ALL))
			return true;
	}
	return false;
}

/* auto *c = pool.lease(); c->ask(…): what a pool of clients lends is asked by its methods. */
static bool
is_of_pool(const struct unit *u, const struct function *f, struct str name, const struct node *src)
{
	static const char *const pools[] = { "pool",	 "clients",  "connections", "conns",
					     "sessions", "backends", "upstreams",   "links",
					     "leases",	 NULL };
	const struct node *on = src->kind == NODE_CALL ? call_receiver(src) : NULL;

	if (!(u->language->traits & TRAIT_MAY_THROW) || !on || on->kind != NODE_NAME ||
	    !(name_has(on->text, pools) || name_has(type_of_name(f, on->text), pools)))
		return false;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct node *n = f->steps.v[i].node;

		if (f->steps.v[i].op == STEP_CALL && n->kind == NODE_CALL && call_receiver(n) &&
		    str_eq(call_receiver(n)->text, name))
			return true;
	}
	return false;
}

void
follow_taken(struct unit *u, struct function *f)
{
	if (u->language->traits & TRAIT_DROPS)
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *src = taken_by(st, u->language->traits & TRAIT_THROWS), *dst;
		struct arena_mark mark;
		struct state s = { .aliases = 1, .flags = FLAG_CONNECTED };
		struct walk w;

		if (!src || (src->kind == NODE_CALL && effect_makes_handle(call_effect(u, src))))
			continue;
		dst = st->dst->kind == NODE_LIST && st->dst->n ? st->dst->kids[0] : st->dst;
		if (dst->kind != NODE_NAME || !is_given_back(u, f, dst->text, src) ||
		    name_is_apart(u, f, dst->text) ||
		    !(is_spoken_to(u, f, dst->text) || name_holds_connection(u, f, dst->text) ||
		      is_of_pool(u, f, dst->text, src)))
			continue;
		mark = arena_mark(u->scratch);
		walk_begin(&w, u, f);
		s.alias[0] = key_of(u, dst);
		if (u->language->traits & TRAIT_ERROR_VALUE && st->dst->kind == NODE_LIST &&
		    st->dst->n > 1) {
			s.facts = 1;
			s.fact[0] = (struct fact){ key_of(u, st->dst->kids[st->dst->n - 1]),
						   SIGN_ZERO | SIGN_POSITIVE, ROLE_MADE_ERROR };
		}
		s.step = st->next;
		if (is_of_pool(u, f, dst->text, src))
			w.pool = call_receiver(src)->text;
		walk_from(&w, &s, EVENT_MADE, st->line, src);
		walk_all(&w);
		tell_owner_leaks(&w, dst->text, st->line);
		arena_reset(u->scratch, mark);
	}
}

/* ctx = cf->ctx; cf_close(cf); free(ctx): who had it has ended it. */
static bool
is_ended_with(const struct function *f, struct str owner)
{
	for (size_t i = 0; i < f->steps.n && owner.n; i++) {
		const struct node *n = f->steps.v[i].node;

		if (f->steps.v[i].op != STEP_CALL || n->kind != NODE_CALL ||
		    !name_has(call_name(n), closing_words))
			continue;
		for (uint32_t k = 0; k < n->n; k++)
			if (str_eq(n->kids[k]->text, owner))
				return true;
	}
	return false;
}

static bool
is_ended_or_asked(struct unit *u, const struct function *f, struct str name)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r;
		const struct node *n = st->node;

		if (st->op == STEP_SET && st->src && st->dst && n &&
		    str_eq(key_root(key_text(u, key_of(u, st->src))), name) &&
		    st->src->kind == NODE_FIELD &&
		    name_has(st->src->text,
			     (const char *const[]){ "fd", "sock", "conn", "sd", NULL }))
			return true;
		if (st->op == STEP_SET && st->dst && st->src && str_eq(st->dst->text, name) &&
		    (st->src->kind == NODE_CALL || st->src->kind == NODE_NEW ||
		     is_ended_with(f, key_root(key_text(u, key_of(u, st->src))))))
			return true; /* made here, or looked up by who knows */
		if (st->op == STEP_TEST && str_starts(n->text, name) &&
		    mentions_one(n->text, (const char *const[]){ "fd", "sock", "->sd", NULL }))
			return true;
		if (st->op != STEP_CALL || n->kind != NODE_CALL)
			continue;
		r = call_effect(u, n);
		if (r && r->effect == EFFECT_FREE)
			continue;
		for (uint32_t k = 0; k < n->n; k++)
			if (str_eq(key_root(key_text(u, key_of(u, n->kids[k]))), name) &&
			    ((r && r->effect == EFFECT_CLOSE) ||
			     (!r && name_has(call_name(n), closing_words) &&
			      !call_only_forgets(n))))
				return true;
	}
	return false;
}

void
look_for_freed(struct unit *u, struct function *f)
{
	if (u->language->traits & (TRAIT_THROWS | TRAIT_ERROR_VALUE | TRAIT_DROPS))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *arg =
			r && r->effect == EFFECT_FREE && st->node->n ? st->node->kids[0] : NULL;
		struct code_finding *n;

		if (!arg || arg->kind != NODE_NAME || function_has_param(f, arg->text) ||
		    !name_holds_handle(u, arg->text) || is_ended_or_asked(u, f, arg->text) ||
		    leak_is_told_at(u, st->line))
			continue;
		n = finding_add(u, "close-wait-leak", st->line, f, 0.65);
		n->handle = str_copy(u->kept, arg->text);
		n->message = str_printf(u->kept,
					"what '" STR_F "' holds is left open when it is freed",
					STR_A(arg->text));
		finding_step(u, n, st->line, "freed, and its descriptor is known to nobody");
		n->fix = STR("Close its descriptor before.");
	}
}
