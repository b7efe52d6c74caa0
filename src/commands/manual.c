/*
 * manual.c - help and version, printed from the table
 */
#include "commands/manual.h"

#include <stdio.h>
#include <unistd.h>

#include "commands/arguments.h"
#include "config.h"
#include "report/report.h"

/* What is printed here is read in a terminal, or put into a file for one. */
#define HELP_COLUMNS 80
#define HELP_INDENT 2
#define OPTION_COLUMNS_MAX 32 /* longer ones have a line for themselves */

static int
finish(struct out *o)
{
	struct err e;
	bool ok = out_finish(o, &e);

	out_fini(o);
	if (ok)
		return EXIT_JUDGED;
	fprintf(stderr, "crux: %s\n", e.text);
	return EXIT_NOTHING;
}

static void
paragraphs(struct out *o, const char *text)
{
	struct str rest = str_from(text);

	while (rest.n) {
		size_t end = str_find(rest, STR("\n\n"));
		struct str one = str_sub(rest, 0, end);

		out_char(o, '\n');
		wrap_text(o, one, 0, 0, HELP_COLUMNS);
		out_char(o, '\n');
		rest = end == SIZE_MAX ? STR("") : str_from_pos(rest, end + 2);
	}
}

/* "-o, --output FILE" */
static struct str
option_words(struct arena *a, const struct option *o)
{
	return str_printf(a, "%c%c%s%s%s%s", o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
			  o->letter ? ", " : "  ", o->name, o->value ? " " : "",
			  o->value ? o->value : "");
}

/* Of those that leave room for their help beside them. */
static size_t
widest_option(struct arena *a, const struct command *c)
{
	size_t widest = option_words(a, &option_help).n;

	for (const struct option *o = c->options; o && o->name; o++) {
		size_t n = option_words(a, o).n;

		if (n <= OPTION_COLUMNS_MAX)
			widest = MAX(widest, n);
	}
	return widest;
}

static void
option_line(struct out *o, struct arena *a, const struct option *option, size_t column)
{
	struct str words = option_words(a, option);

	out_fill(o, ' ', HELP_INDENT);
	out_str(o, words);
	if (HELP_INDENT + words.n + 2 > column) {
		out_char(o, '\n');
		words.n = 0;
		out_fill(o, ' ', HELP_INDENT);
	}
	out_fill(o, ' ', column - HELP_INDENT - words.n);
	wrap_text(o, str_from(option->help), (unsigned)column, (unsigned)column, HELP_COLUMNS);
	out_char(o, '\n');
}

static void
command_help(struct out *o, struct arena *a, const struct command *c)
{
	size_t column = HELP_INDENT + widest_option(a, c) + 2;

	out_printf(o, "crux %s: %s\n\nusage: %s\n", c->name, c->summary, c->usage);
	paragraphs(o, c->help);
	out_puts(o, "\noptions:\n");
	for (const struct option *option = c->options; option && option->name; option++)
		option_line(o, a, option, column);
	option_line(o, a, &option_help, column);
}

int
manual_print_command(const struct command *c)
{
	struct arena a;
	struct out o;
	int status;

	arena_init(&a, "help", 0);
	out_init_fd(&o, STDOUT_FILENO);
	command_help(&o, &a, c);
	status = finish(&o);
	arena_fini(&a);
	return status;
}

static void
list_commands(struct out *o)
{
	size_t widest = 0;

	for (size_t i = 0; i < command_count(); i++)
		widest = MAX(widest, strlen(command_at(i)->name));
	for (size_t i = 0; i < command_count(); i++)
		out_printf(o, "  %-*s  %s\n", (int)widest, command_at(i)->name,
			   command_at(i)->summary);
}

static void
short_usage(struct out *o)
{
	out_puts(o, "usage: crux EVIDENCE...         what went wrong, and the one fix\n"
		    "       crux COMMAND [OPTION]... [FILE]...\n"
		    "       some-command | crux      a paste, prompts and all\n");
}

int
manual_print_short(void)
{
	struct out o;

	out_init_fd(&o, STDERR_FILENO);
	short_usage(&o);
	out_puts(&o, "\n'crux help' lists the commands.\n");
	return finish(&o) == EXIT_JUDGED ? EXIT_USAGE : EXIT_NOTHING;
}

int
manual_print_all(void)
{
	struct out o;

	out_init_fd(&o, STDOUT_FILENO);
	short_usage(&o);
	out_puts(&o,
		 "\ncrux reads the evidence of a TCP incident (captures, tcpdump text, ss, nstat,\n"
		 "ps, dmesg, pastes), works out what the connections were doing, and names the\n"
		 "one change that resolves it.\n\ncommands:\n");
	list_commands(&o);
	out_puts(&o, "\n'crux help COMMAND' tells more; 'crux --version' what was built in.\n");
	return finish(&o);
}

static void
say_sandbox(struct out *o)
{
	struct arena a;
	struct str words;

	arena_init(&a, "the version", 0);
	words = sandbox_words(&a);
	out_puts(o, "sandbox: ");
	out_str(o, words);
	out_char(o, '\n');
	arena_fini(&a);
}

int
manual_print_version(void)
{
	struct out o;

	out_init_fd(&o, STDOUT_FILENO);
	out_puts(&o, "crux " CRUX_VERSION "\n");
#ifdef HAVE_LIBARCHIVE
	out_puts(&o, "compressed captures: gzip, zstd, lz4, xz (libarchive)\n");
#else
	out_puts(&o, "compressed captures: not built in (libarchive)\n");
#endif
#ifdef HAVE_JANSSON
	out_puts(&o, "JSON evidence: nstat --json and others (jansson)\n");
#else
	out_puts(&o, "JSON evidence: not built in (jansson)\n");
#endif
	out_puts(&o, code_is_built_in()
			     ? "source code: read and judged (tree-sitter)\n"
			     : "source code: left alone (no tree-sitter, no grammars)\n");
	say_sandbox(&o);
	return finish(&o);
}

int
manual_print_page(void)
{
	struct out o;

	out_init_fd(&o, STDOUT_FILENO);
	man_page(&o);
	return finish(&o);
}
