/*
 * messages.c - what a program says instead of its output
 *
 *	bash: ss: command not found
 *	ss: unrecognized option '--bpf-maps'
 *	Usage: ss [ OPTIONS ]
 *	cat: /proc/net/nf_conntrack: No such file or directory
 *
 * People paste it along with the rest. It is no evidence, and nothing to complain of: the
 * lines are known, and give no rows. How to use a program is told in many lines.
 */
#include "readers/probe.h"
#include "readers/rows.h"

/* What the message ends with, behind who says it. */
static const char *const endings[] = {
	": command not found",
	": not found",
	": No such file or directory",
	": Permission denied",
	": Operation not permitted",
	": Operation not supported",
	": No such device",
	": Is a directory",
	": No such process",
	": Invalid argument",
	"(you must be root)",
	"are you root?",
};

/* What stands behind the program's name. */
static const char *const complaints[] = {
	": invalid option -- ", ": unrecognized option ", ": unknown option ",
	": illegal option -- ", ": unrecognised option ", ": command not found: ",
	": ambiguous option ",	": unsupported option ",  ": applet not found",
	": missing operand",	": extra operand",
};

/* Whole beginnings. */
static const char *const beginnings[] = {
	"Usage: ",
	"usage: ",
	"Option \"",
	"Object \"",
	"Command \"",
	"RTNETLINK answers: ",
	"Cannot open netlink socket",
	"Error: Could not process rule: ",
	"netlink error: ",
	"Cannot get device ",
	"no stats available",
	"Error, do this: mount -t proc",
	"terminals database is inaccessible",
	"Try '",
	"Try `",
};

static bool
says_who(struct str text, size_t at)
{
	size_t blanks = 0;

	for (size_t i = 0; i < at; i++)
		blanks += text.p[i] == ' ';
	/* "bash: line 3: ss", "cat: a file with blanks"; a sentence has more words */
	return at && blanks <= 4;
}

static bool
is_message(struct str text)
{
	for (size_t i = 0; i < COUNT_OF(beginnings); i++)
		if (str_starts(text, str_from(beginnings[i])))
			return true;
	for (size_t i = 0; i < COUNT_OF(complaints); i++) {
		size_t at = str_find(text, str_from(complaints[i]));

		if (at != SIZE_MAX && says_who(text, at))
			return true;
	}
	for (size_t i = 0; i < COUNT_OF(endings); i++) {
		struct str end = str_from(endings[i]);

		if (str_ends(text, end) && says_who(text, text.n - end.n))
			return true;
	}
	return false;
}

static bool
is_usage(struct str text)
{
	return str_starts(text, STR("Usage: ")) || str_starts(text, STR("usage: ")) ||
	       str_eq(text, STR("Usage:"));
}

/* Below "Usage:" all is how to use it, down to what another reader knows. */
static bool
take_line(struct rows *t, struct str text)
{
	bool *in_usage = t->own;

	*in_usage |= is_usage(text);
	return *in_usage || is_message(text) || str_has(text, STR("multi-call binary."));
}

static void
take(struct reading *r, const struct section *s)
{
	bool in_usage = false;

	rows_read(r, s, "messages", take_line, NULL, &in_usage);
}

/* A log has such endings too, and a time in front: its reader is surer. */
static int
line_score(struct str text)
{
	text = str_trim(text);
	if (is_usage(text))
		return 90;
	return is_message(text) ? 62 : 0;
}

/* Of a section it must be what stands first: rows may follow a complaint. */
static int
probe(const struct section *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct str text = str_trim(s->lines[i].text);

		if (text.n)
			return line_score(text);
	}
	return 0;
}

const struct reader reader_messages = {
	.kind = "messages",
	.words = "what programs say instead of output, command not found, usage",
	.probe = probe,
	.read = take,
};
