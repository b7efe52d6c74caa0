/* Wrapped text keeps to its width and loses no word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "report/report.h"

static void
wrapped_is(const char *text, unsigned column, unsigned indent, unsigned width, const char *want)
{
	struct out o;

	out_init_memory(&o);
	out_fill(&o, ' ', column);
	wrap_text(&o, str_from(text), column, indent, width);
	if (!str_eq(out_text(&o), str_from(want)))
		fail_msg("got:\n" STR_F "\nwant:\n%s", STR_A(out_text(&o)), want);
	out_fini(&o);
}

static void
words_go_to_the_next_line(void **state)
{
	(void)state;
	wrapped_is("one two three four", 0, 0, 9, "one two\nthree\nfour");
	wrapped_is("one two three", 2, 4, 9, "  one two\n    three");
	wrapped_is("", 0, 0, 9, "");
	wrapped_is("  led by blanks", 0, 0, 80, "  led by blanks");
	wrapped_is("two  blanks stay", 0, 0, 80, "two  blanks stay");
}

static void
a_number_keeps_its_unit(void **state)
{
	(void)state;
	wrapped_is("it took 148 ms.", 0, 0, 12, "it took\n148 ms.");
	wrapped_is("it took 148 goats", 0, 0, 12, "it took 148\ngoats");
}

static void
a_word_wider_than_the_line_is_cut(void **state)
{
	(void)state;
	wrapped_is("abcdefghijkl", 0, 2, 6, "abcdef\n  ghij\n  kl");
}

static unsigned
letters_of(struct str s)
{
	unsigned n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] != ' ' && s.p[i] != '\n';
	return n;
}

/* Any text, any width: no line is too wide and no letter is lost. */
static void
no_line_is_wider_than_the_width(void **state)
{
	static const char pieces[] = "a 7 ms bb  ccc→ 日本 dddddddddddddddddd 12 % e\n";
	uint64_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < 2000; round++) {
		unsigned width = 8 + round % 40, indent = round % 5;
		struct str text, line, rest;
		struct out o;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		text = str_sub(str_from(pieces), seed >> 60, (seed >> 50) % sizeof pieces);
		out_init_memory(&o);
		wrap_text(&o, text, 0, indent, width);
		rest = out_text(&o);
		while (str_cut(&rest, '\n', &line))
			assert_in_range(text_columns(line), 0, width);
		/* a letter cut in two by our own slicing becomes a longer one */
		assert_true(letters_of(out_text(&o)) >= letters_of(text));
		out_fini(&o);
	}
}

static void
cells_are_as_wide_as_asked(void **state)
{
	struct out o;

	(void)state;
	out_init_memory(&o);
	text_put_left(&o, STR("ab"), 4);
	text_put_right(&o, STR("cd"), 4);
	text_put_cut(&o, STR("abcdef"), 4);
	assert_true(str_eq(out_text(&o), STR("ab    cdabc…")));
	out_fini(&o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_go_to_the_next_line),
		cmocka_unit_test(a_number_keeps_its_unit),
		cmocka_unit_test(a_word_wider_than_the_line_is_cut),
		cmocka_unit_test(no_line_is_wider_than_the_width),
		cmocka_unit_test(cells_are_as_wide_as_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
