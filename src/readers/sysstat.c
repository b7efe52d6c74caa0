/*
 * sysstat.c - rates by time: sar, mpstat, pidstat, iostat; vmstat
 *
 *	Linux 6.1.0 (web1) 	11/22/26 	_x86_64_	(2 CPU)
 *
 *	19:13:41     atmptf/s  estres/s retrans/s isegerr/s   orsts/s
 *	19:13:42         0.00      0.00     12.00      0.00      0.00
 *	Average:         0.00      0.00     12.00      0.00      0.00
 *
 * These are no counters but rates that somebody has already made, so they become
 * settings: "sar.retrans/s", or "sar.eth0.rxdrop/s" where rows have a name; the last row
 * of each kind is kept, which is the average where there is one.
 */
#include "readers/probe.h"
#include "readers/rows.h"

struct sysstat {
	struct str columns; /* of the header, without its time */
	bool vmstat;
};

/* "Linux 6.1.0 (web1) 	11/22/26 …" */
static bool
title_parse(struct str text, struct str *ret_host)
{
	size_t open = str_find(text, STR(" (")), close = str_find(text, STR(") "));

	if (close == SIZE_MAX)
		close = str_find(text, STR(")\t"));
	if (!str_starts(text, STR("Linux ")) || open == SIZE_MAX || close == SIZE_MAX ||
	    close < open || !str_ends(text, STR("CPU)")))
		return false;
	*ret_host = str_sub(text, open + 2, close - open - 2);
	return true;
}

/* "19:13:41", "07:13:41 PM", "Average:" in front of a row; sadf's have a date too. */
static bool
take_time(struct str *rest)
{
	struct str at = *rest, word, next;
	int64_t clock;

	if (!str_word(&at, &word) || (!str_eq(word, STR("Average:")) && !clock_parse(word, &clock)))
		return false;
	*rest = at;
	if (str_word(&at, &next) && (str_eq(next, STR("AM")) || str_eq(next, STR("PM"))))
		*rest = at;
	*rest = str_trim(*rest);
	return true;
}

/* Columns of sysstat: a rate, a share, or one of sar -n SOCK. */
static bool
is_columns(struct str text)
{
	struct str word;
	size_t telling = 0;

	while (str_word(&text, &word)) {
		uint64_t v;

		if (str_to_u64(word, &v))
			return false;
		telling += str_ends(word, STR("/s")) || word.p[0] == '%' ||
			   str_eq(word, STR("totsck")) || str_eq(word, STR("runq-sz"));
	}
	return telling > 0;
}

static bool
is_vmstat_header(struct str text)
{
	struct str a, b;

	return str_word(&text, &a) && str_word(&text, &b) && str_eq(a, STR("r")) &&
	       str_eq(b, STR("b")) && str_has(text, STR("swpd"));
}

static bool
is_frame(struct str text)
{
	return str_starts(text, STR("procs -")) || str_starts(text, STR("avg-cpu:")) ||
	       is_vmstat_header(text);
}

/* A row behind its time: at most two words (a name), then numbers. */
static bool
is_row(struct str text)
{
	struct str word;
	size_t numbers = 0, words = 0;
	double v;

	while (str_word(&text, &word)) {
		bool number = str_to_double(word, &v);

		numbers += number;
		words += !number;
	}
	return numbers >= 3 && words <= 2;
}

static bool
is_name_column(struct str column)
{
	return str_eq(column, STR("IFACE")) || str_eq(column, STR("CPU")) ||
	       str_eq(column, STR("Device")) || str_eq(column, STR("Device:")) ||
	       str_eq(column, STR("DEV"));
}

static bool
take_row(struct rows *t, struct str text)
{
	struct sysstat *p = t->own;
	struct str columns = p->columns, column, word, name = { 0 };
	struct arena *a = t->r->cs->arena;

	if (!p->columns.n)
		return false;
	while (str_word(&columns, &column) && str_word(&text, &word)) {
		if (is_name_column(column)) {
			name = word;
			continue;
		}
		rows_setting(t,
			     str_printf(a, "%s." STR_F "%s" STR_F, p->vmstat ? "vmstat" : "sar",
					STR_A(name), name.n ? "." : "", STR_A(column)),
			     word);
	}
	return true;
}

/* Rows of before the average are not kept: the last is. */
static bool
take_timed(struct rows *t, struct str text)
{
	struct sysstat *p = t->own;
	struct str rest = text;

	if (!take_time(&rest))
		return false;
	if (is_columns(rest)) {
		p->columns = rest;
		p->vmstat = false;
		return true;
	}
	if (!p->columns.n)
		return false;
	return !str_starts(text, STR("Average:")) || take_row(t, rest);
}

/* --- vmstat -s: "     24684084 K total memory" --- */

static bool
is_vmstat_sum(struct str text)
{
	static const char *const ends[] = {
		"memory",    "cache",	   "swap",	  "cpu ticks",	"paged in",
		"paged out", "swapped in", "swapped out", "interrupts", "CPU context switches",
		"boot time", "forks",
	};
	uint64_t v;

	if (!str_take_u64(&text, &v) || !text.n || text.p[0] != ' ')
		return false;
	text = str_trim(text);
	/* of /proc/interrupts each processor has a number */
	if (char_is_digit(text.p[0]))
		return false;
	if (str_starts(text, STR("pages ")))
		return true;
	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (str_ends(text, str_from(ends[i])))
			return true;
	return false;
}

static bool
take_vmstat_sum(struct rows *t, struct str text)
{
	struct str value;
	struct str name = text;

	if (!is_vmstat_sum(text) || !str_word(&name, &value))
		return false;
	name = str_trim(name);
	rows_setting(t, str_printf(t->r->cs->arena, "vmstat." STR_F, STR_A(name)), value);
	return true;
}

static bool
take_line(struct rows *t, struct str text)
{
	struct sysstat *p = t->own;
	struct str host;

	if (title_parse(text, &host)) {
		t->r->cs->samples.v[t->sample].host = host;
		return true;
	}
	if (is_vmstat_header(text) || str_starts(text, STR("Device"))) {
		p->vmstat = is_vmstat_header(text);
		p->columns = text;
		return true;
	}
	if (is_frame(text) || take_timed(t, text) || take_vmstat_sum(t, text))
		return true;
	return is_row(text) && (!p->columns.n || take_row(t, text));
}

static void
take(struct reading *r, const struct section *s)
{
	struct sysstat p = { 0 };

	rows_read(r, s, "sysstat", take_line, NULL, &p);
}

static int
line_score(struct str text)
{
	struct str host, rest;

	text = str_trim(text);
	rest = text;
	if (title_parse(text, &host))
		return 95;
	if (is_frame(text))
		return 90;
	if (take_time(&rest) && is_columns(rest))
		return 88;
	if (is_vmstat_sum(text))
		return 62;
	if (str_starts(text, STR("Device")) && is_columns(text))
		return 85;
	/* a log's line begins with a time too, but goes on with words */
	return rest.n < text.n && is_row(rest) ? 84 : is_row(text) ? 25 : 0;
}

/* Rows without a time are known where the header was read, and nowhere else. */
static int
probe(const struct section *s)
{
	int sure = probe_lines(s, line_score);

	return sure == 25 && !probe_is_alone(s) ? 0 : sure;
}

const struct reader reader_sysstat = {
	.kind = "sysstat",
	.words = "rates of the host, sar, mpstat, pidstat, iostat, vmstat",
	.probe = probe,
	.read = take,
};
