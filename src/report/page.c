/*
 * page.c - labels, paragraphs, pairs and commands within a width
 */
#include "report/page.h"

/* A key column wider than this leaves too little for the words beside it. */
#define KEY_COLUMNS_MAX 30

/* A remark beside its command has so many columns and lines, or goes under it. */
#define REMARK_COLUMNS_MIN 20u
#define REMARK_LINES_MAX 2

static void
part(struct page *p)
{
	if (p->begun)
		out_char(p->o, '\n');
	p->begun = true;
}

void
page_thought(struct page *p)
{
	part(p);
}

static void
put_label(struct page *p, const char *label)
{
	tone_on(p->o, p->s, TONE_VERDICT);
	out_puts(p->o, label);
	tone_off(p->o, p->s, TONE_VERDICT);
}

void
page_label(struct page *p, const char *label)
{
	part(p);
	put_label(p, label);
	out_fill(p->o, ' ', LABEL_COLUMNS - MIN(text_columns(str_from(label)), LABEL_COLUMNS));
}

void
page_heading(struct page *p, const char *heading)
{
	part(p);
	put_label(p, heading);
	out_char(p->o, '\n');
}

void
page_text(struct page *p, enum tone t, struct str text, unsigned column, bool at)
{
	if (!at)
		out_fill(p->o, ' ', column);
	wrap_toned(p->o, p->s, t, text, column, column);
	out_char(p->o, '\n');
}

void
page_item(struct page *p, enum tone t, struct str text)
{
	out_fill(p->o, ' ', LABEL_COLUMNS);
	wrap_toned(p->o, p->s, t, text, LABEL_COLUMNS, LABEL_COLUMNS + 2);
	out_char(p->o, '\n');
}

void
page_beside(struct page *p, const char *word, struct str text, unsigned indent, unsigned column)
{
	out_fill(p->o, ' ', indent);
	text_put_left(p->o, str_from(word), column - indent);
	page_text(p, TONE_PLAIN, text, column, true);
}

static unsigned
key_columns(const struct pair *v, size_t n)
{
	unsigned widest = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned columns = text_columns(v[i].key);

		if (columns <= KEY_COLUMNS_MAX)
			widest = MAX(widest, columns);
	}
	return widest;
}

static void
one_pair(struct page *p, enum tone keys, const struct pair *pair, unsigned width)
{
	unsigned columns = text_columns(pair->key);
	unsigned column = LABEL_COLUMNS + width + 2;

	if (!columns) {
		page_text(p, TONE_PLAIN, pair->words, LABEL_COLUMNS, true);
		return;
	}
	wrap_toned(p->o, p->s, keys, pair->key, LABEL_COLUMNS, LABEL_COLUMNS);
	if (columns > width) {
		out_char(p->o, '\n');
		out_fill(p->o, ' ', column);
	} else {
		out_fill(p->o, ' ', width - columns + 2);
	}
	page_text(p, TONE_PLAIN, pair->words, column, true);
}

void
page_pairs(struct page *p, enum tone keys, const struct pair *v, size_t n, bool at)
{
	unsigned width = key_columns(v, n);

	for (size_t i = 0; i < n; i++) {
		if (i || !at)
			out_fill(p->o, ' ', LABEL_COLUMNS);
		one_pair(p, keys, &v[i], width);
	}
}

/* The last blank of s at which it may be broken within columns, 0 if none. */
static size_t
break_at(struct str s, unsigned columns)
{
	size_t last = 0;
	bool quoted = false;

	for (size_t i = 0; i < s.n && i < columns; i++) {
		if (s.p[i] == '\'')
			quoted = !quoted;
		else if (s.p[i] == ' ' && !quoted)
			last = i;
	}
	return last;
}

/* Returns the column that it reached. */
static unsigned
put_command(struct page *p, struct str command, unsigned indent)
{
	unsigned at = indent;

	out_fill(p->o, ' ', indent);
	while (text_columns(command) > p->s.width - at) {
		size_t n = break_at(command, p->s.width - at - 2);

		if (!n)
			break;
		text_put(p->o, str_sub(command, 0, n));
		out_puts(p->o, " \\\n");
		at = indent + 4;
		out_fill(p->o, ' ', at);
		command = str_from_pos(command, n + 1);
	}
	text_put(p->o, command);
	return at + text_columns(command);
}

/* Where the remark of a command may begin at the earliest. */
static unsigned
remark_start(const struct fix_command *c, unsigned indent)
{
	return indent + text_columns(c->command) + 2;
}

/* Whether all remarks whose commands end before column have room there. */
static bool
remarks_fit(const struct page *p, const struct fix_command *v, size_t n, unsigned indent,
	    unsigned column)
{
	unsigned room = p->s.width > column ? p->s.width - column : 0;

	for (size_t i = 0; i < n; i++) {
		unsigned columns = text_columns(v[i].remark);

		if (remark_start(&v[i], indent) > column || columns <= room)
			continue;
		if (room < REMARK_COLUMNS_MIN || columns > REMARK_LINES_MAX * room)
			return false;
	}
	return true;
}

/* The column at which as many remarks as can be stand under each other. */
static unsigned
remark_column(const struct page *p, const struct fix_command *v, size_t n, unsigned indent)
{
	unsigned best = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned column = remark_start(&v[i], indent);

		if (v[i].remark.n && column > best && remarks_fit(p, v, n, indent, column))
			best = column;
	}
	return best;
}

/* Beside the command, which ends at at, or under it. */
static void
put_remark(struct page *p, struct str remark, unsigned at, unsigned column, unsigned indent)
{
	if (at + 2 > column && at + 2 + text_columns(remark) <= p->s.width) {
		column = at + 2;
	} else if (at + 2 > column) {
		column = indent + 4;
		out_char(p->o, '\n');
		at = 0;
	}
	out_fill(p->o, ' ', column - at);
	wrap_toned(p->o, p->s, TONE_ASIDE, remark, column, column);
}

void
page_commands(struct page *p, const struct fix_command *v, size_t n, unsigned indent)
{
	unsigned column = remark_column(p, v, n, indent);

	for (size_t i = 0; i < n; i++) {
		bool broken = indent + text_columns(v[i].command) > p->s.width;
		unsigned at = put_command(p, v[i].command, indent);

		if (v[i].remark.n)
			put_remark(p, v[i].remark, at, broken ? 0 : column, indent);
		out_char(p->o, '\n');
	}
}

void
page_row(struct page *p, const struct str *v, size_t n, unsigned column)
{
	unsigned at = column;

	out_fill(p->o, ' ', column);
	for (size_t i = 0; i < n; i++) {
		unsigned columns = text_columns(v[i]);

		if (at > column && at + 3 + columns > p->s.width) {
			out_char(p->o, '\n');
			out_fill(p->o, ' ', column);
			at = column;
		} else if (at > column) {
			out_fill(p->o, ' ', 3);
			at += 3;
		}
		text_put(p->o, v[i]);
		at += columns;
	}
	out_char(p->o, '\n');
}

struct fix_command
command_with_remark(struct arena *a, struct str line, struct str more)
{
	size_t hash = str_find(line, STR("  # "));
	struct fix_command c = { line, more };

	if (hash == SIZE_MAX)
		return c;
	c.command = str_trim_right(str_sub(line, 0, hash));
	c.remark = str_trim(str_from_pos(line, hash + 4));
	if (more.n)
		c.remark = str_printf(a, STR_F ": " STR_F, STR_A(c.remark), STR_A(more));
	return c;
}
