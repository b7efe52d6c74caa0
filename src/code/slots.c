/*
 * slots.c - a slot of a table is overwritten, and not all who ask for that close first
 *
 * slot_remove(i) moves the last entry over entry i: the descriptor in it is forgotten
 * there, so who calls it has to close before. Where some callers do and another does
 * neither that nor hand it on, that one loses it. Of C and C++.
 */
#include "code/leaks.h"

/* Lines between the close and the call that forgets: one statement each, and a log. */
#define NEAR_LINES 8

/* t[i] = t[n], of f's parameter i: the table's name, empty: this step does no such thing. */
static struct str
table_moved(const struct function *f, const struct step *st)
{
	const struct node *src = st->src;

	while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) && src->n == 1)
		src = src->kids[0];
	if (st->op == STEP_SET && st->dst && src && st->dst->kind == NODE_INDEX &&
	    src->kind == NODE_INDEX && st->dst->a && src->a && st->dst->b &&
	    str_eq(st->dst->a->text, src->a->text) && function_has_param(f, st->dst->b->text))
		return st->dst->a->text;
	return (struct str){ NULL, 0 };
}

/* n speaks of table[index], or what is in it. */
static bool
is_about(const struct node *n, struct str table, struct str index)
{
	size_t at = str_find(n->text, table);
	struct str rest;

	if (at == SIZE_MAX)
		return false;
	rest = str_trim(str_from_pos(n->text, at + table.n));
	return rest.n > index.n + 1 && rest.p[0] == '[' &&
	       str_starts(str_trim(str_from_pos(rest, 1)), index);
}

enum before { KEEPS_OPEN, CLOSES, HANDS_ON };

/* What g does with table[index] right before, or behind, the call. */
static enum before
done_before(struct unit *u, const struct function *g, const struct step *call, struct str table,
	    struct str index)
{
	enum before done = KEEPS_OPEN;

	for (size_t i = 0; i < g->steps.n; i++) {
		const struct step *st = &g->steps.v[i];
		const struct effect_row *r;

		if (st == call || st->loop != call->loop || st->line + NEAR_LINES < call->line ||
		    st->line > call->line + 3)
			continue;
		if (st->op == STEP_SET && st->src && st->dst && is_about(st->src, table, index) &&
		    st->src->kind != NODE_CALL)
			done = done == CLOSES ? done : HANDS_ON; /* int fd = t[i].fd */
		if (st->op != STEP_CALL || st->node->kind != NODE_CALL)
			continue;
		r = call_effect(u, st->node);
		for (uint32_t k = 0; k < st->node->n; k++) {
			if (!is_about(st->node->kids[k], table, index))
				continue;
			if (r ? r->effect == EFFECT_CLOSE : call_says_end(u, st->node))
				return CLOSES;
			if (!r && !name_has(call_name(st->node), looking_words))
				done = HANDS_ON;
		}
	}
	return done;
}

static void
look_at_slot(struct unit *u, struct function *f, struct str table)
{
	const struct step *forgets = NULL;
	struct function *by = NULL;
	struct str index = { NULL, 0 };
	uint32_t closes = 0;
	struct code_finding *n;

	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *g = u->functions.v[i];

		for (size_t k = 0; k < g->steps.n; k++) {
			const struct step *st = &g->steps.v[k];

			if (st->op != STEP_CALL || st->node->kind != NODE_CALL || st->node->n < 1 ||
			    call_function(u, g, st->node) != f ||
			    st->node->kids[0]->kind != NODE_NAME)
				continue;
			switch (done_before(u, g, st, table, st->node->kids[0]->text)) {
			case CLOSES:
				closes = st->line;
				break;
			case HANDS_ON:
				break;
			case KEEPS_OPEN:
				forgets = st;
				by = g;
				index = st->node->kids[0]->text;
				break;
			}
		}
	}
	if (!closes || !forgets || leak_is_told_at(u, forgets->line))
		return;
	n = finding_add(u, "close-wait-leak", forgets->line, by, 0.65);
	n->handle = str_printf(u->kept, STR_F "[" STR_F "]", STR_A(table), STR_A(index));
	n->message = str_printf(u->kept, "'" STR_F "' is taken out of its table, and stays open",
				STR_A(n->handle));
	finding_step(u, n, closes, "who calls it here closes first");
	finding_step(u, n, forgets->line, "and here nobody does: '" STR_F "'",
		     STR_A(node_shown(u, forgets->node)));
	n->fix = str_printf(u->kept, "Close what '" STR_F "' has before.", STR_A(n->handle));
}

void
look_for_lost_slots(struct unit *u)
{
	if (strcmp(u->language->name, "c") != 0 && strcmp(u->language->name, "cpp") != 0)
		return;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		if (!f->name.n || !f->params.n || function_closes(u, f, 0))
			continue;
		for (size_t k = 0; k < f->steps.n; k++) {
			struct str table = table_moved(f, &f->steps.v[k]);

			if (table.n)
				look_at_slot(u, f, table);
		}
	}
}
