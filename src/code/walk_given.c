/*
 * walk_given.c - who gets the handle for good: threads, closures, completions
 */
#include "code/walk_parts.h"

struct function *
function_at(struct unit *u, const struct node *n)
{
	return n && n->function ? u->functions.v[n->function - 1] : NULL;
}

void
function_owns(struct unit *u, struct function *f, uint32_t key)
{
	if (str_eq(key_root(key_text(u, key)), STR("ctx")))
		return; /* what tells when to stop is no connection */
	if (param_is_anothers(u, f, key_root(key_text(u, key))) ||
	    param_is_plain(u, f, key_root(key_text(u, key))))
		return;
	for (size_t i = 0; i < f->owned.n; i++)
		if (f->owned.v[i] == key)
			return;
	if (f->owned.n < 8 && key)
		vec_push(u->arena, &f->owned, key);
}

struct function *
walk_function_begun(struct walk *w, const struct node *call, uint32_t *at)
{
	struct function *f = NULL;

	for (uint32_t i = 0; i < call->n && !f; i++) {
		const struct node *k = call->kids[i]->kind == NODE_PAIR ? call->kids[i]->b
									: call->kids[i];

		if (k && (k->kind == NODE_NAME || k->kind == NODE_FIELD))
			f = map_get(&w->u->by_name,
				    k->kind == NODE_FIELD && k->b ? k->b->text : k->text);
		*at = i;
	}
	return f;
}

void
walk_own_spawned(struct walk *w, const struct state *s, const struct node *call)
{
	struct function *f = NULL;
	uint32_t begun = 0;

	if (function_says(w->u, w->f, STR("add_done_callback")))
		return; /* who is called back closes */

	f = walk_function_begun(w, call, &begun);
	for (uint32_t i = 0; f && i < call->n; i++) {
		const struct node *k = call->kids[i]->kind == NODE_PAIR ? call->kids[i]->b
									: call->kids[i];
		size_t shift = f->self.n && f->params.n && str_eq(f->params.v[0], f->self);

		if (!k || state_relation(w->u, s, k) == UNRELATED)
			continue;
		if (k->kind == NODE_LIST) {
			for (uint32_t j = 0; j < k->n && j + shift < f->params.n; j++)
				if (state_relation(w->u, s, k->kids[j]) != UNRELATED)
					function_owns(w->u, f,
						      key_id(w->u, f->params.v[j + shift]));
		} else if (f->params.n) {
			/* submit(serve, conn, addr): in their order; else it is the last */
			size_t which = i > begun ? i - begun - 1 + shift : f->params.n;

			if (!(w->u->language->traits & TRAIT_METHOD_SELF) || which >= f->params.n)
				which = f->params.n - 1;
			function_owns(w->u, f, key_id(w->u, f->params.v[which]));
		}
	}
}

bool
walk_is_lent(struct walk *w, const struct state *s, const struct node *call)
{
	static const char *const waits[] = { ".join(", ".result(",  "gather(",
					     "wait(",  ".acquire(", NULL };

	struct str text = w->f->node->text;

	if (!(w->u->language->traits & TRAIT_METHOD_SELF) || call->text.p < text.p ||
	    call->text.p >= text.p + text.n ||
	    !mentions_one(str_from_pos(text, (size_t)(call->text.p - text.p)), waits))
		return false;
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(w->u, st->node)
								 : NULL;
		const struct node *on = st->op == STEP_LEAVE ? st->node
					: r && r->effect == EFFECT_CLOSE && st->line > call->line
						? call_subject(st->node, r->at)
						: NULL;

		if (on && state_relation(w->u, s, on) == SAME)
			return true;
	}
	return false;
}

bool
walk_is_awaiting(const struct function *f, const struct node *call)
{
	struct str text = f->node->text;

	if (!f->is_async || call->text.p < text.p || call->text.p >= text.p + text.n)
		return false;
	return str_has(str_from_pos(text, (size_t)(call->text.p - text.p) + call->text.n),
		       STR("await "));
}

bool
key_names_thing(struct unit *u, uint32_t key)
{
	struct str name = key_text(u, key);

	return name.n && name.p[0] != '@' && !map_get(&u->by_name, name);
}

void
walk_own_methods(struct walk *w, const struct state *s, const struct node *n, unsigned depth)
{
	if (!n || depth > 12)
		return;
	if (n->kind == NODE_FUNCTION && n->function) {
		struct function *f = function_at(w->u, n);

		if (str_eq(f->name, STR("run")) || str_eq(f->name, STR("call")))
			for (unsigned i = 0; i < s->aliases; i++)
				if (walk_closure_ends(w, s, n))
					function_owns(w->u, f, s->alias[i]);
		return;
	}
	for (uint32_t i = 0; i < n->n; i++)
		walk_own_methods(w, s, n->kids[i], depth + 1);
	walk_own_methods(w, s, n->d, depth + 1);
}

const struct node *
call_closure(const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (call->kids[i]->kind == NODE_FUNCTION)
			return call->kids[i];
	return call->a && call->a->kind == NODE_FUNCTION ? call->a : NULL;
}

/* Behind the closure it is named again: who began the thread has it, too. */
static bool
is_named_behind(const struct walk *w, const struct state *s, const struct node *closure)
{
	struct str text = w->f->node->text, word;
	const char *from = closure->text.p + closure->text.n;

	if (from < text.p || from > text.p + text.n)
		return true;
	text = str_from_pos(text, (size_t)(from - text.p));
	for (unsigned i = 0; i < s->aliases; i++) {
		word = key_root(key_text(w->u, s->alias[i]));
		if (word.n && word.p[0] != '@' && str_has(text, word))
			return true;
	}
	return false;
}

void
walk_own_closure(struct walk *w, const struct state *s, const struct node *closure)
{
	const struct node *body = closure->d;
	struct function *f = function_at(w->u, closure), *g;
	uint32_t key;

	if (!f || !state_closure_uses(w->u, s, closure) || is_named_behind(w, s, closure))
		return;
	while (body && (body->kind == NODE_BLOCK || body->kind == NODE_STATEMENT) && body->n == 1)
		body = body->kids[0];
	g = body && body->kind == NODE_CALL ? call_function(w->u, f, body) : NULL;
	key = g ? walk_alias_passed(w, s, body, g) : 0;
	if (key)
		function_owns(w->u, g, key);
	else if (!g)
		for (unsigned i = 0; i < s->aliases; i++)
			if (key_text(w->u, s->alias[i]).p[0] != '@')
				function_owns(w->u, f, s->alias[i]);
}

/* A closure is passed that uses it: does any of its paths end it? */
bool
walk_closure_ends(struct walk *w, const struct state *s, const struct node *n)
{
	struct function *f = function_at(w->u, n);

	if (!f)
		return true;
	for (unsigned i = 0; i < s->aliases; i++) {
		const struct summary *sum = summary_of(w->u, f, s->alias[i]);

		if (sum->unknown)
			return true;
		for (size_t k = 0; k < sum->endings.n; k++)
			if (sum->endings.v[k].status != STATUS_OPEN ||
			    sum->endings.v[k].flags & FLAG_DEFERRED)
				return true;
	}
	return false;
}

/* What ends it came with it, of one call. */
bool
walk_is_got_with_it(struct walk *w, const struct state *s, struct str name)
{
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct node *dst = st->dst;
		bool handle = false, end = false;

		if (st->op != STEP_SET || !dst || dst->kind != NODE_LIST)
			continue;
		for (uint32_t k = 0; k < dst->n; k++) {
			handle |= state_is_alias(s, key_of(w->u, dst->kids[k]));
			end |= str_eq(dst->kids[k]->text, name);
		}
		if (handle && end)
			return true;
	}
	/* (err, client, done) => … */
	for (const struct function *f = w->f; f; f = f->outer)
		for (size_t i = 0; f->owned.n && i < f->params.n; i++)
			if (str_eq(f->params.v[i], name) && state_is_alias(s, f->owned.v[0]))
				return true;
	return false;
}

bool
walk_gives_to_completion(struct walk *w, const struct state *s, const struct node *call)
{
	const struct node *last = call->n ? call->kids[call->n - 1] : NULL;
	struct function *f;

	if (!(w->u->language->traits & TRAIT_CALLED_BACK) || !last || call->kind != NODE_CALL ||
	    name_has(call_name(call), (const char *const[]){ "on", "once", "listener", "timeout",
							     "interval", "immediate", NULL }) ||
	    last->kind != NODE_FUNCTION || !state_closure_uses(w->u, s, last) ||
	    !walk_closure_ends(w, s, last))
		return false;
	f = w->summary ? NULL : function_at(w->u, last);
	if (!f || is_named_behind(w, s, last) || !f->params.n ||
	    !(str_starts(f->params.v[0], STR("e")) || str_starts(f->params.v[0], STR("_e"))))
		return true;
	if (!f->owned.n) /* client, done: what ends it comes with it */
		for (unsigned i = 0; i < s->aliases; i++) {
			if (!key_names_thing(w->u, s->alias[i]))
				continue;
			if (f->owned.n)
				f->pair = s->alias[i];
			else
				function_owns(w->u, f, s->alias[i]);
		}
	return true;
}

void
walk_own_completion(struct walk *w, const struct state *s, struct str name,
		    const struct node *closure)
{
	static const char *const names[] = { "onComplete", "whenComplete", "handle", NULL };
	struct function *f = function_at(w->u, closure);

	if (w->u->language->traits & (TRAIT_CALLED_BACK | TRAIT_DROPS) || !f || !w->given)
		return;
	for (const char *const *p = names; *p; p++)
		if (str_eq(name, str_from(*p)))
			for (unsigned i = 0; i < s->aliases; i++)
				function_owns(w->u, f, s->alias[i]);
}

bool
walk_only_listens(struct walk *w, const struct state *s, const struct node *call,
		  const struct node *closure)
{
	struct function *f = function_at(w->u, closure);

	if (!(w->u->language->traits & TRAIT_CALLED_BACK) || call->kind != NODE_NEW || !f ||
	    !str_eq(call_name(call), STR("Promise")) || call_is_told_later(w->u, call))
		return false;
	for (unsigned i = 0; i < s->aliases; i++) {
		const struct summary *sum = summary_of(w->u, f, s->alias[i]);
		struct str name = key_text(w->u, s->alias[i]), rest = closure->text;
		size_t at;

		if (sum->unknown || name.p[0] == '@')
			continue;
		for (size_t k = 0; k < sum->endings.n; k++)
			if (sum->endings.v[k].status == STATUS_CLOSED)
				return false;
		while ((at = str_find(rest, name)) != SIZE_MAX) {
			size_t end = at + name.n;
			bool word = !(at && (char_is_alnum(rest.p[at - 1]) ||
					     rest.p[at - 1] == '_' || rest.p[at - 1] == '.')) &&
				    !(end < rest.n &&
				      (char_is_alnum(rest.p[end]) || rest.p[end] == '_'));

			rest = str_from_pos(rest, end);
			if (word && !str_starts(rest, STR(".on")) &&
			    !str_starts(rest, STR(".off")) && !str_starts(rest, STR(".remove")) &&
			    !str_starts(rest, STR(".write(")) && !str_starts(rest, STR(".set")))
				return false;
		}
	}
	return true;
}
