/*
 * unclosed.c - a field gets a connection, and no line of the text closes what it has
 *
 * Who could still close it? Whoever has the object it is in. So the whole text is
 * asked: where nothing but the function that fills the field ever closes it, and
 * another ends the object, by free() or by closing its other parts, the descriptor
 * is left open for good. Of C alone, and of C++ that holds bare descriptors.
 */
#include "code/leaks.h"

#define FIELDS_MAX 16

struct kept_field {
	struct str name;   /* fd, of c->fd */
	struct str object; /* c */
	const struct function *by;
	uint32_t line;
};

static const struct node *
only(const struct node *n)
{
	while (n && (n->kind == NODE_LIST || n->kind == NODE_OTHER) && n->n == 1)
		n = n->kids[0];
	return n;
}

/* fd, of c->fd: what a field is called, in whatever object. */
static struct str
field_name(const struct node *n)
{
	n = only(n);
	return n && n->kind == NODE_FIELD && n->b ? n->b->text : (struct str){ NULL, 0 };
}

/* accept(…), a name that got what it returned, fdopen() of such: a connection of f's own. */
static bool
is_made_by(struct unit *u, const struct function *f, const struct node *src, unsigned depth)
{
	const struct effect_row *r;

	src = only(src);
	if (!src || depth > 6)
		return false;
	if (src->kind == NODE_NAME) {
		for (size_t i = 0; i < f->steps.n; i++) {
			const struct step *st = &f->steps.v[i];

			if (st->op == STEP_SET && st->dst && st->src &&
			    str_eq(st->dst->text, src->text) && only(st->src) != src &&
			    is_made_by(u, f, st->src, depth + 1))
				return true;
		}
		return false;
	}
	if (src->kind != NODE_CALL)
		return false;
	r = call_effect(u, src);
	if (str_eq(call_name(src), STR("fdopen")) || str_eq(call_name(src), STR("dup")))
		return src->n && is_made_by(u, f, src->kids[0], depth + 1);
	if (!r && !call_function(u, f, src))
		return depth > 0 && src->n > 0 && !call_receiver(src) &&
		       name_has(call_name(src), (const char *const[]){ "connect", "dial", NULL });
	return (r && effect_makes_handle(r) && r->effect != EFFECT_LEASE &&
		!str_has(src->text, STR("SOCK_DGRAM"))) ||
	       call_makes_by_helper(u, src);
}

static size_t
find_fields(struct unit *u, struct kept_field *fields)
{
	size_t n = 0;

	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *f = u->functions.v[i];

		for (size_t k = 0; k < f->steps.n && n < FIELDS_MAX; k++) {
			const struct step *st = &f->steps.v[k];
			struct str name = st->op == STEP_SET && st->dst ? field_name(st->dst)
									: (struct str){ NULL, 0 };
			bool again = false;

			if (!name.n || !is_made_by(u, f, st->src, 0))
				continue;
			for (size_t j = 0; j < n; j++)
				again |= str_eq(fields[j].name, name);
			if (!again)
				fields[n++] = (struct kept_field){
					name, key_root(key_text(u, key_of(u, st->dst))), f, st->line
				};
		}
	}
	return n;
}

/* Any call that ends something is given it, by this function or with the object it is in. */
static bool
ends_field(struct unit *u, const struct function *f, struct str name)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *n = st->node;
		const struct effect_row *r;

		/* int fd = c->fd; … close(fd); */
		if (st->op == STEP_SET && st->src && st->dst && st->dst->kind == NODE_NAME &&
		    str_eq(field_name(st->src), name))
			return true;
		if (st->op == STEP_RETURN && n && n->n && str_eq(field_name(n->kids[0]), name))
			return true; /* who asks for it may close it */
		if ((st->op != STEP_CALL && st->op != STEP_GO && st->op != STEP_DEFER) ||
		    n->kind != NODE_CALL)
			continue;
		r = call_effect(u, n);
		for (uint32_t k = 0; k < n->n; k++) {
			if (!str_eq(field_name(n->kids[k]), name))
				continue;
			if (r ? r->effect == EFFECT_CLOSE || r->effect == EFFECT_WRAP ||
					    r->effect == EFFECT_TAKE || r->effect == EFFECT_SPAWN
			      : !call_function(u, f, n) && !name_has(call_name(n), looking_words))
				return true;
			if (!r && call_function(u, f, n) &&
			    function_closes(u, call_function(u, f, n), 0))
				return true;
		}
	}
	return false;
}

/* conn_close(c), of another text: nobody can say what it ends. */
static bool
is_passed_away(struct unit *u, const struct function *f, struct str object, uint32_t before)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *n = st->node;

		if (st->op != STEP_CALL || n->kind != NODE_CALL || st->line > before ||
		    call_effect(u, n) || call_function(u, f, n) || call_only_forgets(n) ||
		    name_has(call_name(n), looking_words))
			continue;
		for (uint32_t k = 0; k < n->n; k++)
			if (str_eq(key_root(key_text(u, key_of(u, n->kids[k]))), object))
				return true;
	}
	return false;
}

/* Where f ends the object that has the field: its memory, or its other part. NULL: nowhere. */
static const struct step *
end_of_object(struct unit *u, const struct function *f, const struct kept_field *field,
	      struct str type, const struct kept_field *fields, size_t n)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL && st->node->kind == NODE_CALL
						     ? call_effect(u, st->node)
						     : NULL;
		const struct node *arg = r && st->node->n ? only(st->node->kids[0]) : NULL;
		struct str object;

		if (!arg)
			continue;
		object = key_root(key_text(u, key_of(u, arg)));
		if (!object.n || !type.n || !str_eq(type_of_name(f, object), type) ||
		    is_passed_away(u, f, object, st->line))
			continue;
		if (r->effect == EFFECT_FREE && arg->kind == NODE_NAME)
			return st;
		for (size_t k = 0; k < n && r->effect == EFFECT_CLOSE; k++)
			if (fields[k].by == field->by && !str_eq(fields[k].name, field->name) &&
			    str_eq(field_name(arg), fields[k].name))
				return st;
	}
	return NULL;
}

/* The same fault, told where its end is seen. */
static bool
is_told_of(struct unit *u, struct str name)
{
	for (size_t i = 0; i < u->report->findings.n; i++) {
		const struct code_finding *f = &u->report->findings.v[i];
		size_t dot = str_rindex(f->handle, '.');

		if (!strcmp(f->id, "close-wait-leak") &&
		    (str_eq(dot == SIZE_MAX ? f->handle : str_from_pos(f->handle, dot + 1), name) ||
		     !f->handle.n))
			return true;
	}
	return false;
}

static void
look_at_field(struct unit *u, const struct kept_field *field, const struct kept_field *fields,
	      size_t n)
{
	struct str type = type_of_name(field->by, field->object);
	const struct function *by = NULL;
	const struct step *end = NULL;
	struct code_finding *t;

	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *f = u->functions.v[i];

		if (f != field->by && ends_field(u, f, field->name))
			return;
		if (f == field->by || end)
			continue;
		end = end_of_object(u, f, field, type, fields, n);
		by = f;
	}
	if (!end || is_told_of(u, field->name))
		return;
	for (size_t i = 0; i < u->functions.n; i++)
		if (u->functions.v[i]->steps.n && end >= u->functions.v[i]->steps.v &&
		    end < u->functions.v[i]->steps.v + u->functions.v[i]->steps.n)
			by = u->functions.v[i];
	t = finding_add(u, "close-wait-leak", end->line, by, 0.75);
	t->handle = str_copy(u->kept, field->name);
	t->message = str_printf(u->kept, "'" STR_F "' of what ends here is closed by no line",
				STR_A(field->name));
	finding_step(u, t, field->line, "it gets a connection here");
	finding_step(u, t, end->line, "what holds it ends: '" STR_F "'",
		     STR_A(node_shown(u, end->node)));
	t->fix = str_printf(u->kept, "Close '" STR_F "' here too.", STR_A(field->name));
}

void
look_for_unclosed(struct unit *u)
{
	struct kept_field fields[FIELDS_MAX];
	size_t n;

	if (strcmp(u->language->name, "c") != 0 && strcmp(u->language->name, "cpp") != 0)
		return;
	n = find_fields(u, fields);
	for (size_t i = 0; i < n; i++)
		look_at_field(u, &fields[i], fields, n);
}
