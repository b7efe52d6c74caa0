/*
 * seq.c - numbers on a circle, and the line that they are unrolled to
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/base.h"
#include "tcp/seq.h"

static void
order(void **state)
{
	static const struct {
		uint32_t a, b;
		bool lt, le;
	} rows[] = {
		{ 0, 0, false, true },
		{ 0, 1, true, true },
		{ 1, 0, false, false },
		{ UINT32_MAX, 0, true, true }, /* the wrap is nothing special */
		{ 0, UINT32_MAX, false, false },
		{ 0, INT32_MAX, true, true }, /* half of the circle is before, half behind */
		{ 5, 5u + INT32_MAX, true, true },
		{ 0xfffffff0, 0x10, true, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(seq_lt(rows[i].a, rows[i].b), rows[i].lt);
		assert_int_equal(seq_le(rows[i].a, rows[i].b), rows[i].le);
	}
}

static void
unwrapping(void **state)
{
	static const struct {
		uint32_t seq;
		uint64_t ref, want;
	} rows[] = {
		{ 5, SEQ64_BASE + 3, SEQ64_BASE + 5 },
		{ 3, SEQ64_BASE + 5, SEQ64_BASE + 3 },
		{ 2, SEQ64_BASE + UINT32_MAX, 2 * SEQ64_BASE + 2 }, /* on to the next turn */
		{ UINT32_MAX, 2 * SEQ64_BASE + 2, SEQ64_BASE + UINT32_MAX }, /* and back */
		{ UINT32_MAX, SEQ64_BASE, SEQ64_BASE - 1 }, /* below the first number */
		{ 0x7fffffff, SEQ64_BASE, SEQ64_BASE + 0x7fffffff },
		{ 0x80000000, SEQ64_BASE, SEQ64_BASE - 0x80000000 },
		{ 7, 9 * SEQ64_BASE + 7, 9 * SEQ64_BASE + 7 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(seq_unwrap(rows[i].seq, rows[i].ref), rows[i].want);
}

/* The nearest point: its low bits are the number, and it is within half a turn. */
static void
unwrapping_anything(void **state)
{
	uint64_t x = 88172645463325252;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		uint64_t ref, got;

		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		ref = SEQ64_BASE + (x >> 20);
		got = seq_unwrap((uint32_t)x, ref);
		assert_int_equal((uint32_t)got, (uint32_t)x);
		assert_true(got + ((uint64_t)1 << 31) >= ref && got <= ref + INT32_MAX);
	}
}

static void
ip_ids(void **state)
{
	(void)state;
	assert_true(ip_id_lt(1, 2));
	assert_false(ip_id_lt(2, 2));
	assert_true(ip_id_lt(0xffff, 0));
	assert_false(ip_id_lt(0, 0xffff));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order),
		cmocka_unit_test(unwrapping),
		cmocka_unit_test(unwrapping_anything),
		cmocka_unit_test(ip_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
