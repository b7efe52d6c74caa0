/*
 * handler.c - a leak at end of file, found in the text of a connection handler
 */
#include "drill/handler.h"

#define NOWHERE SIZE_MAX

static bool
is_name(char c)
{
	return char_is_alnum(c) || c == '_';
}

/* The end of the comment or literal that begins at i, i itself if none does. */
static size_t
skip_quoted(struct str s, size_t i)
{
	char quote = s.p[i];
	struct str two = str_sub(s, i, 2);
	size_t n;

	if (str_eq(two, STR("//"))) {
		n = str_index(str_from_pos(s, i), '\n');
		return n == NOWHERE ? s.n : i + n;
	}
	if (str_eq(two, STR("/*"))) {
		n = str_find(str_from_pos(s, i + 2), STR("*/"));
		return n == NOWHERE ? s.n : i + 2 + n + 2;
	}
	if (quote != '"' && quote != '\'')
		return i;
	for (n = i + 1; n < s.n && s.p[n] != quote && s.p[n] != '\n'; n++)
		n += s.p[n] == '\\';
	return MIN(n + 1, s.n);
}

/* A copy in which comments and literals are blank; lines stay where they are. */
static struct str
code_only(struct arena *a, struct str s)
{
	char *p = str_to_cstr(a, s);
	size_t i = 0;

	while (i < s.n) {
		size_t end = skip_quoted(s, i);

		if (end == i)
			end = ++i;
		for (; i < end; i++)
			if (p[i] != '\n')
				p[i] = ' ';
	}
	return (struct str){ p, s.n };
}

/* Where name stands as a word of its own, at or after from. */
static size_t
find_name(struct str s, struct str name, size_t from)
{
	for (;;) {
		size_t at = str_find(str_from_pos(s, from), name);

		if (at == NOWHERE)
			return NOWHERE;
		at += from;
		if ((!at || !is_name(s.p[at - 1])) &&
		    (at + name.n >= s.n || !is_name(s.p[at + name.n])))
			return at;
		from = at + 1;
	}
}

static size_t
skip_blanks(struct str s, size_t i)
{
	while (i < s.n && char_is_space(s.p[i]))
		i++;
	return i;
}

/* Where name is called, at or after from. */
static size_t
find_call(struct str s, struct str name, size_t from)
{
	size_t at = find_name(s, name, from), open;

	for (; at != NOWHERE; at = find_name(s, name, at + 1)) {
		open = skip_blanks(s, at + name.n);
		if (open < s.n && s.p[open] == '(')
			return at;
	}
	return NOWHERE;
}

/* Behind the bracket that closes the one at open; s.n when it is missing. */
static size_t
behind_bracket(struct str s, size_t open)
{
	char in = s.p[open], out = in == '(' ? ')' : '}';
	size_t depth = 0;

	for (size_t i = open; i < s.n; i++) {
		depth += s.p[i] == in;
		depth -= s.p[i] == out;
		if (!depth)
			return i + 1;
	}
	return s.n;
}

static uint32_t
line_of(struct str s, size_t at)
{
	uint32_t line = 1;

	for (size_t i = 0; i < at && i < s.n; i++)
		line += s.p[i] == '\n';
	return line;
}

/* The line of the first of these calls at or after from, 0 when there is none. */
static uint32_t
line_of_call(struct str s, const char *const *names, size_t from, struct str *ret_name)
{
	size_t best = NOWHERE;

	for (; *names; names++) {
		size_t at = find_call(s, str_from(*names), from);

		if (at >= best)
			continue;
		best = at;
		if (ret_name)
			*ret_name = str_from(*names);
	}
	return best == NOWHERE ? 0 : line_of(s, best);
}

/* "got = read(fd, …": the name that takes the result, and the first argument. */
struct reading_call {
	struct str got, fd;
	size_t at, behind; /* behind its statement */
};

static bool
parse_read(struct str s, size_t at, struct reading_call *r)
{
	size_t open = at + str_index(str_from_pos(s, at), '('), name_end, name_start, comma;
	size_t before = at, end;

	while (before && char_is_space(s.p[before - 1]))
		before--;
	if (!before || s.p[before - 1] != '=')
		return false;
	for (name_end = before - 1; name_end && char_is_space(s.p[name_end - 1]);)
		name_end--;
	for (name_start = name_end; name_start && is_name(s.p[name_start - 1]);)
		name_start--;
	comma = str_index(str_from_pos(s, open), ',');
	end = str_index(str_from_pos(s, open), ';');
	if (comma == NOWHERE || end == NOWHERE || comma > end || name_start == name_end)
		return false;
	r->at = at;
	r->behind = open + end + 1;
	r->got = str_sub(s, name_start, name_end - name_start);
	r->fd = str_trim(str_sub(s, open + 1, comma - 1));
	return r->fd.n > 0;
}

/* One branch of a chain if … else if … else. */
struct branch {
	struct str condition, body; /* condition empty: else */
	size_t at, body_at, behind;
};

/* The branch whose "if" or "else" begins at i. */
static bool
parse_branch(struct str s, size_t i, struct branch *b)
{
	struct str rest;

	*b = (struct branch){ .at = i };
	rest = str_from_pos(s, i);
	if (find_name(rest, STR("else"), 0) == 0)
		i = skip_blanks(s, i + 4);
	rest = str_from_pos(s, i);
	if (find_name(rest, STR("if"), 0) == 0) {
		size_t open = skip_blanks(s, i + 2), end;

		if (open >= s.n || s.p[open] != '(')
			return false;
		end = behind_bracket(s, open);
		b->condition = str_trim(str_sub(s, open + 1, end - open - 2));
		i = skip_blanks(s, end);
	}
	if (i >= s.n || i == b->at)
		return false;
	b->body_at = i;
	if (s.p[i] == '{') {
		b->behind = behind_bracket(s, i);
	} else {
		size_t end = str_index(str_from_pos(s, i), ';');

		b->behind = end == NOWHERE ? s.n : i + end + 1;
	}
	b->body = str_sub(s, i, b->behind - i);
	return true;
}

/* "got == 0", "!got", "got <= 0": true of end of file. */
static bool
is_end_of_file(struct arena *a, struct str condition, struct str got)
{
	struct str forms[] = { str_printf(a, STR_F " == 0", STR_A(got)),
			       str_printf(a, STR_F " <= 0", STR_A(got)),
			       str_printf(a, STR_F " < 1", STR_A(got)),
			       str_printf(a, "0 == " STR_F, STR_A(got)),
			       str_printf(a, "!" STR_F, STR_A(got)) };

	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (str_eq(condition, forms[i]))
			return true;
	return false;
}

static const char *const closers[] = { "close", "shutdown", "fclose", NULL };

static bool
closes(struct str body)
{
	return line_of_call(body, closers, 0, NULL) > 0;
}

/*
 * Whether a helper may close, or the way leads somewhere else. What is known to
 * close nothing may be called.
 */
static bool
may_close_elsewhere(struct str body)
{
	static const char *const harmless[] = { "epoll_ctl", "free",   "printf", "fprintf",
						"perror",    "memset", "FD_CLR", "if",
						"sizeof",    "while",  "for",	 "switch" };
	size_t i = 0;

	if (find_name(body, STR("goto"), 0) != NOWHERE ||
	    find_name(body, STR("return"), 0) != NOWHERE)
		return true;
	while (i < body.n) {
		size_t start = i;
		bool known = false;
		struct str name;

		while (i < body.n && is_name(body.p[i]))
			i++;
		name = str_sub(body, start, i - start);
		if (i == start) {
			i++;
			continue;
		}
		start = skip_blanks(body, i);
		if (start >= body.n || body.p[start] != '(')
			continue;
		for (size_t k = 0; k < COUNT_OF(harmless); k++)
			known |= str_eq(name, str_from(harmless[k]));
		if (!known)
			return true;
	}
	return false;
}

/* The rest of the function behind i. */
static struct str
rest_of_function(struct str s, size_t i)
{
	size_t start = i;

	/* a function ends with a brace in the first column, as nearly all do */
	while (i < s.n && !(s.p[i] == '}' && (!i || s.p[i - 1] == '\n')))
		i++;
	return str_sub(s, start, i - start);
}

static void
note_good(struct str s, const struct branch *b, struct handler *h)
{
	static const char *const free_it[] = { "free", NULL };
	static const char *const unregister[] = { "epoll_ctl", NULL };
	uint32_t line;

	if (h->good_line || !closes(b->body))
		return;
	line = line_of(s, b->body_at) - 1;
	h->good_line = line_of(s, b->at);
	h->good_close_line = line + line_of_call(b->body, closers, 0, NULL);
	h->good_free_line = line_of_call(b->body, free_it, 0, NULL);
	h->good_free_line += h->good_free_line ? line : 0;
	h->good_unregister_line = line_of_call(b->body, unregister, 0, NULL);
	h->good_unregister_line += h->good_unregister_line ? line : 0;
}

/* Walk the chain of branches behind a read; true when one leaks at end of file. */
static bool
judge_chain(struct arena *a, struct str s, const struct reading_call *r, struct handler *h)
{
	size_t i = skip_blanks(s, r->behind);
	struct branch b;
	bool leaks = false;

	if (find_name(str_from_pos(s, i), STR("if"), 0) != 0)
		return false;
	while (parse_branch(s, i, &b)) {
		if (is_end_of_file(a, b.condition, r->got)) {
			leaks = !closes(b.body) && !may_close_elsewhere(b.body);
			h->leak_line = line_of(s, b.at);
			h->condition = b.condition;
			h->leak_unregisters = str_has(b.body, STR("EPOLL_CTL_DEL"));
		}
		note_good(s, &b, h);
		h->chain_end_line = line_of(s, b.behind - 1);
		i = skip_blanks(s, b.behind);
		if (find_name(str_from_pos(s, i), STR("else"), 0) != 0)
			break;
	}
	return leaks && !closes(rest_of_function(s, b.behind));
}

/* Whether the call on that line stands alone, so that nobody takes its result. */
static bool
is_statement(struct str s, const char *const *names, size_t from)
{
	size_t at = SIZE_MAX;

	for (; *names; names++)
		at = MIN(at, find_call(s, str_from(*names), from));
	while (at != NOWHERE && at > 0 && char_is_space(s.p[at - 1]))
		at--;
	return at != NOWHERE && (!at || strchr(";{})", s.p[at - 1]));
}

static void
note_rest(struct str s, const struct reading_call *r, struct handler *h)
{
	static const char *const accepts[] = { "accept", "accept4", NULL };
	static const char *const allocs[] = { "malloc", "calloc", NULL };
	static const char *const writes[] = { "write", "send", NULL };
	size_t edge = find_name(s, STR("EPOLLET"), 0);

	h->fd = r->fd;
	h->read_line = line_of(s, r->at);
	h->accept_line = line_of_call(s, accepts, 0, &h->accept);
	h->alloc_line = line_of_call(s, allocs, 0, NULL);
	h->edge_line = edge == NOWHERE ? 0 : line_of(s, edge);
	h->write_line = line_of_call(s, writes, r->behind, NULL);
	if (h->write_line > h->chain_end_line || !is_statement(s, writes, r->behind))
		h->write_line = 0;
}

bool
handler_read(struct arena *a, struct str code, struct handler *ret)
{
	static const char *const reads[] = { "read", "recv" };
	struct str s = code_only(a, code);

	for (size_t k = 0; k < COUNT_OF(reads); k++) {
		size_t at = find_call(s, str_from(reads[k]), 0);

		for (; at != NOWHERE; at = find_call(s, str_from(reads[k]), at + 1)) {
			struct reading_call r;
			struct handler h = { 0 };

			if (!parse_read(s, at, &r) || !judge_chain(a, s, &r, &h))
				continue;
			note_rest(s, &r, &h);
			*ret = h;
			return true;
		}
	}
	return false;
}
