/* Words of a command line against a table of options. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "commands/arguments.h"

static const struct option options[] = {
	OPTION_JSON, OPTION_OUTPUT, OPTION_COLOR, { .name = "--top", .value = "N", .help = "" },
	{ 0 },
};
static const struct command command = { .name = "test", .options = options };

#define WORDS_MAX 8

/* Words parted by blanks, parsed. */
static bool
parse(struct arena *a, const char *line, struct arguments *args, struct err *e)
{
	char *words[WORDS_MAX];
	struct str rest = str_from(line), word;
	size_t n = 0;

	while (n < WORDS_MAX && str_word(&rest, &word))
		words[n++] = str_to_cstr(a, word);
	return arguments_parse(a, &command, words, n, args, e);
}

static void
what_is_taken(void **state)
{
	static const struct {
		const char *line;
		bool json;
		const char *output, *color;
		uint64_t top;
		size_t operands;
	} rows[] = {
		{ "", false, NULL, NULL, 7, 0 },
		{ "a b", false, NULL, NULL, 7, 2 },
		{ "a --json b", true, NULL, NULL, 7, 2 },
		{ "-o x a", false, "x", NULL, 7, 1 },
		{ "-ox a", false, "x", NULL, 7, 1 },
		{ "--output=x=y", false, "x=y", NULL, 7, 0 },
		{ "--output --json", false, "--json", NULL, 7, 0 },
		{ "--output=", false, "", NULL, 7, 0 },
		{ "--top 3 --top=4", false, NULL, NULL, 4, 0 },
		{ "--color always", false, NULL, "always", 7, 0 },
		{ "-- --json -o", false, NULL, NULL, 7, 2 },
		{ "-", false, NULL, NULL, 7, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arguments args;
		struct arena a;
		struct err e;
		const char *output, *color;

		arena_init(&a, "the test", 0);
		if (!parse(&a, rows[i].line, &args, &e))
			fail_msg("'%s': %s", rows[i].line, e.text);
		output = arguments_value(&args, "--output");
		color = arguments_value(&args, "--color");
		if (arguments_has(&args, "--json") != rows[i].json ||
		    args.operands.n != rows[i].operands ||
		    arguments_number(&args, "--top", 7) != rows[i].top ||
		    !str_eq(str_from(output ? output : "?"),
			    str_from(rows[i].output ? rows[i].output : "?")) ||
		    !str_eq(str_from(color ? color : "?"),
			    str_from(rows[i].color ? rows[i].color : "?")))
			fail_msg("'%s' is taken for something else", rows[i].line);
		arena_fini(&a);
	}
}

static void
what_is_refused(void **state)
{
	static const struct {
		const char *line, *want;
	} rows[] = {
		{ "--jsno", "unknown option '--jsno' of test, did you mean '--json'?" },
		{ "--jsno=1", "unknown option '--jsno' of test, did you mean '--json'?" },
		{ "--zzzzzzz", "unknown option '--zzzzzzz' of test; 'crux help test' lists them" },
		{ "-x", "unknown option '-x' of test; 'crux help test' lists them" },
		{ "--json=1", "--json takes no value" },
		{ "--top", "--top needs a value: N" },
		{ "-o", "--output needs a value: FILE" },
		{ "--top x", "--top takes a whole number above 0, not 'x'" },
		{ "--top 0", "--top takes a whole number above 0, not '0'" },
		{ "--top -1", "--top takes a whole number above 0, not '-1'" },
		{ "--top 99999999999999999999",
		  "--top takes a whole number above 0, not '99999999999999999999'" },
		{ "--color=red", "--color takes auto|always|never, not 'red'" },
		{ "--color=auto|always", "--color takes auto|always|never, not 'auto|always'" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arguments args;
		struct arena a;
		struct err e;

		arena_init(&a, "the test", 0);
		if (parse(&a, rows[i].line, &args, &e))
			fail_msg("'%s' is taken", rows[i].line);
		assert_int_equal(e.code, ERR_USAGE);
		assert_string_equal(e.text, rows[i].want);
		arena_fini(&a);
	}
}

static void
the_first_operand_is_no_value(void **state)
{
	char *words[] = { "--color", "never", "--json", "-o", "x", "word", "y" };
	char *none[] = { "--json", "-ox", "--top=3" };
	char *dashes[] = { "--json", "--", "--word" };

	(void)state;
	assert_int_equal(arguments_first_operand(&command, words, COUNT_OF(words)), 5);
	assert_int_equal(arguments_first_operand(&command, none, COUNT_OF(none)), 3);
	assert_int_equal(arguments_first_operand(&command, dashes, COUNT_OF(dashes)), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_taken),
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(the_first_operand_is_no_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
