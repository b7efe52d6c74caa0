/*
 * bytes.c - the cursor over binary headers
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/base.h"

static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };

static void
numbers_in_both_orders(void **state)
{
	struct rd r = rd_new(bytes, sizeof bytes);

	(void)state;
	assert_int_equal(rd_u8(&r), 0x01);
	assert_int_equal(rd_be16(&r), 0x0203);
	assert_int_equal(rd_be32(&r), 0x04050607);
	assert_int_equal(rd_left(&r), 2);
	assert_false(rd_failed(&r));
	r = rd_new(bytes, sizeof bytes);
	assert_int_equal(rd_u16(&r, false), 0x0201);
	assert_int_equal(rd_u16(&r, true), 0x0304);
	assert_int_equal(rd_u32(&r, false), 0x08070605);
	assert_int_equal(load_be16(bytes + 1), 0x0203);
	assert_int_equal(load_be32(bytes + 1), 0x02030405);
	assert_int_equal(load_u16(bytes + 1, true), 0x0203);
	assert_int_equal(load_u16(bytes + 1, false), 0x0302);
	assert_int_equal(load_u32(bytes + 1, true), 0x02030405);
	assert_int_equal(load_u32(bytes + 1, false), 0x05040302);
}

static void
a_failure_sticks(void **state)
{
	struct rd r = rd_new(bytes, 3);

	(void)state;
	assert_int_equal(rd_be16(&r), 0x0102);
	assert_int_equal(rd_be16(&r), 0);
	assert_true(rd_failed(&r));
	/* One byte would be there, but what follows the failure is not to be trusted. */
	assert_int_equal(rd_u8(&r), 0);
	assert_int_equal(rd_left(&r), 0);
	assert_null(rd_bytes(&r, 1));
	assert_true(rd_failed(&r));
}

static void
every_read_at_every_length(void **state)
{
	(void)state;
	for (size_t n = 0; n <= sizeof bytes; n++) {
		struct rd r = rd_new(bytes, n);

		rd_be32(&r);
		assert_int_equal(rd_failed(&r), n < 4);
		r = rd_new(bytes, n);
		rd_skip(&r, 5);
		assert_int_equal(rd_failed(&r), n < 5);
		r = rd_new(bytes, n);
		assert_ptr_equal(rd_bytes(&r, 9), n < 9 ? NULL : bytes);
		r = rd_new(bytes, n);
		rd_skip(&r, SIZE_MAX);
		assert_true(rd_failed(&r));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_in_both_orders),
		cmocka_unit_test(a_failure_sticks),
		cmocka_unit_test(every_read_at_every_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
