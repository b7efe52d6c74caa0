/*
 * help: the commands, or one of them
 */
#include <stdio.h>

#include "commands/arguments.h"
#include "commands/manual.h"

static const struct option options[] = {
	{ .name = "--man", .help = "print the manual page, in man(7) macros" },
	{ 0 },
};

static int
run(const struct arguments *args)
{
	const struct command *c, *near;
	const char *name;

	if (arguments_has(args, "--man"))
		return manual_print_page();
	if (!args->operands.n)
		return manual_print_all();
	name = args->operands.v[0];
	c = command_find(str_from(name));
	if (c)
		return manual_print_command(c);
	near = command_nearest(str_from(name));
	if (near)
		fprintf(stderr, "crux: unknown command '%s', did you mean '%s'?\n", name,
			near->name);
	else
		fprintf(stderr, "crux: unknown command '%s'; 'crux help' lists them\n", name);
	return EXIT_USAGE;
}

const struct command command_help = {
	.name = "help",
	.summary = "list the commands, or explain one",
	.usage = "crux help [--man] [COMMAND]",
	.help = "Without a word it lists the commands; with one it prints what that command "
		"does and takes, the same as 'crux COMMAND --help'.",
	.operand = "COMMAND",
	.options = options,
	.run = run,
};
