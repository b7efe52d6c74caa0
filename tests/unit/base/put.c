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
		cmocka_unit_test(numbers_of_all_lengths),
		cmocka_unit_test(seconds_at_their_edges),
		cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
