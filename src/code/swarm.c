/*
 * swarm.c - connections that are all made at once, and nothing bounds how many
 */
#include "code/calls.h"

static const struct node *
connects_in(struct unit *u, const struct node *n, unsigned depth)
{
	const struct effect_row *r = n && n->kind == NODE_CALL ? call_effect(u, n) : NULL;
	const struct node *found = r && r->effect == EFFECT_CONNECT ? n : NULL;

	if (!n || depth > 60)
		return NULL;
	if (!found)
		found = connects_in(u, n->a, depth + 1);
	if (!found)
		found = connects_in(u, n->b, depth + 1);
	if (!found)
		found = connects_in(u, n->d, depth + 1);
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = connects_in(u, n->kids[i], depth + 1);
	return found;
}

/* const hosts = text.split('\\n'): as many as a file has lines. */
static bool
is_read_by_lines(const struct function *f, const struct node *over)
{
	for (size_t i = 0; over && over->kind == NODE_NAME && i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op == STEP_SET && st->dst && st->src && str_eq(st->dst->text, over->text))
			return has(st->src->text, ".split(") && has(st->src->text, "\\n");
	}
	return false;
}

void
look_at_all_at_once(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const limits[] = { "imit",	 "emaphore", "slice(",	 "batch",
					      "Batch",	 "hunk",     "oncurr",	 "queue",
					      "Queue",	 "workers",  "inFlight", "in_flight",
					      "running", "active",   "allel",	 NULL };
	const struct node *on = n->kind == NODE_CALL ? call_receiver(n) : NULL, *map, *over, *made;
	struct function *g;
	bool given = false;

	if (!(u->language->traits & TRAIT_CALLED_BACK) || !on || !at->f || n->n != 1 ||
	    !str_eq(on->text, STR("Promise")) || !str_starts(call_name(n), STR("all")))
		return;
	map = n->kids[0];
	over = map->kind == NODE_CALL && map->n == 1 && str_eq(call_name(map), STR("map"))
		       ? call_receiver(map)
		       : NULL;
	for (size_t i = 0; over && i < at->f->params.n; i++)
		given |= str_eq(at->f->params.v[i], over->text);
	if (!(given || is_read_by_lines(at->f, over)) || u->searches++ > SEARCHES_MAX ||
	    text_mentions(u, limits))
		return;
	g = map->kids[0]->kind == NODE_NAME ? map_get(&u->by_name, map->kids[0]->text) : NULL;
	for (const struct node *k = map->kids[0]->d; k && !g;
	     k = k->n == 1 && (k->kind == NODE_BLOCK || k->kind == NODE_RETURN ||
			       k->kind == NODE_STATEMENT)
			 ? k->kids[0]
			 : NULL)
		g = k->kind == NODE_CALL ? call_function(u, at->f, k) : NULL;
	made = g ? connects_in(u, g->node->d, 0) : NULL;
	if (made)
		finding_step(
			u,
			call_tell(u, "port-exhaustion", n, at, 0.6,
				  "a connection for each of them at once: nothing bounds how many",
				  "Connect to a few dozen at a time."),
			made->line, "each connects here");
}

/* What is begun by a go statement in n connects, itself or by a helper: *g. */
static const struct node *
connects_in_go(struct unit *u, const struct node *n, struct function **g, unsigned depth)
{
	const struct node *parts[] = { n ? n->a : NULL, n ? n->b : NULL, n ? n->d : NULL };
	const struct node *found = NULL;
	struct function *f;

	if (!n || depth > 60)
		return NULL;
	f = n->kind == NODE_CALL && !call_effect(u, n) ? call_function(u, NULL, n) : NULL;
	if (f && f->name.n && (found = connects_in(u, f->node->d, 0)))
		*g = f;
	for (size_t i = 0; i < COUNT_OF(parts) && !found; i++)
		found = connects_in_go(u, parts[i], g, depth + 1);
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = connects_in_go(u, n->kids[i], g, depth + 1);
	return found;
}

/* Dial("tcp", gateway), where gateway is the whole text's: the same for each caller. */
static bool
is_one_address(struct unit *u, struct function *g, const struct node *dial)
{
	const struct node *to = dial->n > 1 ? dial->kids[1] : NULL;

	if (!to || !str_starts(call_name(dial), STR("Dial")) || dial->kids[0]->kind != NODE_STRING)
		return false;
	if (to->kind != NODE_NAME)
		return to->kind == NODE_STRING;
	for (size_t i = 0; i < g->params.n; i++)
		if (str_eq(g->params.v[i], to->text))
			return false;
	flow_build(u->arena, u->language, g);
	for (size_t i = 0; i < g->steps.n; i++)
		if (g->steps.v[i].op == STEP_SET && g->steps.v[i].dst &&
		    str_has(g->steps.v[i].dst->text, to->text))
			return false;
	return true;
}

/* defer func() { <-turn }(): a place that the next one gets. */
static bool
receives(struct str text)
{
	size_t at;

	while ((at = str_find(text, STR("<-"))) != SIZE_MAX) {
		text = str_from_pos(text, at + 2);
		if (text.n && (char_is_alpha(text.p[0]) || text.p[0] == '_'))
			return true;
	}
	return false;
}

void
look_at_swarm(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const limits[] = { "imit",  "sem",  "Sem",	     "slots",  "tokens",
					      "atch",  "hunk", "oncurr",     "orkers", "permits",
					      "pool",  "Pool", "struct{}{}", "allel",  "Ticker",
					      "Sleep", NULL };
	const struct node *body = n->d ? n->d : n->c, *made = NULL;
	struct function *g = NULL;

	if (strcmp(u->language->name, "go") || !n->b || n->b->kind != NODE_NAME || !body)
		return;
	for (uint32_t i = 0; i < body->n && !made; i++)
		if (body->kids[i]->kind == NODE_GO)
			made = connects_in_go(u, body->kids[i], &g, 0);
	if (!made || !g || !is_one_address(u, g, made) || receives(n->text) ||
	    text_mentions(u, limits))
		return;
	finding_step(u,
		     call_tell(u, "port-exhaustion", n, at, 0.6,
			       "a connection for each of them at once: nothing bounds how many",
			       "Connect for a few dozen at a time, or share connections."),
		     made->line, "each connects here, to the same address");
}

/* What a closure or a call in n does, or what it makes: the first that connects. */
static const struct node *
connects_by(struct unit *u, const struct node *n, unsigned depth)
{
	const struct node *parts[] = { n ? n->a : NULL, n ? n->b : NULL, n ? n->d : NULL };
	const struct node *found = NULL;

	if (!n || depth > 40)
		return NULL;
	if (n->kind == NODE_CALL || n->kind == NODE_NAME || n->kind == NODE_FIELD ||
	    n->kind == NODE_UNARY) {
		struct str name = n->kind == NODE_CALL	  ? call_name(n)
				  : n->kind == NODE_FIELD ? n->b->text
				  : n->kind == NODE_UNARY ? n->a->text
							  : n->text;

		for (size_t i = 0; i < u->functions.n && !found; i++) {
			const struct function *g = u->functions.v[i];

			/* a function of that name, or any of that class */
			if (name.n && (str_eq(g->name, name) || str_eq(g->of_class, name)))
				found = connects_in(u, g->node, 0);
		}
	}
	if (!found && n->kind == NODE_CALL && call_effect(u, n) &&
	    call_effect(u, n)->effect == EFFECT_CONNECT)
		found = n;
	for (size_t i = 0; i < COUNT_OF(parts) && !found; i++)
		found = connects_by(u, parts[i], depth + 1);
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = connects_by(u, n->kids[i], depth + 1);
	return found;
}

void
look_at_thread_swarm(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const limits[] = { "imit",	 "emaphore", "slots",	 "batch",   "Batch",
					      "hunk",	 "oncurr",   "workers",	 "Workers", "pool",
					      "Pool",	 "MAX",	     "max_",	 "kMax",    "sleep",
					      "acquire", "nThreads", "nthreads", NULL };
	static const char *const waits[] = { ".get(",	     ".wait(",	    ".join(",
					     "pthread_join", "wait_for",    ".size()",
					     "wait(",	     "detach_when", NULL };
	bool begins = (str_eq(call_name(n), STR("async")) && n->n &&
		       has(n->kids[0]->text, "launch::async")) ||
		      (str_eq(call_name(n), STR("thread")) && n->n) ||
		      (n->n &&
		       mentions_one(call_name(n), (const char *const[]){ "emplace_back", NULL }) &&
		       call_receiver(n) &&
		       name_has(call_receiver(n)->text,
				(const char *const[]){ "threads", "workers", "thr", "ts", "running",
						       "jobs", NULL }));
	const struct node *made;

	if (strcmp(u->language->name, "cpp") || !begins || !at->loop ||
	    mentions_one(at->loop->text, waits) || text_mentions(u, limits) ||
	    text_says(u, STR("accept(")) || u->searches++ > SEARCHES_MAX)
		return;
	/* for (int i = 0; i < 8; i++) begins as many as it says */
	if (at->loop->kind == NODE_FOR && at->loop->c && at->loop->b &&
	    at->loop->b->kind == NODE_BINARY && at->loop->b->b->kind != NODE_CALL)
		return;
	made = connects_by(u, n, 0);
	if (!made)
		return;
	finding_step(u,
		     call_tell(u, "port-exhaustion", n, at, 0.6,
			       "a connection for each of them at once: nothing bounds how many",
			       "Connect for a few dozen at a time."),
		     made->line, "each connects here");
}
