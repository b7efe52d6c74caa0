/*
 * process_table.c - tables of processes with a header: ps and top
 */
#include "readers/process_table.h"

#include "readers/units.h"

/* Headers of procps and of the BSDs, and the names that -o takes (ps(1)). */
static const struct {
	const char *name;
	enum process_column kind;
} known[] = {
	{ "PID", COLUMN_PID },
	{ "RSS", COLUMN_RSS },
	{ "RES", COLUMN_RSS },
	{ "RSZ", COLUMN_RSS },
	{ "RSSIZE", COLUMN_RSS },
	{ "VSZ", COLUMN_VSZ },
	{ "VSIZE", COLUMN_VSZ },
	{ "VIRT", COLUMN_VSZ },
	{ "%CPU", COLUMN_CPU },
	{ "PCPU", COLUMN_CPU },
	{ "STAT", COLUMN_STAT },
	{ "S", COLUMN_STAT },
	{ "STATE", COLUMN_STAT },
	{ "CMD", COLUMN_COMMAND },
	{ "COMMAND", COLUMN_COMMAND },
	{ "ARGS", COLUMN_COMMAND },
	{ "COMM", COLUMN_COMMAND },
	{ "UCMD", COLUMN_COMMAND },
	{ "STARTED", COLUMN_STARTED },
	{ "LSTART", COLUMN_STARTED },
	{ "START", COLUMN_STARTED },
	{ "STIME", COLUMN_STARTED },
	/* top's, translated (procps's message catalogues) */
	{ "BEFEHL", COLUMN_COMMAND },
	{ "COM.", COLUMN_COMMAND },
	{ "COMANDO", COLUMN_COMMAND },
	{ "COMANDA", COLUMN_COMMAND },
	{ "KOMENDA", COLUMN_COMMAND },
	{ "KOMMANDO", COLUMN_COMMAND },
	{ "LỆNH", COLUMN_COMMAND },
	{ "进程号", COLUMN_PID },
};

static enum process_column
kind_of(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (str_eq_nocase(name, str_from(known[i].name)))
			return known[i].kind;
	return COLUMN_OTHER;
}

static void
add(struct process_columns *c, enum process_column kind)
{
	if (c->n < PROCESS_COLUMNS_MAX)
		c->kind[c->n++] = (uint8_t)kind;
}

void
process_column_add(struct process_columns *c, struct str name)
{
	add(c, kind_of(str_sub(name, 0, str_index(name, '='))));
}

/* "%MEM", "TIME+", "LWP", "P": capitals, digits, a few signs, letters of other languages. */
static bool
is_header_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (char_lower(s.p[i]) == s.p[i] && !char_is_digit(s.p[i]) && s.p[i] >= 0 &&
		    !strchr("%+-_.", s.p[i]))
			return false;
	return s.n > 0;
}

static bool
has_kind(const struct process_columns *c, enum process_column kind)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->kind[i] == kind)
			return true;
	return false;
}

bool
process_header(struct str text, struct process_columns *ret)
{
	struct process_columns c = { .n = 0 };
	struct str word;

	while (str_word(&text, &word)) {
		/* a column FD is lsof's: a row for each file */
		if (!is_header_word(word) || str_eq(word, STR("FD")))
			return false;
		add(&c, kind_of(word));
	}
	if (!has_kind(&c, COLUMN_PID) && !has_kind(&c, COLUMN_RSS) && !has_kind(&c, COLUMN_VSZ))
		return false;
	*ret = c;
	return true;
}

/* --- rows --- */

static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
				      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static bool
is_one_of(struct str s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, str_from(list[i])))
			return true;
	return false;
}

/* "09:12", "Jan01" are a word, "Jan 01" two, "Sun Nov 22 14:02:11 2026" five. */
static unsigned
words_of_date(struct str first)
{
	if (is_one_of(first, weekdays, COUNT_OF(weekdays)))
		return 5;
	return is_one_of(first, months, COUNT_OF(months)) ? 2 : 1;
}

/* ps and top count memory in KiB where they give no unit: "8392000", "8.0g". */
static bool
take_memory(struct str word, uint64_t *ret_bytes)
{
	return unit_bytes_of(word, 1024, ret_bytes);
}

/* "25.0", and in half of the world "25,0" */
static bool
take_percent(struct str word, double *ret)
{
	size_t comma = str_index(word, ',');
	char text[16];

	if (str_ends(word, STR("%"))) /* busybox */
		word.n--;
	if (comma == SIZE_MAX || word.n >= sizeof(text))
		return str_to_double(word, ret);
	memcpy(text, word.p, word.n);
	text[comma] = '.';
	return str_to_double((struct str){ text, word.n }, ret);
}

static bool
take_value(struct process *p, enum process_column kind, struct str word)
{
	switch (kind) {
	case COLUMN_PID:
		return p->has_pid = str_to_u64(word, &p->pid);
	case COLUMN_RSS:
		return p->has_rss = take_memory(word, &p->rss_bytes);
	case COLUMN_VSZ:
		return p->has_vsz = take_memory(word, &p->vsz_bytes);
	case COLUMN_CPU:
		return take_percent(word, &p->cpu_percent);
	case COLUMN_STAT:
		p->stat = word;
		return char_is_alpha(*word.p);
	case COLUMN_COMMAND:
	case COLUMN_STARTED:
	case COLUMN_OTHER:
		break;
	}
	return true;
}

static bool
take_left(struct process *p, enum process_column kind, struct str *rest)
{
	struct str word, more;

	if (!str_word(rest, &word))
		return false;
	if (kind == COLUMN_STARTED)
		for (unsigned n = words_of_date(word); n > 1; n--)
			if (!str_word(rest, &more))
				return false;
	return take_value(p, kind, word);
}

static bool
cut_last_word(struct str *rest, struct str *ret_word)
{
	struct str s = str_trim_right(*rest);
	size_t n = s.n;

	while (n && s.p[n - 1] != ' ' && s.p[n - 1] != '\t')
		n--;
	*ret_word = str_from_pos(s, n);
	*rest = str_sub(s, 0, n);
	return ret_word->n > 0;
}

static size_t
command_place(const struct process_columns *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->kind[i] == COLUMN_COMMAND)
			return i;
	return c->n;
}

/* Columns before the command are cut from the left, those behind it from the right. */
bool
process_row(const struct process_columns *c, struct str text, struct process *ret)
{
	struct process p = { .cpu_percent = -1 };
	size_t command = command_place(c);
	struct str rest = text, word;

	for (size_t i = 0; i < command; i++)
		if (!take_left(&p, (enum process_column)c->kind[i], &rest))
			return false;
	for (size_t i = c->n; i > command + 1; i--)
		if (!cut_last_word(&rest, &word) ||
		    !take_value(&p, (enum process_column)c->kind[i - 1], word))
			return false;
	p.command = str_trim(rest);
	if (!c->n || (p.command.n > 0) != (command < c->n))
		return false;
	*ret = p;
	return true;
}
