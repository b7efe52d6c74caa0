/*
 * dmesg.c - the kernel's log: dmesg in all its forms, journalctl, syslog
 *
 *	[  437.110000] nf_conntrack: nf_conntrack: table full, dropping packet
 *	[Sun Nov 22 14:02:11 2026] TCP: too many orphaned sockets
 *	Nov 22 14:02:11 api-7 kernel: TCP: out of memory -- consider tuning tcp_mem
 *
 * A journal has lines of other programs between; they are lines of a log, too,
 * and what they say is known by the same words.
 */
#include "readers/log_text.h"
#include "readers/probe.h"

/* journalctl's own lines: "-- Journal begins at …", "-- Reboot --", "-- No entries --" */
static bool
is_notice(struct str text)
{
	return str_starts(text, STR("-- ")) ||
	       str_starts(text, STR("Hint: You are currently not seeing messages"));
}

static bool
is_log_form(enum log_form form)
{
	return form == LOG_FORM_UPTIME || form == LOG_FORM_DMESG || form == LOG_FORM_SYSLOG;
}

/* dmesg -t and dmesg -H print lines without a time. */
static bool
says_something(struct str message)
{
	return log_kind_is_kernel(log_kind_of(message)) ||
	       (log_kind_of(message) == LOG_LINK && str_has(message, STR(": ")));
}

static void
take(struct reading *r, const struct section *s)
{
	bool untimed = section_runs(s, "dmesg") || section_runs(s, "journalctl");
	struct log_rows rows;

	log_rows_init(&rows, r, s, "dmesg");
	for (size_t i = 0; i < s->n; i++) {
		const struct line *l = &s->lines[i];
		struct str text = str_trim(l->text);
		struct log_head head;
		uint64_t count;

		if (!text.n || is_notice(text))
			continue;
		head = log_rows_head(&rows, text, &count);
		if (is_log_form(head.form) || head.form == LOG_FORM_APP ||
		    says_something(head.message) || untimed)
			log_rows_take(&rows, l, &head, count);
		else
			case_unread(r->cs, s->input, l->number, l->text);
	}
}

/* Enough to keep a line of one's own section; applog is surer. */
#define KNOWN_NOT_MINE 25

static int
line_score(struct str text)
{
	struct log_head head = log_head_parse(text);

	if (head.form == LOG_FORM_UPTIME || head.form == LOG_FORM_DMESG)
		return 92;
	if (head.form == LOG_FORM_SYSLOG)
		return str_eq(head.program, STR("kernel")) ? 90 : 82;
	if (head.form == LOG_FORM_APP)
		return KNOWN_NOT_MINE; /* dmesg --time-format iso looks like any log */
	return says_something(head.message) ? 84 : 0;
}

static int
probe(const struct section *s)
{
	bool asked = section_runs(s, "dmesg") || section_runs(s, "journalctl");
	int sure;

	if (probe_is_silent(s)) /* nothing was logged */
		return asked ? 80 : 0;
	sure = probe_lines(s, line_score);
	return asked ? MAX(sure, 50) : sure;
}

const struct reader reader_dmesg = {
	.kind = "dmesg",
	.words = "kernel log, dmesg, journalctl, syslog",
	.probe = probe,
	.read = take,
};
