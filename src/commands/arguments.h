/*
 * arguments.h - the words of a command line, checked against a command's table
 */
#ifndef CRUX_COMMANDS_ARGUMENTS_H
#define CRUX_COMMANDS_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "commands/command.h"

struct given {
	const struct option *option;
	const char *value; /* NULL for a switch */
};

struct arguments {
	struct arena *arena; /* of the run */
	const struct command *command;
	VEC(struct given) given;
	VEC(const char *) operands;
};

/* Every command takes it. */
extern const struct option option_help;

/* The option of that spelling ("--json", "-o"), NULL when c has none. */
const struct option *option_find(const struct command *c, struct str word);

/*
 * Take n words for c: --name value, --name=value, -x value, -xvalue; options
 * may follow operands; after "--" all are operands. False with e set on a word
 * that c does not know and on a value that does not fit its option.
 */
MUST_USE bool arguments_parse(struct arena *a, const struct command *c, char *const *words,
			      size_t n, struct arguments *ret, struct err *e);

/* Whether the option was given. name is the table's spelling. */
bool arguments_has(const struct arguments *args, const char *name);
/* Its value, the last one when repeated; NULL when not given. */
const char *arguments_value(const struct arguments *args, const char *name);
/* Its number; otherwise when not given. */
uint64_t arguments_number(const struct arguments *args, const char *name, uint64_t otherwise);

/* Its size in bytes; otherwise when not given. */
uint64_t arguments_bytes(const struct arguments *args, const char *name, uint64_t otherwise);
/* What a size has to be. */
#define SIZE_LEAST ((uint64_t)1 << 20)

/*
 * The first of the words that is no option and no option's value, in the eyes
 * of c; n when there is none.
 */
size_t arguments_first_operand(const struct command *c, char *const *words, size_t n);

#endif
