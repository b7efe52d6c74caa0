/*
 * commands.c - the table, and which of its commands a command line means
 */
#include "commands/commands.h"

#include <stdio.h>
#include <unistd.h>

#include "commands/arguments.h"
#include "commands/command.h"
#include "commands/manual.h"

#define COMMAND(name) extern const struct command command_##name;
#include "commands/commands.def"
#undef COMMAND

static const struct command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "commands/commands.def"
#undef COMMAND
};

/* The default: crux EVIDENCE… is crux diagnose EVIDENCE… */
#define DEFAULT_COMMAND STR("diagnose")

size_t
command_count(void)
{
	return COUNT_OF(commands);
}

const struct command *
command_at(size_t i)
{
	return commands[i];
}

const struct command *
command_find(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (str_eq(name, str_from(commands[i]->name)))
			return commands[i];
	return NULL;
}

const struct command *
command_nearest(struct str word)
{
	const struct command *best = NULL;
	size_t best_distance = word.n / 3 + 2; /* a third of the letters and one */

	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		size_t d = str_distance(word, str_from(commands[i]->name));

		if (d < best_distance) {
			best = commands[i];
			best_distance = d;
		}
	}
	return best;
}

static int
usage_error(const struct err *e)
{
	fprintf(stderr, "crux: %s\n", e->text);
	return EXIT_USAGE;
}

static int
run(struct arena *a, const struct command *c, char *const *words, size_t n)
{
	struct arguments args;
	struct err e;

	if (!arguments_parse(a, c, words, n, &args, &e))
		return usage_error(&e);
	if (arguments_has(&args, "--help"))
		return manual_print_command(c);
	return c->run(&args);
}

/* Something to judge, or meant as such: it names a file, or looks like a name of one. */
static bool
is_evidence(const char *word)
{
	return !strcmp(word, "-") || !access(word, F_OK) || strpbrk(word, "./");
}

static int
unknown_command(const char *word)
{
	const struct command *near = command_nearest(str_from(word));

	if (near)
		fprintf(stderr, "crux: unknown command '%s', did you mean '%s'?\n", word,
			near->name);
	else
		fprintf(stderr,
			"crux: unknown command '%s', and no file of that name; 'crux help' lists the "
			"commands\n",
			word);
	return EXIT_USAGE;
}

/* words without the i-th: "crux --json flows x" is "crux flows --json x". */
static char *const *
without(struct arena *a, char *const *words, size_t n, size_t i)
{
	char **rest = arena_new(a, char *, n);

	memcpy(rest, words, i * sizeof *rest);
	memcpy(rest + i, words + i + 1, (n - i - 1) * sizeof *rest);
	return rest;
}

static int
dispatch(struct arena *a, char *const *words, size_t n)
{
	const struct command *otherwise = command_find(DEFAULT_COMMAND);
	const struct command *c;
	size_t at;

	if (!n && isatty(STDIN_FILENO))
		return manual_print_short();
	if (n && !strcmp(words[0], "--version"))
		return manual_print_version();
	if (n && (!strcmp(words[0], "--help") || !strcmp(words[0], "-h")))
		return manual_print_all();
	at = arguments_first_operand(otherwise, words, n);
	if (at == n)
		return run(a, otherwise, words, n);
	c = command_find(str_from(words[at]));
	if (c)
		return run(a, c, without(a, words, n, at), n - 1);
	/* Behind an option a word is no command that was mistyped. */
	if (at || is_evidence(words[at]))
		return run(a, otherwise, words, n);
	return unknown_command(words[at]);
}

int
commands_main(int argc, char **argv)
{
	struct arena a;
	int status;

	arena_init(&a, "run", 0);
	status = dispatch(&a, argv + 1, argc > 0 ? (size_t)(argc - 1) : 0);
	arena_fini(&a);
	return status;
}
