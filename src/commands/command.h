/*
 * command.h - what a command is
 *
 * One file a command, one line in commands.def. Help, completion and the man
 * page's synopsis are printed from the table.
 */
#ifndef CRUX_COMMANDS_COMMAND_H
#define CRUX_COMMANDS_COMMAND_H

#include <stdbool.h>

#include "base/base.h"

struct option {
	const char *name;  /* "--json" */
	const char *value; /* "N", "ID"; NULL: a switch */
	const char *help;
};

struct arguments; /* parsed: see arguments.h */

struct command {
	const char *name;
	const char *summary;	      /* one line, no full stop */
	const char *usage;	      /* "crux flows [--json] FILE..." */
	const char *help;	      /* paragraphs for --help */
	const struct option *options; /* ends with a NULL name */
	/* Exit status: 0 done, 1 nothing could be read, 2 usage. */
	int (*run)(const struct arguments *args);
};

/* Run the program: main's whole business. */
int commands_main(int argc, char **argv);

#endif
