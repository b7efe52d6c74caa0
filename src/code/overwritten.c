/*
 * overwritten.c - a field that gets another handle, or none, while it has one
 */
#include "code/leaks.h"

/* l.conn = nil after a write has failed, and nothing has closed it. */
void
follow_field_writes(struct unit *u, struct function *f)
{
	if (u->language->traits & (TRAIT_DROPS | TRAIT_CALLED_BACK))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject =
			r && (r->effect == EFFECT_WRITE_ALL || r->effect == EFFECT_WRITE)
				? call_subject(st->node, r->at)
				: NULL;
		struct arena_mark mark = arena_mark(u->scratch);
		struct state s = { .aliases = 1, .flags = FLAG_CONNECTED, .step = (uint32_t)i };
		struct walk w;

		if (!subject || subject->kind != NODE_FIELD || !f->self.n)
			continue;
		s.alias[0] = key_of(u, subject);
		if (!s.alias[0] || !str_eq(key_root(key_text(u, s.alias[0])), f->self))
			continue;
		walk_begin(&w, u, f);
		w.summary = w.given = true;
		walk_from(&w, &s, EVENT_NONE, 0, NULL);
		walk_all(&w);
		for (size_t k = 0; k < w.outcomes.n; k++) {
			const struct outcome *o = &w.outcomes.v[k];
			struct leak_wish q = { .walk = &w, .o = o, .confidence = 0.7 };

			if (o->state.status != STATUS_OPEN || !(o->state.flags & FLAG_LOST) ||
			    o->state.reason != REASON_ERROR || o->state.flags & FLAG_DEFERRED)
				continue;
			q.handle = str_copy(u->kept, key_text(u, s.alias[0]));
			leak_tell(&q);
			break;
		}
		arena_reset(u->scratch, mark);
	}
}

/* self.close(), reset(c), close(u->fd): what the field has is ended before. */
static bool
ends_field(struct unit *u, const struct function *f, struct str key, uint32_t before)
{
	struct str root = key_root(key);

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *n = st->node, *on;

		if (st->op != STEP_CALL || st->line > before)
			continue;
		if (!call_says_end(u, n) &&
		    !(call_effect(u, n) && call_effect(u, n)->effect == EFFECT_CLOSE))
			continue;
		on = call_receiver(n);
		if (!n->n && (!on || str_eq(key_root(key_text(u, key_of(u, on))), root)))
			return true;
		for (uint32_t k = 0; k < n->n; k++)
			if (str_eq(key_root(key_text(u, key_of(u, n->kids[k]))), root))
				return true;
		if (on && str_has(on->text, root))
			return true;
	}
	return false;
}

/* n speaks of name, but not as what is read or written: send(fd_, "?", 1) != 1 */
static bool
is_asked(struct unit *u, const struct node *n, struct str name, unsigned depth)
{
	const struct effect_row *r = n && n->kind == NODE_CALL ? call_effect(u, n) : NULL;

	if (!n || depth > 6 || !str_has(n->text, name))
		return false;
	if (r && (r->effect == EFFECT_READ || r->effect == EFFECT_WRITE ||
		  r->effect == EFFECT_WRITE_ALL))
		return false;
	if (n->kind == NODE_BINARY || n->kind == NODE_ASSIGN || n->kind == NODE_UNARY)
		return is_asked(u, n->a, name, depth + 1) || is_asked(u, n->b, name, depth + 1);
	return true;
}

/* if (u->fd < 0), if self.sock is None: it is asked whether there is one. */
static bool
asks_for_field(struct unit *u, const struct function *f, struct str key, uint32_t before)
{
	size_t dot = str_rindex(key, '.');
	struct str name = dot == SIZE_MAX ? key : str_from_pos(key, dot + 1);

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->line > before)
			continue;
		if ((st->op == STEP_TEST || st->op == STEP_MATCH) && st->node &&
		    is_asked(u, st->node, name, 0))
			return true;
		if (st->op == STEP_TEST && st->node && st->node->kind == NODE_CALL && !st->node->n)
			return true; /* isConnected() */
		/* old = self.sock */
		if (st->op == STEP_SET && st->src && st->line < before && key_of(u, st->src) &&
		    str_eq(key_text(u, key_of(u, st->src)), key))
			return true;
	}
	return false;
}

/* The line of f on which the object's connection is used, 0 none. */
static uint32_t
uses_object(struct unit *u, const struct function *f, struct str key, uint32_t before)
{
	struct str root = key_root(key);

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject;
		struct str on;

		if (!r || st->line >= before ||
		    (r->effect != EFFECT_READ && r->effect != EFFECT_WRITE &&
		     r->effect != EFFECT_WRITE_ALL))
			continue;
		subject = call_subject(st->node, r->at);
		on = subject ? key_text(u, key_of(u, subject)) : (struct str){ NULL, 0 };
		if (str_eq(on, key) ||
		    (root.n != key.n && on.n > root.n && str_eq(key_root(on), root)) ||
		    (root.n == key.n && map_get(&u->fields, key_root(on))))
			return st->line;
	}
	return 0;
}

static bool
is_field(const struct unit *u, const struct function *f, struct str key)
{
	struct str root = key_root(key);

	if (!key.n || key.p[0] == '@' || key.p[key.n - 1] == ']')
		return false;
	if (root.n != key.n)
		return function_has_param(f, root) || (f->self.n && str_eq(root, f->self));
	/* fd_, of C++, whose class is in a header */
	if (u->language->traits & TRAIT_MAY_THROW && !function_has_param(f, key) && f->of_class.n &&
	    (str_ends(key, STR("_")) || str_starts(key, STR("m_"))) && !type_of_name(f, key).n)
		return true;
	return u->language->traits & TRAIT_FIELDS_BARE && map_get(&u->fields, key) &&
	       !function_has_param(f, key);
}

static bool
is_connected_by(struct unit *u, struct function *f, const struct node *src)
{
	const struct effect_row *r;

	while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) && src->n == 1)
		src = src->kids[0];
	if (!src)
		return false;
	if (src->kind == NODE_NAME)
		return handle_origin(u, f, src->text, 0) == MADE_HERE;
	if (src->kind != NODE_CALL && src->kind != NODE_NEW)
		return false;
	r = call_effect(u, src);
	return r ? r->effect == EFFECT_CONNECT && r->at == AT_RESULT : call_makes_by_helper(u, src);
}

static void
tell_overwritten(struct unit *u, struct function *f, const struct step *st, struct str key,
		 uint32_t used, uint32_t called, const struct function *by)
{
	struct code_finding *n;

	if (leak_is_told(u, "close-wait-leak", st->line, key))
		return;
	n = finding_add(u, "close-wait-leak", st->line, f, 0.7);
	n->handle = str_copy(u->kept, key);
	n->message = str_printf(u->kept,
				"'" STR_F "' gets a new connection, and the old one is not closed",
				STR_A(key));
	finding_step(u, n, used, "the connection is used here");
	if (by)
		finding_step(u, n, called, "connects again by " STR_F "()", STR_A(f->name));
	finding_step(u, n, st->line, "the new one takes its place: '" STR_F "'",
		     STR_A(node_shown(u, st->node)));
	n->fix = str_printf(u->kept, "Close '" STR_F "' before it gets another.", STR_A(key));
}

/* Who calls f again after it has used what f connects. */
static void
look_for_reconnects(struct unit *u, struct function *f, const struct step *st, struct str key)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *g = u->functions.v[i];
		struct str there;

		if (g == f || is_constructor_of(g) || !str_has(g->node->text, f->name))
			continue;
		for (size_t k = 0; k < g->steps.n; k++) {
			const struct step *call = &g->steps.v[k];
			uint32_t used;

			if (call->op != STEP_CALL || call_function(u, g, call->node) != f)
				continue;
			there = key;
			if (key_root(key).n != key.n && g->self.n && f->self.n &&
			    str_eq(key_root(key), f->self)) {
				uint32_t id = key_id(
					u, str_printf(u->scratch, STR_F STR_F, STR_A(g->self),
						      STR_A(str_from_pos(key, f->self.n))));

				there = key_text(u, id);
			}
			used = uses_object(u, g, there, call->line);
			if (used && !ends_field(u, g, there, call->line) &&
			    !asks_for_field(u, g, there, call->line)) {
				tell_overwritten(u, f, st, key, used, call->line, g);
				return;
			}
		}
	}
}

void
look_for_overwritten(struct unit *u, struct function *f)
{
	if (u->language->traits & (TRAIT_DROPS | TRAIT_CALLED_BACK) || is_constructor_of(f))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *dst = st->dst;
		struct str key;
		uint32_t used;

		if (st->op != STEP_SET || !dst || !st->src)
			continue;
		if (dst->kind == NODE_LIST && dst->n)
			dst = dst->kids[0];
		key = key_text(u, key_of(u, dst));
		if (!is_field(u, f, key) || !is_connected_by(u, f, st->src) ||
		    ends_field(u, f, key, st->line) || asks_for_field(u, f, key, st->line))
			continue;
		used = uses_object(u, f, key, st->line);
		if (used)
			tell_overwritten(u, f, st, key, used, 0, NULL);
		else
			look_for_reconnects(u, f, st, key);
	}
}
