/* Numbers with units: exact values, and nothing from half a number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "readers/units.h"

#define NOT_READ UINT64_MAX

static void
sizes_are_powers_of_1024(void **state)
{
	static const struct {
		const char *text;
		uint64_t want;
	} rows[] = {
		{ "964342", 964342 },
		{ "0", 0 },
		{ "9M", 9 * 1024 * 1024 },
		{ "1.5G", 1536ull << 20 },
		{ "12kB", 12288 },
		{ "256KiB", 262144 },
		{ "23Gi", 23ull << 30 },
		{ "8.0g", 8ull << 30 },
		{ "2T", 2ull << 40 },
		{ "0B", 0 },
		{ "18446744073709551614", 18446744073709551614ull },
		{ "18446744073709551616", NOT_READ },
		{ "18446744073709551615K", NOT_READ },
		{ "99999999999999999999.5T", NOT_READ },
		{ "1e400", NOT_READ },
		{ "-1", NOT_READ },
		{ "9Mx", NOT_READ },
		{ "M", NOT_READ },
		{ "", NOT_READ },
		{ "1.2.3", NOT_READ },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint64_t got = NOT_READ;

		unit_bytes(str_from(rows[i].text), &got);
		if (got != rows[i].want)
			fail_msg("'%s' is %llu", rows[i].text, (unsigned long long)got);
	}
}

static void
a_bare_number_counts_what_it_is_told_to(void **state)
{
	uint64_t got;

	(void)state;
	assert_true(unit_bytes_of(STR("8392000"), 1024, &got));
	assert_int_equal(got, 8593408000);
	assert_true(unit_bytes_of(STR("8.0g"), 1024, &got)); /* a unit of its own */
	assert_int_equal(got, 8ull << 30);
}

static void
rates_are_powers_of_1000(void **state)
{
	static const struct {
		const char *text;
		uint64_t want;
	} rows[] = {
		{ "956488bps", 956488 },      { "780Kbps", 780000 },
		{ "1.2Mbps", 1200000 },	      { "524Gbps", 524000000000 },
		{ "1.5Tbps", 1500000000000 }, { "0bps", 0 },
		{ "780K", 780000 },	      { "780", 780 },
		{ "10Mbit", 10000000 },	      { "10MB", NOT_READ },
		{ "bps", NOT_READ },	      { "1.5e3Kbps", 1500000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint64_t got = NOT_READ;

		unit_bps(str_from(rows[i].text), &got);
		if (got != rows[i].want)
			fail_msg("'%s' is %llu", rows[i].text, (unsigned long long)got);
	}
}

#define NO_TIME INT64_MIN

static void
milliseconds(void **state)
{
	static const struct {
		const char *text;
		int64_t want_ns;
	} rows[] = {
		{ "148.2", 148200000 },
		{ "0.005", 5000 },
		{ "9820ms", 9820000000 },
		{ "500us", 500000 },
		{ "1.5s", 1500000000 },
		{ "1.2e+06", 1200000000000 },
		{ "0", 0 },
		{ "2982136", 2982136000000 },
		{ "x", NO_TIME },
		{ "", NO_TIME },
		{ "1e300", NO_TIME },
		{ "99999999999999999999999", NO_TIME },
		{ "12minutes", NO_TIME },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t got = NO_TIME;

		unit_ms(str_from(rows[i].text), &got);
		if (got != rows[i].want_ns)
			fail_msg("'%s' is %lld", rows[i].text, (long long)got);
	}
}

/* print_ms_timer of iproute2: the seconds, a point, and "%03dms". */
static void
timers_of_ss(void **state)
{
	static const struct {
		const char *text;
		int64_t want_ms;
	} rows[] = {
		{ "200ms", 200 },
		{ "14sec", 14000 },
		{ "1min59sec", 119000 },
		{ "1min", 60000 },
		{ "119min", 7140000 },
		{ "4.040ms", 4040 },
		{ "9.864ms", 9864 },
		{ "1.001ms", 1001 },
		{ "", 0 },
		{ "1.5ms", -1 },
		{ "200", -1 },
		{ "min", -1 },
		{ "1min5", -1 },
		{ "99999999999min", -1 },
		{ "4294967296ms", -1 },
		{ "5sec6sec", -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t got = -NS_PER_MS;

		unit_ss_timer(str_from(rows[i].text), &got);
		if (got != rows[i].want_ms * NS_PER_MS)
			fail_msg("'%s' is %lld ns", rows[i].text, (long long)got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_powers_of_1024),
		cmocka_unit_test(a_bare_number_counts_what_it_is_told_to),
		cmocka_unit_test(rates_are_powers_of_1000),
		cmocka_unit_test(milliseconds),
		cmocka_unit_test(timers_of_ss),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
