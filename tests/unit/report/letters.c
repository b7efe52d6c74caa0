/* UTF-8 is decoded strictly, and nothing that a terminal obeys gets through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "report/letters.h"
#include "report/report.h"

#define BROKEN "\xef\xbf\xbd"

static void
put_is(const char *in, size_t n, const char *want)
{
	struct out o;

	out_init_memory(&o);
	text_put(&o, (struct str){ in, n });
	if (!str_eq(out_text(&o), str_from(want)))
		fail_msg("text_put gave '" STR_F "', want '%s'", STR_A(out_text(&o)), want);
	out_fini(&o);
}

static void
hostile_bytes_are_replaced(void **state)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{ "plain", "plain" },
		{ "\033[2J", BROKEN "[2J" }, /* clears a screen */
		{ "a\nb", "a" BROKEN "b" },
		{ "\x7f", BROKEN },
		{ "\xc2\x9b"
		  "1m",
		  BROKEN "1m" }, /* C1: another CSI */
		{ "\xe2\x80\xae"
		  "cba",
		  BROKEN "cba" },				     /* right to left from here */
		{ "\xc0\xaf", BROKEN BROKEN },			     /* too long a form of '/' */
		{ "\xed\xa0\x80", BROKEN BROKEN BROKEN },	     /* half a surrogate pair */
		{ "\xf4\x90\x80\x80", BROKEN BROKEN BROKEN BROKEN }, /* above U+10FFFF */
		{ "\xe2\x82", BROKEN BROKEN },			     /* cut */
		{ "148 µs →", "148 µs →" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		put_is(rows[i].in, strlen(rows[i].in), rows[i].want);
	put_is("a\0b", 3, "a" BROKEN "b");
}

static void
columns_are_counted(void **state)
{
	static const struct {
		const char *in;
		unsigned want;
	} rows[] = {
		{ "", 0 },     { "abc", 3 },	   { "→ ·", 3 },
		{ "日本", 4 }, { "e\xcc\x81", 1 }, { "\xff\xfe", 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(text_columns(str_from(rows[i].in)), rows[i].want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_bytes_are_replaced),
		cmocka_unit_test(columns_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
