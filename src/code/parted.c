/*
 * parted.c - who reads a connection to its end takes it out of its table, and closes nothing
 *
 * A function of Go puts the connection it was given into a table for others to write to,
 * reads it until its end and takes it out of there again. From then on nobody else knows
 * it: neither it, nor what it calls or begins, nor who calls it closes anything.
 */
#include "code/leaks.h"

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

/* T[…] = …, of what f was given, by itself or by a helper that it gives it to. */
static bool
is_put(struct unit *u, struct function *f, struct str table, unsigned depth)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *to = st->op == STEP_SET ? st->dst : NULL;
		struct function *g;

		while (to && to->kind == NODE_LIST && to->n == 1)
			to = to->kids[0];
		if (to && to->kind == NODE_INDEX && to->a && str_eq(to->a->text, table))
			return true;
		g = st->op == STEP_CALL && st->node->kind == NODE_CALL && st->node->n && !depth &&
				    !call_effect(u, st->node)
			    ? call_function(u, f, st->node)
			    : NULL;
		if (!g || g == f)
			continue;
		flow_build(u->arena, u->language, g);
		if (is_put(u, g, table, depth + 1))
			return true;
	}
	return false;
}

/* delete(T, …) at this step, by itself or a helper: T, and the line in the helper. */
static struct str
table_left(struct unit *u, struct function *f, const struct step *st, uint32_t *line)
{
	const struct node *n = st->node;
	struct function *g;

	if ((st->op != STEP_CALL && st->op != STEP_DEFER) || n->kind != NODE_CALL)
		return (struct str){ NULL, 0 };
	if (str_eq(call_name(n), STR("delete")) && !call_receiver(n) && n->n == 2) {
		*line = st->line;
		return elements_hold_connection(u, f, n->kids[0]) ? n->kids[0]->text
								  : (struct str){ NULL, 0 };
	}
	g = call_effect(u, n) ? NULL : call_function(u, f, n);
	if (!g || g == f)
		return (struct str){ NULL, 0 };
	flow_build(u->arena, u->language, g);
	if (function_closes(u, g, 0))
		return (struct str){ NULL, 0 }; /* the one it takes out, or a broken one */
	for (size_t i = 0; i < g->steps.n; i++) {
		const struct node *k = g->steps.v[i].node;

		if (g->steps.v[i].op == STEP_CALL && k->kind == NODE_CALL && k->n == 2 &&
		    !call_receiver(k) && str_eq(call_name(k), STR("delete")) &&
		    elements_hold_connection(u, g, k->kids[0])) {
			*line = g->steps.v[i].line;
			return k->kids[0]->text;
		}
	}
	return (struct str){ NULL, 0 };
}

/*
 * f, or a function of this text that it begins, or calls with the connection or outside of
 * its loop, may end something. What a call in the loop ends is another's: a broken peer.
 */
static bool
may_close(struct unit *u, struct function *f, struct str name)
{
	static const char *const words[] = { "Close", "close", "Stop(", "Shutdown", NULL };

	if (mentions_one(f->node->text, words))
		return true;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		struct function *g;

		if ((st->op != STEP_GO && st->op != STEP_CALL && st->op != STEP_DEFER) ||
		    st->node->kind != NODE_CALL)
			continue;
		g = call_effect(u, st->node) ? NULL : call_function(u, f, st->node);
		if (!g && text_has_word(st->node->text, name) && !call_effect(u, st->node) &&
		    !(call_receiver(st->node) && str_eq(call_receiver(st->node)->text, name)) &&
		    st->op != STEP_CALL)
			return true; /* another text's has it */
		if (!g || g == f)
			continue;
		flow_build(u->arena, u->language, g);
		if (function_closes(u, g, 0) &&
		    (st->op != STEP_CALL || !st->loop || text_has_word(st->node->text, name)))
			return true;
	}
	return false;
}

/* A parameter of f that is a connection, which f itself reads: its name. */
static struct str
reads_param(struct unit *u, struct function *f)
{
	struct str none = { NULL, 0 };

	for (size_t i = 0; i < f->params.n; i++) {
		struct str name = f->params.v[i];

		if (!name.n || !name_is_connection(u, f, name))
			continue;
		for (size_t k = 0; k < f->steps.n; k++) {
			const struct step *st = &f->steps.v[k];
			const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node)
									 : NULL;
			const struct node *subject = r ? call_subject(st->node, r->at) : NULL;

			if (subject && str_eq(subject->text, name) &&
			    (r->effect == EFFECT_READ ||
			     (r->effect == EFFECT_WRAP && has(st->node->text, "bufio.New"))))
				return name;
		}
	}
	return none;
}

/* Something that ends connections stands in who calls or begins f, as in a wrapper of it. */
static bool
is_closed_around(struct unit *u, const struct function *f)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *g = u->functions.v[i];

		if (g == f || !g->node->d || !str_has(g->node->d->text, f->name))
			continue;
		flow_build(u->arena, u->language, g);
		for (size_t k = 0; k < g->steps.n; k++) {
			const struct step *st = &g->steps.v[k];

			if ((st->op == STEP_CALL || st->op == STEP_GO || st->op == STEP_DEFER) &&
			    st->node->kind == NODE_CALL && str_eq(call_name(st->node), f->name) &&
			    mentions_one(g->node->text,
					 (const char *const[]){ "Close()", "lose(", NULL }))
				return true;
		}
	}
	return false;
}

static bool
returns_value(const struct function *f)
{
	for (size_t i = 0; i < f->steps.n; i++)
		if (f->steps.v[i].op == STEP_RETURN && f->steps.v[i].node && f->steps.v[i].node->n)
			return true;
	return false;
}

static bool
is_told(const struct unit *u, const struct function *f)
{
	for (size_t i = 0; i < u->report->findings.n; i++) {
		const struct code_finding *k = &u->report->findings.v[i];

		if (!strcmp(k->id, "close-wait-leak") && k->line >= f->node->line &&
		    k->line <= f->node->end_line)
			return true;
	}
	return false;
}

void
look_for_parted(struct unit *u, struct function *f)
{
	struct str name;

	if (strcmp(u->language->name, "go") != 0 || !f->name.n || !f->loop_outer.n ||
	    is_told(u, f) || returns_value(f) || has(f->node->text, "<-"))
		return;
	name = reads_param(u, f);
	if (!name.n || may_close(u, f, name) || is_closed_around(u, f))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		uint32_t line = 0;
		struct str table = table_left(u, f, st, &line);
		struct code_finding *n;

		if (!table.n || !is_put(u, f, table, 0))
			continue;
		n = finding_add(u, "close-wait-leak", st->line, f, 0.7);
		n->handle = str_copy(u->kept, name);
		n->message = str_printf(u->kept,
					"'" STR_F "' is taken out of its table and not closed: "
					"nobody knows this connection any more",
					STR_A(name));
		n->fix = STR("Close it before it is forgotten.");
		finding_step(u, n, f->node->line, "'" STR_F "' is given here", STR_A(name));
		finding_step(u, n, line, "taken out of its table, it stays open");
		return;
	}
}
