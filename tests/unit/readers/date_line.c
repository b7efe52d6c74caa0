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
		"So 22. Nov 14:39:09 UTC 2026",
		"dim. 22 nov. 2026 14:39:09 UTC",
		"2026年 11月 22日 日曜日 14:39:09 UTC",
		"2026年 11月 22日 星期日 14:39:09 CST",
		"Вс 22 ноя 2026 14:39:09 UTC",
		"Ne 22. listopadu 2026, 14:39:09 UTC",
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

static void
zones(void **state)
{
	static const struct {
		const char *line;
		int minutes;
	} rows[] = {
		{ "Sun Nov 22 14:39:09 UTC 2026", 0 },
		{ "Sun Nov 22 15:39:09 CET 2026", 60 },
		{ "Sun, 22 Nov 2026 09:09:09 -0530", -330 },
		{ "2026-11-22T14:39:09+02:00", 120 },
		{ "2026-11-22T14:39:09Z", 0 },
		{ "Sun 22 Nov 2026 02:39:09 PM PST", -480 },
	};
	static const char *const untold[] = {
		"Sun Nov 22 14:39:09 2026",
		"Sun Nov 22 14:39:09 CST 2026", /* Chicago's, Shanghai's, Havana's */
		"Sun Nov 22 14:39:09 IST 2026",
		"2026-11-22 14:39:09",
		"1795358349",
		"+9999",
		"",
	};
	int64_t ns;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_true(date_line_zone(str_from(rows[i].line), &ns));
		assert_int_equal(ns, rows[i].minutes * (int64_t)60 * NS_PER_S);
	}
	for (size_t i = 0; i < COUNT_OF(untold); i++)
		if (date_line_zone(str_from(untold[i]), &ns))
			fail_msg("'%s' has no zone", untold[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates),
		cmocka_unit_test(no_dates),
		cmocka_unit_test(zones),
	};

	return cmocka_run_group_tests_name("readers/date_line", tests, NULL, NULL);
}
