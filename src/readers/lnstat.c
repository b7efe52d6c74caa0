/*
 * lnstat.c - rates of /proc/net/stat, lnstat and its like (rtstat, ctstat)
 *
 *	nf_connt|nf_connt|nf_connt|arp_cach|
 *	 entries|insert_f|    drop| entries|
 *	        |   ailed|        |        |
 *	      84|       0|       0|       2|
 *
 * Names are cut into cells of eight letters, over as many lines as the longest needs;
 * they become "lnstat.nf_connt.insert_failed". Rows are rates but for what is there now.
 */
#include "readers/probe.h"
#include "readers/rows.h"

#define CELLS_MAX 128 /* the kernel has some 60 in all files together */
/* The longest is nf_connt.expect_create; headings without rows would grow for ever. */
#define NAME_MAX_BYTES 64

struct lnstat {
	struct str names[CELLS_MAX];
	size_t n;
	bool rows; /* numbers came: the next names begin anew */
};

/* Whether the line is cells; how many, and whether all that is in them are numbers. */
static bool
cells_count(struct str text, size_t *ret_n, bool *ret_numbers)
{
	size_t n = 0, full = 0;
	bool numbers = true;
	struct str cell = { 0 };

	while (text.n) {
		uint64_t v;

		str_cut(&text, '|', &cell);
		cell = str_trim(cell);
		/* wider than eight letters a number may be, a name never */
		if (cell.n > 20 || (cell.n > 8 && !str_to_u64(cell, &v)) ||
		    str_index(cell, ' ') != SIZE_MAX)
			return false;
		numbers &= !cell.n || str_to_u64(cell, &v);
		full += cell.n > 0;
		n++;
	}
	*ret_n = n;
	*ret_numbers = numbers && full > 0;
	return n >= 2 && full > 0;
}

static struct str
next_cell(struct str *text)
{
	struct str cell = { 0 };

	str_cut(text, '|', &cell);
	return str_trim(cell);
}

static void
take_names(struct rows *t, struct str text)
{
	struct lnstat *p = t->own;

	if (p->rows)
		p->n = 0;
	for (size_t i = 0; text.n && i < CELLS_MAX; i++) {
		struct str cell = next_cell(&text), *name = &p->names[i];
		bool first = p->n <= i;

		if (first) {
			*name = cell;
			p->n = i + 1;
			continue;
		}
		if (name->n > NAME_MAX_BYTES)
			continue;
		/* the second line is the name, what is below it goes on with it */
		*name = str_printf(t->r->cs->arena, STR_F "%s" STR_F, STR_A(*name),
				   str_index(*name, '.') == SIZE_MAX ? "." : "", STR_A(cell));
	}
	p->rows = false;
}

static void
take_numbers(struct rows *t, struct str text)
{
	struct lnstat *p = t->own;

	for (size_t i = 0; text.n && i < p->n; i++) {
		struct str cell = next_cell(&text);

		if (cell.n)
			rows_setting(
				t, str_printf(t->r->cs->arena, "lnstat." STR_F, STR_A(p->names[i])),
				cell);
	}
	p->rows = true;
}

/* lnstat -d: "/proc/net/stat/nf_conntrack:" and "	 1: entries" */
static bool
is_listing(struct str text)
{
	uint64_t number;

	if (str_starts(text, STR("/proc/net/stat/")))
		return str_ends(text, STR(":"));
	return str_take_u64(&text, &number) && str_take(&text, STR(": ")) &&
	       str_index(text, ' ') == SIZE_MAX;
}

static bool
take_line(struct rows *t, struct str text)
{
	bool numbers;
	size_t n;

	if (!cells_count(t->l->text, &n, &numbers))
		return is_listing(text);
	if (numbers)
		take_numbers(t, t->l->text);
	else
		take_names(t, t->l->text);
	return true;
}

static void
take(struct reading *r, const struct section *s)
{
	struct lnstat p = { .n = 0 };

	rows_read(r, s, "lnstat", take_line, NULL, &p);
}

static int
line_score(struct str text)
{
	static const char *const groups[] = { "nf_connt|", "arp_cach|", "ndisc_ca|", "rt_cache|",
					      "ip_connt|" };
	bool numbers;
	size_t n;

	text = str_trim(text);
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		if (str_starts(text, str_from(groups[i])) && cells_count(text, &n, &numbers))
			return 93;
	if (str_starts(text, STR("/proc/net/stat/")) && is_listing(text))
		return 80;
	return cells_count(text, &n, &numbers) || is_listing(text) ? 25 : 0;
}

static int
probe(const struct section *s)
{
	int sure = probe_lines(s, line_score);

	return sure == 25 && !probe_is_alone(s) ? 0 : sure;
}

const struct reader reader_lnstat = {
	.kind = "lnstat",
	.words = "rates of connection tracking and neighbours, lnstat, rtstat, ctstat",
	.probe = probe,
	.read = take,
};
