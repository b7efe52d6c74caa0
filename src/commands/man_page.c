/*
 * man_page.c - docs/crux.1 from the table, in man(7) macros
 */
#include "commands/arguments.h"
#include "commands/manual.h"
#include "config.h"

/* Text for roff: a dash is a minus, a backslash is one, no macro begins a line. */
static void
roff_str(struct out *o, struct str text)
{
	bool line_start = true;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (line_start && (c == '.' || c == '\''))
			out_puts(o, "\\&");
		line_start = c == '\n';
		if (c == '\\')
			out_puts(o, "\\e");
		else if (c == '-')
			out_puts(o, "\\-");
		else
			out_char(o, c);
	}
}

static void
roff(struct out *o, const char *text)
{
	roff_str(o, str_from(text));
}

static void
macro(struct out *o, const char *name, const char *text)
{
	out_printf(o, ".%s ", name);
	roff(o, text);
	out_char(o, '\n');
}

static void
paragraphs(struct out *o, const char *text)
{
	struct str rest = str_from(text);

	while (rest.n) {
		size_t end = str_find(rest, STR("\n\n"));

		out_puts(o, ".PP\n");
		roff_str(o, str_sub(rest, 0, end));
		out_char(o, '\n');
		rest = end == SIZE_MAX ? STR("") : str_from_pos(rest, end + 2);
	}
}

static void
option_entry(struct out *o, const struct option *option)
{
	out_puts(o, ".TP\n.B ");
	if (option->letter)
		out_printf(o, "\\-%c, ", option->letter);
	roff(o, option->name);
	if (option->value) {
		out_puts(o, " \\fI");
		roff(o, option->value);
		out_puts(o, "\\fR");
	}
	out_char(o, '\n');
	roff(o, option->help);
	out_puts(o, ".\n");
}

static void
command_section(struct out *o, const struct command *c)
{
	macro(o, "SS", c->usage);
	paragraphs(o, c->help);
	for (const struct option *option = c->options; option && option->name; option++)
		option_entry(o, option);
}

static void
synopsis(struct out *o)
{
	out_puts(o, ".SH SYNOPSIS\n.nf\n.B crux \\fIEVIDENCE\\fR...\n");
	for (size_t i = 0; i < command_count(); i++) {
		out_puts(o, ".B ");
		roff(o, command_at(i)->usage);
		out_char(o, '\n');
	}
	out_puts(o, ".fi\n");
}

static void
description(struct out *o)
{
	out_puts(o, ".SH DESCRIPTION\n");
	roff(o, "crux reads the evidence of a TCP incident: captures, tcpdump text, socket\n"
		"tables, kernel counters, process lists, logs, and pastes of all of them. It\n"
		"works out what the connections were doing and names the one change that\n"
		"resolves it. Without a command it diagnoses.\n");
}

static void
tail(struct out *o)
{
	out_puts(o, ".SH \"EXIT STATUS\"\n"
		    ".TP\n.B 0\nread and judged, whatever the verdict.\n"
		    ".TP\n.B 1\nnothing could be read, or the output could not be written.\n"
		    ".TP\n.B 2\nthe command line makes no sense.\n"
		    ".SH ENVIRONMENT\n"
		    ".TP\n.B NO_COLOR\nwhen set and not empty, no colour unless "
		    "\\fB\\-\\-color=always\\fR.\n"
		    ".TP\n.B TERM\n\"dumb\": no colour, no progress line.\n"
		    ".SH \"SEE ALSO\"\n.BR tcpdump (8),\n.BR ss (8),\n.BR nstat (8),\n"
		    ".BR tcp (7)\n");
}

void
man_page(struct out *o)
{
	out_puts(o, ".\\\" Printed by 'crux help --man' from the table of commands.\n"
		    ".TH CRUX 1 \"\" \"crux " CRUX_VERSION "\" \"User Commands\"\n"
		    ".SH NAME\ncrux \\- diagnose TCP incidents from their evidence\n");
	synopsis(o);
	description(o);
	out_puts(o, ".SH COMMANDS\n");
	for (size_t i = 0; i < command_count(); i++)
		command_section(o, command_at(i));
	out_puts(o, ".SH OPTIONS\nEvery command takes\n");
	option_entry(o, &option_help);
	out_puts(o, ".PP\nand the program itself\n"
		    ".TP\n.B \\-\\-version\nprint the version and what was built in.\n");
	tail(o);
}
