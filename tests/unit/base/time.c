/*
 * time.c - durations and times of day as text, and back
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/base.h"

#define S(lit)                          \
	{                               \
		"" lit, sizeof(lit) - 1 \
	}
#define S_NS ((int64_t)NS_PER_S)

static void
durations(void **state)
{
	static const struct {
		int64_t ns;
		const char *want;
	} rows[] = {
		{ 0, "0 s" },
		{ 1, "1 ns" },
		{ 999, "999 ns" },
		{ 1000, "1 us" },
		{ 850000, "850 us" },
		{ 1480, "1.48 us" },
		{ 999949, "999.9 us" },
		{ 999960, "1 ms" },
		{ 1500000, "1.5 ms" },
		{ 148200000, "148.2 ms" },
		{ 200000000, "200 ms" },
		{ 999990000, "1 s" },
		{ 3 * S_NS, "3 s" },
		{ 12300000000, "12.3 s" },
		{ 119900000000, "119.9 s" },
		{ 119990000000, "2 min" },
		{ 125 * S_NS, "2 min 5 s" },
		{ 7199 * S_NS, "119 min 59 s" },
		{ 12000 * S_NS, "3 h 20 min" },
		{ 7200 * S_NS, "2 h" },
		{ 3 * 86400 * S_NS, "3 days" },
		{ 3 * 86400 * S_NS + 5 * 3600 * S_NS, "3 days 5 h" },
		{ -148200000, "-148.2 ms" },
		{ INT64_MAX, "106751 days 23 h" },
		{ INT64_MIN, "-106751 days 23 h" },
	};
	char buf[TIME_TEXT_BYTES];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(duration_text(buf, rows[i].ns), rows[i].want);
}

static void
seconds_for_machines(void **state)
{
	char buf[TIME_TEXT_BYTES];

	(void)state;
	assert_string_equal(seconds_text(buf, 0), "0.000000000");
	assert_string_equal(seconds_text(buf, 1), "0.000000001");
	assert_string_equal(seconds_text(buf, -1500000000), "-1.500000000");
	assert_string_equal(seconds_text(buf, INT64_MAX), "9223372036.854775807");
	assert_string_equal(seconds_text(buf, INT64_MIN), "-9223372036.854775808");
}

static void
times_of_day(void **state)
{
	static const struct {
		struct str text;
		bool good;
		int64_t ns;
	} rows[] = {
		{ S("00:00:00"), true, 0 },
		{ S("14:02:11.001"), true, 50531001000000 },
		{ S("14:02:11.001000001"), true, 50531001000001 },
		{ S("23:59:60.5"), true, 86400500000000 }, /* a leap second */
		{ S("24:00:00"), false, 0 },
		{ S("00:60:00"), false, 0 },
		{ S("00:00:61"), false, 0 },
		{ S("00:00:-1"), false, 0 },
		{ S("00:00"), false, 0 },
		{ S("00:00:"), false, 0 },
		{ S("0:0:0:0"), false, 0 },
		{ S("::"), false, 0 },
		{ S(""), false, 0 },
		{ S("14:02:11.001x"), false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t ns = 0;

		assert_int_equal(clock_parse(rows[i].text, &ns), rows[i].good);
		assert_true(ns == rows[i].ns);
	}
}

static void
clock_round_trip(void **state)
{
	char buf[TIME_TEXT_BYTES];
	int64_t ns;

	(void)state;
	assert_string_equal(clock_text(buf, 50531001000000), "14:02:11.001");
	assert_string_equal(clock_text(buf, -1000000), "23:59:59.999");
	assert_string_equal(clock_text(buf, 1700000000 * S_NS), "22:13:20.000");
	for (int64_t t = 0; t < 86400 * S_NS; t += 977 * S_NS + 7000000) {
		assert_true(clock_parse(str_from(clock_text(buf, t)), &ns));
		assert_true(ns == t);
	}
}

static void
dates(void **state)
{
	static const struct {
		struct str text;
		bool good;
		int64_t days;
	} rows[] = {
		{ S("1970-01-01"), true, 0 },	  { S("2000-02-29"), true, 11016 },
		{ S("2024-02-29"), true, 19782 }, { S("2026-11-22"), true, 20779 },
		{ S("2023-12-31"), true, 19722 }, { S("2023-02-29"), false, 0 },
		{ S("2100-02-29"), false, 0 },	  { S("2023-04-31"), false, 0 },
		{ S("2023-00-01"), false, 0 },	  { S("2023-13-01"), false, 0 },
		{ S("2023-01-00"), false, 0 },	  { S("1969-12-31"), false, 0 },
		{ S("23-01-01"), false, 0 },	  { S("2023-01"), false, 0 },
		{ S("2023-01-01x"), false, 0 },	  { S(""), false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t ns = 0;

		assert_int_equal(date_parse(rows[i].text, &ns), rows[i].good);
		assert_true(ns == rows[i].days * 86400 * S_NS);
	}
}

static void
units(void **state)
{
	(void)state;
	assert_true(ns_to_s(1500000000) == 1.5);
	assert_true(ns_to_ms(148200000) == 148.2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations),	cmocka_unit_test(seconds_for_machines),
		cmocka_unit_test(times_of_day), cmocka_unit_test(clock_round_trip),
		cmocka_unit_test(dates),	cmocka_unit_test(units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
