/*
 * vec.c - growing arrays
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/base.h"

static void
elements_survive_growth(void **state)
{
	VEC(uint32_t) numbers = { 0 };
	struct arena a;

	(void)state;
	arena_init(&a, "test", 0);
	for (uint32_t i = 0; i < 100000; i++) {
		vec_push(&a, &numbers, i * 3);
		if (i % 1000 == 0) /* something in between: growth has to move */
			arena_alloc(&a, 16, 1);
	}
	assert_int_equal(numbers.n, 100000);
	assert_true(numbers.cap >= numbers.n && numbers.cap < 2 * numbers.n + 8);
	for (uint32_t i = 0; i < numbers.n; i++)
		assert_int_equal(numbers.v[i], i * 3);
	arena_fini(&a);
}

static void
a_new_element_is_zero(void **state)
{
	struct pair {
		int64_t a;
		char b;
	};
	VEC(struct pair) pairs = { 0 };
	struct arena a;

	(void)state;
	arena_init(&a, "test", 0);
	for (unsigned i = 0; i < 1000; i++) {
		struct pair *p = vec_add(&a, &pairs);

		assert_int_equal((uintptr_t)p % _Alignof(struct pair), 0);
		assert_int_equal(p->a, 0);
		assert_int_equal(p->b, 0);
		*p = (struct pair){ -1, 'x' };
	}
	vec_push(&a, &pairs, (struct pair){ 7, 'y' });
	assert_int_equal(pairs.v[1000].a, 7);
	arena_fini(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_survive_growth),
		cmocka_unit_test(a_new_element_is_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
