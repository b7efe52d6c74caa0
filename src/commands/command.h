/*
 * command.h - what a command is
 *
 * One file a command, one line in commands.def. Help, completion and the man
 * page are printed from the table, so nothing else is to be told.
 */
#ifndef CRUX_COMMANDS_COMMAND_H
#define CRUX_COMMANDS_COMMAND_H

#include <stdbool.h>

#include "base/base.h"

/* Exit statuses, the same for all commands. */
#define EXIT_JUDGED 0  /* read and judged, whatever the verdict */
#define EXIT_NOTHING 1 /* nothing could be read, or nothing could be written */
#define EXIT_USAGE 2   /* the words make no sense */

struct option {
	const char *name; /* "--json"; NULL ends a table */
	/*
	 * NULL: a switch. "N": a whole number above 0, and checked as one.
	 * "ADDRESS": of IP, maybe behind the name of an input and "=".
	 * "SIZE": bytes, as 64M or 2G, at least SIZE_LEAST. "auto|never": one of these
	 * words. Else free text, "FILE".
	 */
	const char *value;
	const char *help; /* a line, no full stop */
	char letter;	  /* 'o' for -o; 0 none */
};

/* What more than one command offers. */
#define OPTION_JSON                                                 \
	{                                                           \
		.name = "--json", .help = "print JSON for programs" \
	}
#define OPTION_LOCAL                                                                         \
	{                                                                                    \
		.name = "--local", .value = "ADDRESS",                                       \
		.help = "the host that the evidence is of; FILE=ADDRESS for one input alone" \
	}
#define OPTION_OUTPUT                                                \
	{                                                            \
		.name = "--output", .letter = 'o', .value = "FILE",  \
		.help = "write to FILE, which is whole or not there" \
	}
#define OPTION_COLOR                                                    \
	{                                                               \
		.name = "--color", .value = "auto|always|never",        \
		.help = "colour; auto: on a terminal, without NO_COLOR" \
	}
#define OPTION_WIDTH                                                                              \
	{                                                                                         \
		.name = "--width", .value = "N", .help = "columns of text; the terminal's, or 80" \
	}
/* Of every command that reads evidence: the next three. */
#define OPTION_MAX_MEMORY                                                              \
	{                                                                              \
		.name = "--max-memory", .value = "SIZE",                               \
		.help = "end idle connections early beyond SIZE (64M, 2G; default 1G)" \
	}
#define OPTION_THREADS                                                           \
	{                                                                        \
		.name = "--threads", .value = "1|2|3|4",                         \
		.help = "so many processors at most share the work on a capture" \
	}
#define OPTION_NO_SANDBOX                                                                    \
	{                                                                                    \
		.name = "--no-sandbox", .help = "keep the rights that reading does not need" \
	}

struct arguments; /* parsed: see arguments.h */

struct command {
	const char *name;
	const char *summary;	      /* one line, no full stop */
	const char *usage;	      /* "crux flows [--json] FILE..." */
	const char *help;	      /* paragraphs for --help, parted by "\n\n" */
	const char *operand;	      /* "PATH", "COMMAND", "bash|zsh"; NULL: none */
	const struct option *options; /* ends with a NULL name; --help is added */
	int (*run)(const struct arguments *args);
};

/* The table, in the order of commands.def. */
size_t command_count(void);
const struct command *command_at(size_t i);
/* NULL when there is none of that name. */
const struct command *command_find(struct str name);
/* The command whose name is nearest to word, NULL when none is near. */
const struct command *command_nearest(struct str word);

#endif
