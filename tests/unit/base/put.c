/*
 * put.c - digits without printf are the digits of printf
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/base.h"

/* What is promised to stay as it was, behind the room that was made. */
#define UNTOUCHED '#'

struct paper {
	char text[64];
};

static struct paper
fresh(void)
{
	struct paper p;

	memset(p.text, UNTOUCHED, sizeof p.text);
	return p;
}

/* Check what was written up to end, and that nothing was behind room. */
static void
assert_paper(const struct paper *p, const char *end, size_t room, const char *want)
{
	size_t n = (size_t)(end - p->text);

	if (n != strlen(want) || memcmp(p->text, want, n))
		fail_msg("got '%.*s', want '%s'", (int)MIN(n, sizeof p->text), p->text, want);
	for (size_t i = room; i < sizeof p->text; i++)
		if (p->text[i] != UNTOUCHED)
			fail_msg("'%s': byte %zu is changed", want, i);
}

static void
same_number(uint64_t v)
{
	struct paper p = fresh();
	char want[32];

	snprintf(want, sizeof want, "%" PRIu64, v);
	assert_paper(&p, put_u64(p.text, v), PUT_NUMBER_MAX, want);
	p = fresh();
	snprintf(want, sizeof want, "%" PRId64, (int64_t)v);
	assert_paper(&p, put_i64(p.text, (int64_t)v), PUT_NUMBER_MAX, want);
}

static void
same_seconds(int64_t ns)
{
	uint64_t a = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;
	struct paper p = fresh();
	char want[32];

	snprintf(want, sizeof want, "%s%" PRIu64 ".%09" PRIu64, ns < 0 ? "-" : "", a / NS_PER_S,
		 a % NS_PER_S);
	assert_paper(&p, put_seconds(p.text, ns), PUT_SECONDS_MAX, want);
}

static void
numbers_at_their_edges(void **state)
{
	(void)state;
	same_number(0);
	same_number(UINT64_MAX);
	same_number((uint64_t)INT64_MAX);
	same_number((uint64_t)INT64_MIN);
	same_number(UINT32_MAX);
	same_number((uint64_t)UINT32_MAX + 1);
	/* where there is one digit more */
	for (uint64_t power = 1;; power *= 10) {
		same_number(power - 1);
		same_number(power);
		same_number(power + 1);
		same_number(-power);
		if (power > UINT64_MAX / 10)
			break;
	}
}

/* Each of the values that parting by multiplication could get wrong. */
static void
all_numbers_of_four_digits(void **state)
{
	(void)state;
	for (uint64_t v = 0; v < 10000; v++) {
		same_number(v);
		same_number(v * 10000 + (9999 - v));
	}
}

/* All pairs of digits at each place of a long number, beside the lowest and the highest. */
static void
all_pairs_at_each_place(void **state)
{
	(void)state;
	for (uint64_t unit = 1; unit <= 100000000; unit *= 10)
		for (uint64_t v = 0; v < 100; v++) {
			same_seconds((int64_t)(v * unit));
			same_seconds((int64_t)(v * unit + unit - 1));
			same_number(10000000000 + v * unit);
			same_number(9900000000 + v * unit + unit - 1);
		}
}

static void
numbers_of_all_lengths(void **state)
{
	uint64_t x = 0x9e3779b97f4a7c15;

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		same_number(x >> (i % 64));
		same_seconds((int64_t)(x >> (i % 64)));
	}
}

static void
seconds_at_their_edges(void **state)
{
	static const int64_t rows[] = {
		0,
		1,
		-1,
		999999999,
		1000000000,
		1000000001,
		-999999999,
		-1000000000,
		99999999,
		100000000,
		-100000000,
		INT64_MAX,
		INT64_MIN,
		INT64_MIN + 1,
		1700000000000000000,
		-1700000000123456789,
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		same_seconds(rows[i]);
}

static void
same_fixed(double v, unsigned places)
{
	struct paper p = fresh();
	char want[400];

	snprintf(want, sizeof want, "%.*f", (int)places, v);
	want[PUT_FIXED_MAX - 1] = 0;
	assert_paper(&p, put_fixed(p.text, v, places), PUT_FIXED_MAX, want);
}

/* Also in the middle of two, which printf settles by the bits behind. */
static void
fixed_as_printf_rounds(void **state)
{
	static const double rows[] = {
		0,	    -0.0,	1e-300,	 0.004,	   0.005,     0.0049999999999999,
		0.5,	    1.5,	2.5,	 0.125,	   0.375,     9.994,
		9.995,	    99.95,	999.95,	 999.5,	   999999,    999999.994,
		999999.995, 999999.999, 1000000, 1e15,	   1e22,      1e27,
		1e300,	    -1.25,	-7,	 HUGE_VAL, -HUGE_VAL,
	};

	(void)state;
	for (unsigned places = 0; places < 3; places++) {
		for (size_t i = 0; i < COUNT_OF(rows); i++)
			same_fixed(rows[i], places);
		for (unsigned ns = 0; ns < 200000; ns += 5) {
			same_fixed(ns / 1000.0, places);
			same_fixed(nextafter(ns / 1000.0, 1e9), places);
		}
	}
}

static void
texts(void **state)
{
	struct paper p = fresh();
	char *at = put_cstr(p.text, "a");

	(void)state;
	at = put_cstr(at, "");
	at = put_str(at, (struct str){ NULL, 0 });
	at = put_str(at, STR("bcd"));
	assert_paper(&p, at, 4, "abcd");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_at_their_edges),
		cmocka_unit_test(all_numbers_of_four_digits),
		cmocka_unit_test(all_pairs_at_each_place),
		cmocka_unit_test(numbers_of_all_lengths),
		cmocka_unit_test(seconds_at_their_edges),
		cmocka_unit_test(fixed_as_printf_rounds),
		cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
