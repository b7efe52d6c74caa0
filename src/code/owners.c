/*
 * owners.c - who owns a connection in Rust
 *
 * A name owns one by its declared type, or by the call that made it, or by what it was
 * made of: a clone, a half, a wrapping, a closure's capture.
 */
#include "code/unit.h"

#define OWNER_DEPTH_MAX 4

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static bool
is_word_char(char c)
{
	return char_is_alnum(c) || c == '_';
}

bool
text_has_word(struct str text, struct str name)
{
	for (size_t from = 0; name.n && from < text.n;) {
		size_t at = str_find(str_from_pos(text, from), name);

		if (at == SIZE_MAX)
			return false;
		at += from;
		from = at + name.n;
		if (!(at && (is_word_char(text.p[at - 1]) || text.p[at - 1] == '.')) &&
		    !(from < text.n && is_word_char(text.p[from])))
			return true;
	}
	return false;
}

/* let name = …, (a, name) = …: what it is made of; empty: not here. */
static struct str
made_of(const struct function *f, struct str name)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if ((st->op == STEP_SET || st->op == STEP_MATCH) && st->dst && st->src &&
		    text_has_word(st->dst->text, name) && st->src->text.n < 300)
			return st->src->text;
	}
	return (struct str){ NULL, 0 };
}

/* "name: Type" of the parameters of f. */
struct str
function_param_type(const struct function *f, struct str name)
{
	struct str rest, one;

	if (!f->node->b)
		return (struct str){ NULL, 0 };
	rest = f->node->b->text;
	while (str_cut(&rest, ',', &one)) {
		size_t at = str_index(one, ':');

		if (at != SIZE_MAX && text_has_word(str_sub(one, 0, at), name))
			return str_trim(str_from_pos(one, at + 1));
	}
	return (struct str){ NULL, 0 };
}

static const char *const makes_link[] = { "into_split(",   ".split(",	       "try_clone(",
					  "accept(",	   "connect(",	       "io::split(",
					  "accept_async(", "connect_timeout(", NULL };
static const char *const makes_channel[] = { "channel(", "channel::<", "unbounded", "bounded(",
					     NULL };

static enum owner
owner_at(struct unit *u, struct function *f, struct str name, unsigned depth)
{
	struct str type, from;

	if (!f || depth > OWNER_DEPTH_MAX)
		return OWNS_NOTHING;
	flow_build(u->arena, u->language, f);
	type = function_param_type(f, name);
	if (type.n && type.p[0] != '&') {
		if (has(type, "Sender<"))
			return OWNS_SENDER;
		return type_bears_link(u, type) ? OWNS_LINK : OWNS_NOTHING;
	}
	from = made_of(f, name);
	if (!from.n)
		return f->name.n ? OWNS_NOTHING : owner_at(u, f->outer, name, depth + 1);
	if (mentions_one(from, makes_link))
		return OWNS_LINK;
	if (mentions_one(from, makes_channel))
		return OWNS_SENDER;
	/* tx.clone(), Arc::clone(&conn), BufReader::new(s) */
	for (size_t i = 0; i < from.n; i++) {
		struct str word;
		size_t end = i;

		while (end < from.n && is_word_char(from.p[end]))
			end++;
		word = str_sub(from, i, end - i);
		if (end > i && !str_eq(word, name) && (i == 0 || from.p[i - 1] != '.')) {
			enum owner o = owner_at(u, f, word, depth + 1);

			if (o != OWNS_NOTHING)
				return o;
		}
		i = end > i ? end : i;
	}
	return OWNS_NOTHING;
}

enum owner
name_owner(struct unit *u, struct function *f, struct str name)
{
	return owner_at(u, f, name, 0);
}

/* The next word of text that is no field's name. */
static bool
next_word(struct str text, size_t *at, struct str *ret)
{
	for (size_t i = *at; i < text.n; i++) {
		size_t end = i;

		while (end < text.n && is_word_char(text.p[end]))
			end++;
		if (end == i)
			continue;
		*at = end;
		if (char_is_alpha(text.p[i]) && !(i && text.p[i - 1] == '.')) {
			*ret = str_sub(text, i, end - i);
			return true;
		}
		i = end;
	}
	return false;
}

bool
text_owns_link(struct unit *u, struct function *f, struct str text)
{
	struct str word;

	for (size_t at = 0; next_word(text, &at, &word);) {
		if (word.p[0] >= 'A' && word.p[0] <= 'Z' ? type_bears_link(u, word)
							 : name_owner(u, f, word) == OWNS_LINK)
			return true;
	}
	return false;
}
