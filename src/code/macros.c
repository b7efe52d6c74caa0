/*
 * macros.c - macros of Rust that are code, written as the code that they become
 *
 * The grammar keeps what stands in a macro as loose tokens. Those that decide about
 * connections are rewritten before the text is parsed, each on its own lines: an arm of
 * select! becomes an arm of a match, bail! a return, write! a call.
 */
#include "code/language.h"

/* select! in select!: nobody's nesting is deeper. */
#define NESTED_MAX 8
/* Deeper is no piece of a program. */
#define OPEN_MAX 16

struct rewriting {
	struct arena *a;
	struct str in;
	struct str_buf {
		char *p;
		size_t n, size;
	} out;
	unsigned depth;
};

static void
put(struct rewriting *w, struct str s)
{
	if (w->out.n + s.n > w->out.size) {
		size_t size = (w->out.n + s.n) * 2 + 256;
		char *p = arena_new(w->a, char, size);

		if (w->out.n)
			memcpy(p, w->out.p, w->out.n);
		w->out.p = p;
		w->out.size = size;
	}
	if (s.n)
		memcpy(w->out.p + w->out.n, s.p, s.n);
	w->out.n += s.n;
}

static bool
is_word_char(char c)
{
	return char_is_alnum(c) || c == '_';
}

/* Behind the string, comment or letter that begins at i; i itself where there is none. */
static size_t
skip_opaque(struct str s, size_t i)
{
	size_t n = i;

	if (s.p[i] == '"') {
		for (n++; n < s.n && s.p[n] != '"'; n++)
			n += s.p[n] == '\\';
		return MIN(n + 1, s.n);
	}
	if (s.p[i] == 'r' && i + 1 < s.n && (s.p[i + 1] == '"' || s.p[i + 1] == '#') &&
	    (i == 0 || !is_word_char(s.p[i - 1]))) { /* r#"…"# */
		size_t marks = 0;

		for (n++; n < s.n && s.p[n] == '#'; n++)
			marks++;
		if (n >= s.n || s.p[n] != '"')
			return i;
		for (n++; n < s.n; n++) {
			size_t k = 0;

			while (s.p[n] == '"' && k < marks && n + 1 + k < s.n &&
			       s.p[n + 1 + k] == '#')
				k++;
			if (s.p[n] == '"' && k == marks)
				return n + 1 + k;
		}
		return s.n;
	}
	if (s.p[i] == '\'' && i + 2 < s.n) { /* 'c' and '\n', and no lifetime */
		if (s.p[i + 1] == '\\') {
			size_t end = i + 3;

			while (end < s.n && end < i + 12 && s.p[end] != '\'')
				end++;
			return MIN(end + 1, s.n);
		}
		return s.p[i + 2] == '\'' ? i + 3 : i;
	}
	if (s.p[i] == '/' && i + 1 < s.n && s.p[i + 1] == '/') {
		while (n < s.n && s.p[n] != '\n')
			n++;
		return n;
	}
	if (s.p[i] == '/' && i + 1 < s.n && s.p[i + 1] == '*') {
		size_t end = str_find(str_from_pos(s, i + 2), STR("*/"));

		return end == SIZE_MAX ? s.n : i + 2 + end + 2;
	}
	return i;
}

/* Behind the bracket that closes the one at i; s.n where there is none. */
static size_t
skip_brackets(struct str s, size_t i)
{
	unsigned depth = 0;

	while (i < s.n) {
		size_t next = skip_opaque(s, i);

		if (next > i) {
			i = next;
			continue;
		}
		depth += strchr("([{", s.p[i]) && s.p[i];
		if (strchr(")]}", s.p[i]) && s.p[i] && --depth == 0)
			return i + 1;
		i++;
	}
	return s.n;
}

/* What is not a part: blanks and comments. */
static size_t
skip_blank(struct str s, size_t i)
{
	while (i < s.n) {
		size_t next = s.p[i] == '/' ? skip_opaque(s, i) : i;

		if (next == i && !char_is_space(s.p[i]))
			break;
		i = next > i ? next : i + 1;
	}
	return i;
}

/* Where, outside of all brackets, one of the two stands next: "=>" or the letter. */
static size_t
find_outside(struct str s, size_t i, int letter, bool arrow)
{
	while (i < s.n) {
		size_t next = skip_opaque(s, i);

		if (next > i) {
			i = next;
			continue;
		}
		if (arrow && s.p[i] == '=' && i + 1 < s.n && s.p[i + 1] == '>')
			return i;
		if (s.p[i] == letter && !(letter == '=' && i + 1 < s.n && s.p[i + 1] == '='))
			return i;
		if (s.p[i] && strchr("([{", s.p[i]))
			i = skip_brackets(s, i);
		else
			i++;
	}
	return s.n;
}

static void rewrite(struct rewriting *w, struct str s);

/* Only the ends of its lines, so that what follows keeps its line. */
static void
put_lines(struct rewriting *w, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\n')
			put(w, STR("\n"));
}

/* "pattern = call, if guard => body": as an arm "_ if let pattern = call => body". */
static size_t
rewrite_arm(struct rewriting *w, struct str s, size_t i)
{
	size_t from = skip_blank(s, i), sign, arrow, end, comma;

	put(w, str_sub(s, i, from - i));
	if (str_starts(str_from_pos(s, from), STR("biased;")))
		return from + 7;
	sign = find_outside(s, from, '=', true);
	arrow = find_outside(s, from, -1, true);
	if (arrow >= s.n || sign >= s.n) {
		put(w, str_from_pos(s, from));
		return s.n;
	}
	if (sign == arrow) { /* else => */
		put(w, STR("_ "));
		put_lines(w, str_sub(s, from, arrow - from));
	} else {
		put(w, STR("_ if let "));
		comma = find_outside(s, sign, ',', true);
		rewrite(w, str_sub(s, from, MIN(comma, arrow) - from));
		if (comma < arrow)
			put_lines(w, str_sub(s, comma, arrow - comma));
		put(w, STR(" "));
	}
	put(w, STR("=>"));
	from = skip_blank(s, arrow + 2);
	put(w, str_sub(s, arrow + 2, from - arrow - 2));
	end = from < s.n && s.p[from] == '{' ? skip_brackets(s, from)
					     : find_outside(s, from, ',', false);
	rewrite(w, str_sub(s, from, end - from));
	put(w, STR(","));
	end = skip_blank(s, end);
	return end < s.n && s.p[end] == ',' ? end + 1 : end;
}

/* What stands between the brackets of select! */
static void
rewrite_select(struct rewriting *w, struct str body)
{
	size_t i = 0;

	put(w, STR("match select_() {"));
	while (i < body.n && skip_blank(body, i) < body.n) {
		size_t next = rewrite_arm(w, body, i);

		i = next > i ? next : body.n;
	}
	put_lines(w, str_from_pos(body, i));
	put(w, STR("}"));
}

struct macro_row {
	const char *name;
	const char *before, *instead; /* instead of "name!" */
};

static const struct macro_row rows[] = {
	{ "write", "", "write_" }, { "writeln", "", "writeln_" },   { "bail", "return ", "Err" },
	{ "join", "", "join_" },   { "try_join", "", "try_join_" }, { "ready", "", "ready_" },
};

/* anyhow::bail: where the path to the name that ends at end begins in what is put. */
static size_t
path_begin(const struct rewriting *w)
{
	size_t i = w->out.n;

	while (i && (is_word_char(w->out.p[i - 1]) || w->out.p[i - 1] == ':'))
		i--;
	return i;
}

/* name!( at i: false, where it is none of ours. */
static bool
rewrite_macro(struct rewriting *w, struct str s, struct str name, size_t open, size_t *ret)
{
	if (str_eq(name, STR("select")) && s.p[open] == '{') {
		size_t end = skip_brackets(s, open);

		w->out.n = path_begin(w);
		rewrite_select(w, str_sub(s, open + 1, end > open + 2 ? end - open - 2 : 0));
		*ret = end;
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(rows) && s.p[open] == '('; i++)
		if (str_eq(name, str_from(rows[i].name))) {
			w->out.n = path_begin(w);
			put(w, str_from(rows[i].before));
			put(w, str_from(rows[i].instead));
			*ret = open;
			return true;
		}
	return false;
}

static void
rewrite(struct rewriting *w, struct str s)
{
	size_t i = 0, from = 0;

	if (w->depth >= NESTED_MAX) {
		put(w, s);
		return;
	}
	w->depth++;
	while (i < s.n) {
		size_t next = skip_opaque(s, i), end;

		if (next > i) {
			put(w, str_sub(s, i, next - i));
			i = next;
			continue;
		}
		if (!char_is_alpha(s.p[i]) && s.p[i] != '_') {
			put(w, str_sub(s, i++, 1));
			continue;
		}
		from = i;
		while (i < s.n && is_word_char(s.p[i]))
			i++;
		end = i;
		if (end + 1 < s.n && s.p[end] == '!') {
			size_t open = skip_blank(s, end + 1);

			if (open < s.n &&
			    rewrite_macro(w, s, str_sub(s, from, end - from), open, &i))
				continue;
		}
		put(w, str_sub(s, from, end - from));
	}
	w->depth--;
}

/* A piece that was cut out of a file: what it leaves open is closed. */
static void
close_blocks(struct rewriting *w)
{
	struct str s = { w->out.p, w->out.n };
	unsigned open = 0;

	for (size_t i = 0; i < s.n;) {
		size_t next = skip_opaque(s, i);

		if (next > i) {
			i = next;
			continue;
		}
		open += s.p[i] == '{';
		if (s.p[i] == '}' && open)
			open--;
		else if (s.p[i] == '}')
			w->out.p[i] = ' '; /* what it closes was cut off */
		i++;
	}
	for (; open && open <= OPEN_MAX; open--)
		put(w, STR("}"));
}

struct str
rust_prepare(struct arena *a, struct str text)
{
	struct rewriting w = { .a = a };

	rewrite(&w, text);
	close_blocks(&w);
	return (struct str){ w.out.p, w.out.n };
}
