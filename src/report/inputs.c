/*
 * inputs.c - counts and inputs in words
 */
#include "report/inputs.h"

/* What the records of a kind are. */
static const struct {
	const char *kind, *one, *many;
} records[] = {
	{ "pcap", "packet", "packets" },	{ "pcapng", "packet", "packets" },
	{ "tcpdump", "packet", "packets" },	{ "ss", "socket", "sockets" },
	{ "netstat", "socket", "sockets" },	{ "nstat", "counter", "counters" },
	{ "netstat-s", "counter", "counters" }, { "ps", "process", "processes" },
	{ "dmesg", "line", "lines" },		{ "sysctl", "setting", "settings" },
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

void
bytes_text(struct out *o, uint64_t bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	double v = (double)bytes;
	size_t unit = 0;

	/* 999.5 would be printed as 1000 */
	while (v >= 999.5 && unit + 1 < COUNT_OF(units)) {
		v /= 1000;
		unit++;
	}
	out_printf(o, "%.*f %s", unit && v < 9.95 ? 1 : 0, v, units[unit]);
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
	out_puts(o, " of them not");
}

void
input_words(struct out *o, const struct case_input *in)
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
	record_words(o, in);
	line_words(o, in);
}
