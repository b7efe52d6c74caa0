/*
 * numbers.c - Rust's descriptors that nobody owns
 *
 * A handle closes when its last owner is dropped. A RawFd, a c_int, a raw pointer or
 * what a ManuallyDrop has in it is no owner: who has such a one must end it by a call,
 * as in C, and a table of them that loses an entry closes nothing.
 */
#include "code/leaks.h"

/* Types of a number that may be a descriptor. */
static const char *const number_types[] = { "RawFd", "c_int", "libc::c_int", "RawSocket", NULL };

static bool
is_word_char(char c)
{
	return char_is_alnum(c) || c == '_';
}

/* RawFd, std::os::fd::RawFd: by its last name. */
static bool
is_number_type(struct str type)
{
	size_t colon = str_rindex(type, ':');

	type = str_trim(type);
	colon = str_rindex(type, ':');
	if (colon != SIZE_MAX)
		type = str_from_pos(type, colon + 1);
	for (const char *const *p = number_types; *p; p++)
		if (str_eq(type, str_from(*p)))
			return true;
	return false;
}

/* "name: Type" in text: its type, up to a comma, bracket or sign of equality. */
static struct str
type_told(struct str text, struct str name)
{
	for (size_t from = 0; name.n && from < text.n;) {
		size_t at = str_find(str_from_pos(text, from), name), end;

		if (at == SIZE_MAX)
			break;
		at += from;
		from = end = at + name.n;
		if ((at && is_word_char(text.p[at - 1])) ||
		    (end < text.n && is_word_char(text.p[end])))
			continue;
		while (end < text.n && text.p[end] == ' ')
			end++;
		if (end + 1 >= text.n || text.p[end] != ':' || text.p[end + 1] == ':')
			continue;
		at = ++end;
		while (end < text.n && !strchr(",)=;{}|<\n", text.p[end]))
			end++;
		return str_trim(str_sub(text, at, end - at));
	}
	return (struct str){ NULL, 0 };
}

/* … as RawFd */
static bool
is_cast_to_number(const struct node *n)
{
	size_t at = n ? str_find(n->text, STR(" as ")) : SIZE_MAX;

	if (at == SIZE_MAX || n->text.n > 120)
		return false;
	for (size_t next;
	     (next = str_find(str_from_pos(n->text, at + 4), STR(" as "))) != SIZE_MAX;)
		at += 4 + next;
	return is_number_type(str_from_pos(n->text, at + 4)) ||
	       str_eq(str_trim(str_from_pos(n->text, at + 4)), STR("i32"));
}

bool
name_is_number(struct unit *u, const struct function *f, struct str key)
{
	struct str root = key_root(key);

	if (!(u->language->traits & TRAIT_DROPS) || root.n != key.n)
		return false;
	for (; f; f = f->name.n ? NULL : f->outer) {
		if (f->node->b && is_number_type(type_told(f->node->b->text, root)))
			return true;
		for (size_t i = 0; i < f->steps.n; i++) {
			const struct step *st = &f->steps.v[i];

			if (st->op == STEP_SET && st->dst && st->src &&
			    str_eq(st->dst->text, root) &&
			    (is_cast_to_number(st->src) ||
			     (st->src->kind == NODE_CALL && call_makes_number(u, st->src))))
				return true;
		}
	}
	return false;
}

/* nix::unistd::dup, accept4(…) of use nix::…: functions of that library give numbers. */
static bool
is_of_library(const struct unit *u, const struct node *call, const char *library)
{
	const struct node *on = call_receiver(call);

	if (on)
		return str_has(on->text, str_from(library)) ||
		       (text_says(u, str_from(library)) &&
			(str_eq(on->text, STR("socket")) || str_eq(on->text, STR("unistd"))));
	return text_says(u, str_from(library));
}

bool
call_makes_number(struct unit *u, const struct node *call)
{
	static const char *const always[] = { "into_raw_fd", "into_raw_socket", NULL };
	static const char *const libc[] = { "socket", "accept", "accept4", "dup", "dup3", NULL };
	struct str name = call_name(call);
	const struct node *on = call_receiver(call);

	for (const char *const *p = always; *p; p++)
		if (str_eq(name, str_from(*p)))
			return true;
	for (const char *const *p = libc; *p; p++) {
		if (!str_eq(name, str_from(*p)))
			continue;
		if (on && str_has(on->text, STR("libc")))
			return true;
		if (on && !str_has(on->text, STR("nix")) && !str_eq(on->text, STR("socket")) &&
		    !str_eq(on->text, STR("unistd")))
			return false;
		if (is_of_library(u, call, " nix::"))
			/* its newer releases give owners for a socket() and a dup() */
			return str_starts(name, STR("accept")) ||
			       !(text_says(u, STR("OwnedFd")) || text_says(u, STR("as_raw_fd()")) ||
				 text_says(u, STR("as_fd()")));
		return !on && text_says(u, STR("libc")) && !map_get(&u->by_name, name);
	}
	return false;
}

bool
type_is_number(struct unit *u, struct str type)
{
	static const char *const behind[] = { "(RawFd",	    "(pub RawFd",	 "(c_int",
					      "(pub c_int", "(pub(crate) RawFd", "(i32)",
					      NULL };
	char buf[80];
	size_t at;
	struct str rest;

	if (!type.n || type.n > 60 || type.p[0] < 'A' || type.p[0] > 'Z')
		return false;
	memcpy(buf, "Drop for ", 9);
	memcpy(buf + 9, type.p, type.n);
	if (text_says(u, (struct str){ buf, 9 + type.n }))
		return false;
	memcpy(buf, "struct ", 7);
	memcpy(buf + 7, type.p, type.n);
	at = str_find(u->text, (struct str){ buf, 7 + type.n });
	if (at == SIZE_MAX)
		return false;
	rest = str_from_pos(u->text, at + 7 + type.n);
	for (const char *const *p = behind; *p; p++)
		if (str_starts(rest, str_from(*p)))
			return true;
	return false;
}

/* "fn name(" of an extern block; empty: it is not declared in this text. */
static struct str
declared(const struct unit *u, struct str name)
{
	char buf[80];
	size_t at, end;
	struct str rest;

	if (!name.n || name.n > 60)
		return (struct str){ NULL, 0 };
	memcpy(buf, "fn ", 3);
	memcpy(buf + 3, name.p, name.n);
	buf[3 + name.n] = '(';
	at = str_find(u->text, (struct str){ buf, 4 + name.n });
	if (at == SIZE_MAX)
		return (struct str){ NULL, 0 };
	rest = str_from_pos(u->text, at);
	end = str_index(rest, ';');
	return str_sub(rest, 0, MIN(end, rest.n));
}

bool
call_is_foreign(struct unit *u, const struct node *call)
{
	const struct node *on = call_receiver(call);
	struct str name = call_name(call);

	if (on)
		return str_eq(on->text, STR("ffi")) || str_ends(on->text, STR("_sys")) ||
		       str_eq(on->text, STR("sys")) || str_ends(on->text, STR("::ffi"));
	return !map_get(&u->by_name, name) && declared(u, name).n;
}

unsigned
call_refusal_signs(struct unit *u, const struct function *f, const struct step *call)
{
	const struct step *set = call->next == NOWHERE ? NULL : &f->steps.v[call->next];
	struct str name = { NULL, 0 };
	struct str head = declared(u, call_name(call->node));
	size_t arrow = str_find(head, STR("->"));
	bool pointer = arrow != SIZE_MAX && str_has(str_from_pos(head, arrow), STR("*"));

	if (set && set->op == STEP_SET && set->dst && set->dst->kind == NODE_NAME)
		name = set->dst->text;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		struct str text;

		if (st->op != STEP_TEST)
			continue;
		text = st->node->text;
		if (!(name.n && text_has_word(text, name)) &&
		    !(call->node->text.p >= text.p && call->node->text.p < text.p + text.n))
			continue;
		if (pointer || str_has(text, STR("is_null")))
			return SIGN_ZERO;
		return mentions_one(text, (const char *const[]){ "< 0", "-1", ">= 0", NULL })
			       ? SIGN_NEGATIVE
			       : SIGN_NEGATIVE | SIGN_POSITIVE;
	}
	return 0;
}

bool
call_gives_up(struct unit *u, const struct function *f, const struct node *call)
{
	static const char *const names[] = { "into_raw", "leak", "new", NULL };
	struct str name = call_name(call);

	if (call->n != 1 || !call_effect(u, call) || call_effect(u, call)->effect != EFFECT_LEASE ||
	    str_has(call->text, STR("from_raw_fd"))) /* it is only lent */
		return false;
	for (const char *const *p = names; *p; p++)
		if (str_eq(name, str_from(*p)))
			return text_owns_link(u, u->functions.v[f->number], call->kids[0]->text);
	return false;
}

bool
call_loses_number(struct unit *u, const struct function *f, const struct node *call)
{
	const struct node *on = call_receiver(call);

	return on && call->n && name_is_number(u, f, key_text(u, key_of(u, call->kids[0]))) &&
	       table_has_numbers(u, key_text(u, key_of(u, on)));
}

/* Who calls f, and closes something afterwards. */
static bool
caller_closes(struct unit *u, struct function *f)
{
	for (size_t i = 0; i < u->functions.n && f->called; i++) {
		struct function *g = u->functions.v[i];

		for (size_t k = 0; g != f && k < g->steps.n; k++)
			if (g->steps.v[k].op == STEP_CALL &&
			    call_function(u, g, g->steps.v[k].node) == f &&
			    function_closes(u, g, 0))
				return true;
	}
	return false;
}

/* What is called key at f's beginning has to be ended on all of its paths. */
static void
follow_given(struct unit *u, struct function *f, uint32_t key)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .alias = { key }, .aliases = 1, .flags = FLAG_CONNECTED };
	struct walk w;

	walk_begin(&w, u, f);
	w.given = true;
	s.step = f->entry;
	walk_from(&w, &s, EVENT_GIVEN, f->node->line, NULL);
	walk_all(&w);
	if (w.closers.n)
		tell_owner_leaks(&w, key_text(u, key), f->node->line);
	arena_reset(u->scratch, mark);
}

/* impl Drop: conn: ManuallyDrop<TcpStream> is left open where it is not taken out there. */
static void
follow_manual_fields(struct unit *u, struct function *f)
{
	struct str text = u->text, way = STR(": ManuallyDrop<");
	char buf[80] = "self.";

	for (size_t at, from = 0; (at = str_find(str_from_pos(text, from), way)) != SIZE_MAX;) {
		size_t end = from + at, begin = end;
		struct str name, type;

		from = end + way.n;
		while (begin && is_word_char(text.p[begin - 1]))
			begin--;
		name = str_sub(text, begin, end - begin);
		type = str_sub(text, from, 60);
		type = str_sub(type, 0, MIN(str_index(type, '>'), type.n));
		if (!name.n || name.n > 60 || !type_bears_link(u, type))
			continue;
		memcpy(buf + 5, name.p, name.n);
		if (str_has(f->node->text, (struct str){ buf, 5 + name.n }))
			follow_given(u, f, key_id(u, (struct str){ buf, 5 + name.n }));
	}
}

/* extern "C" fn on_close(ctx: *mut c_void): who is told of the end takes it back, always. */
static void
follow_end_callback(struct unit *u, struct function *f)
{
	for (size_t i = 0; i < f->params.n; i++) {
		struct str type = function_param_type(f, f->params.v[i]);

		if (str_starts(type, STR("*mut")) && str_has(f->node->text, STR("from_raw(")))
			follow_given(u, f, key_id(u, f->params.v[i]));
	}
}

void
follow_ends_by_hand(struct unit *u, struct function *f)
{
	static const char *const ended[] = { "closed",	  "ended",	  "freed",
					     "destroyed", "disconnected", "released",
					     "eof",	  "finalize",	  NULL };

	if (!(u->language->traits & TRAIT_DROPS) || f->too_long || !f->name.n)
		return;
	flow_build(u->arena, u->language, f);
	if (str_eq(f->name, STR("drop")))
		follow_manual_fields(u, f);
	else if (name_has(f->name, closing_words) || name_has(f->name, ended))
		follow_end_callback(u, f);
}

/* Taken out of the table, which alone knew it: who has the number now must close it. */
void
follow_lost_numbers(struct unit *u, struct function *f)
{
	static const char *const by_hand[] = { "close(", "into_raw_fd", "accept4(", "libc::accept",
					       NULL };

	static const char *const owners[] = { "TcpStream", "OwnedFd", "UnixStream", "Socket",
					      NULL };

	/* closed by hand, or by nobody here */
	if (!(u->language->traits & TRAIT_DROPS) || f->too_long ||
	    (!text_mentions(u, by_hand) && text_mentions(u, owners)))
		return;
	flow_build(u->arena, u->language, f);
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		struct state s = { .aliases = 1, .flags = FLAG_CONNECTED | FLAG_UNREGISTERED };
		struct arena_mark mark;
		struct walk w;

		if (!r || r->effect != EFFECT_REMOVE || !call_loses_number(u, f, st->node))
			continue;
		s.alias[0] = key_of(u, st->node->kids[0]);
		/* is_some() of what it gives: it was there */
		s.fact[s.facts++] = (struct fact){ key_of(u, st->node),
						   SIGN_NEGATIVE | SIGN_POSITIVE, ROLE_PLAIN };
		if (handle_origin(u, f, key_text(u, s.alias[0]), 0) == MADE_HERE ||
		    caller_closes(u, f))
			continue;
		mark = arena_mark(u->scratch);
		walk_begin(&w, u, f);
		w.summary = w.given = true;
		s.step = st->next;
		walk_from(&w, &s, EVENT_REMOVED, st->line, st->node);
		walk_all(&w);
		for (size_t k = 0; k < w.outcomes.n; k++) {
			struct leak_wish q = { .walk = &w,
					       .o = &w.outcomes.v[k],
					       .confidence = 0.7 };

			if (q.o->state.status != STATUS_OPEN || q.o->state.flags & FLAG_DEFERRED)
				continue;
			q.made_line = st->line;
			q.handle = str_copy(u->kept, key_text(u, s.alias[0]));
			leak_tell(&q);
			break;
		}
		arena_reset(u->scratch, mark);
	}
}
