/*
 * date_line.c - what the command date prints
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "readers/date_line.h"

static void
dates(void **state)
{
	/* all of them are one second */
	static const char *const rows[] = {
		"Sun Nov 22 14:39:09 UTC 2026",
		"Sun Nov 22 02:39:09 PM UTC 2026",
		"Sun 22 Nov 2026 02:39:09 PM CET",
		"Sunday, 22. November 2026 14:39:09",
		"2026-11-22T14:39:09+00:00",
		"2026-11-22T14:39:09Z",
		"2026-11-22 14:39:09",
		"1795358349",
		"  Sun Nov 22 14:39:09 2026  ",
	};
	int64_t ns;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (!date_line_parse(str_from(rows[i]), &ns))
			fail_msg("'%s' is no date", rows[i]);
		if (ns != 1795358349LL * NS_PER_S)
			fail_msg("'%s' is %lld", rows[i], (long long)ns);
	}
	assert_true(date_line_parse(STR("1795358349.25"), &ns));
	assert_int_equal(ns, 1795358349LL * NS_PER_S + 250 * NS_PER_MS);
	assert_true(date_line_parse(STR("Sun Nov 22 12:00:00 AM 2026"), &ns));
}

static void
no_dates(void **state)
{
	static const char *const rows[] = {
		"",
		"42",
		"9821",
		"14:39:09",
		"Sun Nov 22 2026",
		"Nov 22 14:39:09 web-1 kernel: TCP: drop",
		"2026-11-22",
		"2026-11-22 14:39:09 it broke",
		"Sun Nov 31 25:00:00 2026",
		"the quick brown fox",
		"00000000000",
		"179535834911",
	};
	int64_t ns;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (date_line_parse(str_from(rows[i]), &ns))
			fail_msg("'%s' is a date", rows[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates),
		cmocka_unit_test(no_dates),
	};

	return cmocka_run_group_tests_name("readers/date_line", tests, NULL, NULL);
}
