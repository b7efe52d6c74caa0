/*
 * inputs.c - counts and inputs in words
 */
#include "report/inputs.h"

#include <stdio.h>
#include <stdlib.h>

#include "report/page.h"

/* What the records of a kind are. */
static const struct {
	const char *kind, *one, *many;
} records[] = {
	{ "pcap", "packet", "packets" },	{ "pcapng", "packet", "packets" },
	{ "tcpdump", "packet", "packets" },	{ "ss", "socket", "sockets" },
	{ "netstat", "socket", "sockets" },	{ "nstat", "counter", "counters" },
	{ "netstat-s", "counter", "counters" }, { "ps", "process", "processes" },
	{ "dmesg", "message", "messages" },	{ "sysctl", "setting", "settings" },
};

void
count_text(struct out *o, uint64_t n)
{
	if (n >= 1000) {
		count_text(o, n / 1000);
		out_printf(o, ",%03u", (unsigned)(n % 1000));
	} else {
		out_u64(o, n);
	}
}

void
count_words(struct out *o, uint64_t n, const char *one, const char *many)
{
	count_text(o, n);
	out_char(o, ' ');
	out_puts(o, n == 1 ? one : many);
}

char *
bytes_put(char *p, uint64_t bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	double v = (double)bytes;
	size_t unit = 0;

	/* 999.5 would be printed as 1000 */
	while (v >= 999.5 && unit + 1 < COUNT_OF(units)) {
		v /= 1000;
		unit++;
	}
	p = put_fixed(p, v, unit && v < 9.95 ? 1 : 0);
	return put_cstr(put_cstr(p, " "), units[unit]);
}

void
bytes_text(struct out *o, uint64_t bytes)
{
	char *p = out_room(o, BYTES_TEXT_MAX);

	if (p)
		out_wrote(o, bytes_put(p, bytes));
}

struct str
input_name_words(const char *path)
{
	return strcmp(path, "-") ? str_from(path) : STR("standard input");
}

void
place_words(struct out *o, const struct crux_case *cs, struct origin at)
{
	bool piped = at.input < cs->inputs.n && !strcmp(cs->inputs.v[at.input].path, "-");

	if (!piped)
		origin_text(cs, at, o);
	else if (at.packet)
		out_printf(o, "packet %llu", (unsigned long long)at.packet);
	else if (at.line)
		out_printf(o, "line %u", at.line);
	else
		out_puts(o, "standard input");
}

static void
record_words(struct out *o, const struct case_input *in)
{
	for (size_t i = 0; i < COUNT_OF(records); i++) {
		if (!strcmp(in->kind, records[i].kind)) {
			count_words(o, in->records, records[i].one, records[i].many);
			return;
		}
	}
	count_words(o, in->records, "record", "records");
}

bool
input_has_trouble(const struct case_input *in)
{
	return !in->readable || in->problems.n || in->unread_count;
}

static void
line_words(struct out *o, const struct case_input *in)
{
	if (!in->lines)
		return;
	out_puts(o, ", ");
	count_words(o, in->lines, "line", "lines");
	if (!in->unread_count) {
		out_puts(o, ", all read");
		return;
	}
	out_puts(o, ", ");
	count_text(o, in->unread_count);
	out_puts(o, " of them not read");
}

/* What the source code of an input gave. */
static void
code_words(struct out *o, const struct crux_case *cs, const struct case_input *in)
{
	uint64_t sure = 0;

	if (!code_is_built_in()) {
		out_puts(o, ", not judged: this build reads none");
		return;
	}
	for (size_t i = 0; i < cs->code.n; i++) {
		const struct code_report *r = cs->code.v[i].report;

		if (&cs->inputs.v[cs->code.v[i].at.input] != in || !r)
			continue;
		for (size_t k = 0; k < r->findings.n; k++)
			sure += r->findings.v[k].confidence >= CODE_SURE &&
				!r->findings.v[k].suppressed;
	}
	out_puts(o, ", ");
	count_words(o, sure, "finding", "findings");
}

static bool
is_code(const struct crux_case *cs, const struct case_input *in)
{
	for (size_t i = 0; i < cs->code.n; i++)
		if (&cs->inputs.v[cs->code.v[i].at.input] == in)
			return true;
	return false;
}

void
input_words(struct out *o, const struct crux_case *cs, const struct case_input *in)
{
	if (in->skipped) {
		out_puts(o, "left out");
		return;
	}
	if (!in->readable && in->problems.n) {
		out_puts(o, "not read");
		return;
	}
	out_puts(o, in->kind);
	if (in->note && *in->note)
		out_printf(o, " (%s)", in->note);
	out_puts(o, ", ");
	if (is_code(cs, in)) {
		count_words(o, in->lines, "line", "lines");
		out_puts(o, " of source code");
		code_words(o, cs, in);
		return;
	}
	record_words(o, in);
	line_words(o, in);
	if (in->counted) {
		out_puts(o, "; ");
		count_words(o, in->counted, "connection", "connections");
		out_puts(o, " counted by service only");
	}
}

bool
whose_words(struct out *o, const struct case_input *in)
{
	static const char *const ends[] = {
		[SIDE_UNKNOWN] = "host",
		[SIDE_CLIENT] = "client",
		[SIDE_SERVER] = "server",
		[SIDE_BOTH] = "host",
	};
	const struct whose *w = &in->whose;
	char text[ADDR_TEXT_BYTES];

	if (w->side == SIDE_BETWEEN && !w->has_addr) {
		out_puts(o, "from between both ends");
		return true;
	}
	if (!w->has_addr && (w->side == SIDE_UNKNOWN || w->side == SIDE_BOTH))
		return false;
	out_printf(o, "of the %s", ends[w->side == SIDE_BETWEEN ? SIDE_UNKNOWN : w->side]);
	if (w->has_addr)
		out_printf(o, " %s", addr_text(text, &w->addr));
	return true;
}

size_t
shares_of_time(const struct diagnosis *d, double at_least, struct share ret[ACCOUNT_COUNT])
{
	double all = 0;
	size_t n = 0;

	for (size_t i = 0; i < ACCOUNT_COUNT; i++)
		all += (double)d->ledger_ns[i];
	for (size_t i = 0; i < ACCOUNT_COUNT; i++) {
		double of_all = all > 0 ? (double)d->ledger_ns[i] / all : 0;
		size_t k = n;

		if (!(of_all > 0) || of_all < at_least)
			continue;
		for (n++; k && ret[k - 1].of_all < of_all; k--)
			ret[k] = ret[k - 1];
		ret[k] = (struct share){ (enum account)i, of_all };
	}
	return n;
}

static void
put_whose(struct page *p, const struct case_input *in)
{
	struct out words;

	out_init_memory(&words);
	if (whose_words(&words, in)) {
		if (in->whose.why.n)
			out_printf(&words, ": " STR_F, STR_A(in->whose.why));
		page_text(p, TONE_PLAIN, out_text(&words), LABEL_COLUMNS, false);
	}
	out_fini(&words);
}

/* "UTC+01:00" */
static void
zone_words(struct out *o, int64_t zone_ns)
{
	int64_t minutes = zone_ns / NS_PER_S / 60;

	if (!minutes) {
		out_puts(o, "UTC");
		return;
	}
	out_printf(o, "UTC%c%02d:%02d", minutes < 0 ? '-' : '+', abs((int)(minutes / 60)),
		   abs((int)(minutes % 60)));
}

/* ", from 2026-11-22 14:02:11.001 UTC for 12.3 s" */
static void
times_words(struct out *o, const struct case_input *in)
{
	char day[TIME_TEXT_BYTES], from[TIME_TEXT_BYTES], lasted[TIME_TEXT_BYTES];

	if (in->from_ns == TIME_NONE || in->to_ns == TIME_NONE)
		return;
	duration_text(lasted, in->to_ns - in->from_ns);
	clock_text(from, in->from_ns);
	switch (in->clock) {
	case CLOCK_NONE:
		out_printf(o, ", over %s", lasted);
		return;
	case CLOCK_DAY:
		out_printf(o, ", from %s for %s, day and time zone not told", from, lasted);
		return;
	case CLOCK_LOCAL:
	case CLOCK_UTC:
		break;
	}
	out_printf(o, ", from %s %s ", date_text(day, in->from_ns), from);
	if (in->clock == CLOCK_UTC)
		out_puts(o, "UTC");
	else if (in->zone_ns != TIME_NONE)
		zone_words(o, in->zone_ns);
	else
		out_puts(o, "local time");
	out_printf(o, " for %s", lasted);
}

/*
 * Two clocks that are kept by NTP or by hand differ by seconds, time zones by whole
 * quarters of an hour.
 */
#define QUARTER_NS ((int64_t)15 * 60 * NS_PER_S)
#define QUARTER_SLACK_NS ((int64_t)30 * NS_PER_S)

static bool
is_zone(int64_t ns)
{
	int64_t rest;

	ns = ns < 0 ? -ns : ns;
	rest = ns % QUARTER_NS;
	return ns >= QUARTER_NS - QUARTER_SLACK_NS &&
	       ns <= 14 * 4 * QUARTER_NS + QUARTER_SLACK_NS &&
	       MIN(rest, QUARTER_NS - rest) <= QUARTER_SLACK_NS;
}

/* What is left over of whole days, between half a day before and behind. */
static int64_t
within(int64_t ns, int64_t day_ns)
{
	ns %= day_ns;
	if (ns > day_ns / 2)
		return ns - day_ns;
	return ns < -day_ns / 2 ? ns + day_ns : ns;
}

/* "its clock is 2.3 ms ahead of client.pcap's, as 12 connections in both show" */
static void
put_clock(struct page *p, const struct crux_case *cs, const struct case_input *in)
{
	const struct clock_offset *k = &in->offset;
	char far[TIME_TEXT_BYTES];
	struct out words;

	if (k->to >= cs->inputs.n)
		return;
	out_init_memory(&words);
	if (k->ns)
		out_printf(&words, "its clock is %s %s ",
			   duration_text(far, k->ns < 0 ? -k->ns : k->ns),
			   k->ns < 0 ? "behind" : "ahead of");
	else
		out_puts(&words, "its clock is that of ");
	origin_text(cs, (struct origin){ .input = k->to }, &words);
	out_puts(&words, k->ns ? "'s, as " : ", as ");
	count_words(&words, k->connections, "connection", "connections");
	out_puts(&words, k->connections == 1 ? " in both shows" : " in both show");
	if (is_zone(k->ns))
		out_puts(&words, ": another time zone");
	page_text(p, TONE_PLAIN, out_text(&words), LABEL_COLUMNS, false);
	out_fini(&words);
}

/* "its times are UTC+01:00, as lines that journal.txt has, too, show" */
static void
put_zone(struct page *p, const struct crux_case *cs, const struct case_input *in)
{
	static const char *const shows[] = {
		[UTC_HOST] = " is, which is of the same host",
		[UTC_LOGS] = " shows, which has some of its lines",
	};
	const int64_t day_ns = (int64_t)86400 * NS_PER_S;
	struct out words;

	if (in->utc.by != UTC_HOST && in->utc.by != UTC_LOGS)
		return;
	out_init_memory(&words);
	out_puts(&words, "its times are ");
	/* of an unknown day there are whole days in it */
	zone_words(&words, within(-in->utc.add_ns, day_ns));
	out_puts(&words, ", as ");
	origin_text(cs, (struct origin){ .input = in->utc.of }, &words);
	out_puts(&words, shows[in->utc.by]);
	page_text(p, TONE_PLAIN, out_text(&words), LABEL_COLUMNS, false);
	out_fini(&words);
}

static void
put_year(struct page *p, const struct crux_case *cs, const struct case_input *in)
{
	struct out words;

	if (in->year_by >= cs->inputs.n)
		return;
	out_init_memory(&words);
	out_puts(&words, "its lines have no year: taken is what is nearest to ");
	origin_text(cs, (struct origin){ .input = in->year_by }, &words);
	page_text(p, TONE_PLAIN, out_text(&words), LABEL_COLUMNS, false);
	out_fini(&words);
}

static void
put_input(struct page *p, const struct crux_case *cs, const struct case_input *in, bool unread)
{
	struct out words;

	out_init_memory(&words);
	input_words(&words, cs, in);
	if (in->unread_count && !unread)
		out_puts(&words, " (--unread shows them)");
	if (in->host.n)
		out_printf(&words, ", host " STR_F, STR_A(in->host));
	times_words(&words, in);
	text_put(p->o, input_name_words(in->path));
	out_char(p->o, '\n');
	page_text(p, input_has_trouble(in) ? TONE_WARNING : TONE_PLAIN, out_text(&words),
		  LABEL_COLUMNS, false);
	put_whose(p, in);
	put_clock(p, cs, in);
	put_zone(p, cs, in);
	put_year(p, cs, in);
	for (size_t i = 0; i < in->problems.n; i++)
		page_text(p, TONE_WARNING, str_from(in->problems.v[i].message), LABEL_COLUMNS,
			  false);
	out_fini(&words);
}

static void
put_unread(struct page *p, const struct case_input *in)
{
	char number[32];

	for (size_t i = 0; i < in->unread.n; i++) {
		snprintf(number, sizeof number, "%u", in->unread.v[i].line);
		out_fill(p->o, ' ', LABEL_COLUMNS);
		text_put_right(p->o, str_from(number), 6);
		out_puts(p->o, "  ");
		text_put_cut(p->o, in->unread.v[i].text, p->s.width - LABEL_COLUMNS - 8);
		out_char(p->o, '\n');
	}
}

void
report_inputs_text(struct out *o, const struct crux_case *cs, bool unread, struct style s)
{
	struct page page = { .o = o, .s = s };

	for (size_t i = 0; i < cs->inputs.n; i++) {
		put_input(&page, cs, &cs->inputs.v[i], unread);
		if (unread)
			put_unread(&page, &cs->inputs.v[i]);
	}
}

void
report_kinds_text(struct out *o, const struct kind_words *kinds, size_t n, struct style s)
{
	unsigned column = 0;

	for (size_t i = 0; i < n; i++)
		column = MAX(column, text_columns(str_from(kinds[i].kind)) + 2);
	for (size_t i = 0; i < n; i++) {
		text_put_left(o, str_from(kinds[i].kind), column);
		wrap_text(o, str_from(kinds[i].words), column, column, s.width);
		out_char(o, '\n');
	}
}
