/*
 * arena.c - arenas: zeroed, aligned, bounded, taken back
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/base.h"

static bool
all_zero(const void *p, size_t n)
{
	const unsigned char *b = p;

	for (size_t i = 0; i < n; i++)
		if (b[i])
			return false;
	return true;
}

static void
memory_is_zero_and_aligned(void **state)
{
	static const size_t sizes[] = { 1, 7, 16, 100, 5000, 70000, 3000000, 3 };
	struct arena a;

	(void)state;
	arena_init(&a, "test", 0);
	for (unsigned round = 0; round < 50; round++)
		for (size_t i = 0; i < COUNT_OF(sizes); i++) {
			size_t align = (size_t)1 << (round % 5);
			char *p = arena_alloc(&a, sizes[i], align);

			assert_int_equal((uintptr_t)p % align, 0);
			assert_true(all_zero(p, sizes[i]));
			memset(p, 0xff, sizes[i]);
		}
	arena_fini(&a);
	assert_int_equal(a.used_bytes, 0);
}

static void
reset_takes_back_and_zeroes(void **state)
{
	struct arena_mark empty, kept;
	struct arena a;
	char *first, *p;

	(void)state;
	arena_init(&a, "test", 0);
	empty = arena_mark(&a);
	first = arena_alloc(&a, 100, 1);
	memset(first, 'k', 100);
	kept = arena_mark(&a);
	for (size_t size = 1; size < 1 << 22; size *= 3) {
		memset(arena_alloc(&a, size, 1), 0xff, size);
		memset(arena_alloc(&a, 50, 1), 0xff, 50);
		arena_reset(&a, kept);
		p = arena_alloc(&a, size, 1);
		assert_true(all_zero(p, size));
		arena_reset(&a, kept);
	}
	assert_int_equal(a.used_bytes, 100);
	for (unsigned i = 0; i < 100; i++)
		assert_int_equal(first[i], 'k');
	arena_reset(&a, empty);
	assert_int_equal(a.used_bytes, 0);
	assert_null(a.block);
	assert_true(all_zero(arena_alloc(&a, 100, 1), 100));
	arena_fini(&a);
}

struct bound {
	jmp_buf back;
	const char *name;
	size_t asked, limit;
};

static void
full(void *ctx, const char *name, size_t asked, size_t limit)
{
	struct bound *b = ctx;

	b->name = name;
	b->asked = asked;
	b->limit = limit;
	longjmp(b->back, 1);
}

/* Whether asking for n of size bytes calls the handler. */
static bool
refused(struct arena *a, struct bound *b, size_t size, size_t n)
{
	a->full = full;
	a->full_ctx = b;
	if (setjmp(b->back))
		return true;
	memset(arena_array(a, size, n, 1), 1, size * n);
	return false;
}

static void
the_limit_holds(void **state)
{
	struct bound b = { .name = NULL };
	struct arena a;

	(void)state;
	arena_init(&a, "small", 1000);
	assert_false(refused(&a, &b, 1, 600));
	assert_true(refused(&a, &b, 1, 401));
	assert_string_equal(b.name, "small");
	assert_int_equal(b.asked, 401);
	assert_int_equal(b.limit, 1000);
	assert_false(refused(&a, &b, 1, 400));
	assert_true(refused(&a, &b, 1, 1));
	assert_int_equal(a.used_bytes, 1000);
	arena_fini(&a);
	assert_false(refused(&a, &b, 1, 1000));
	arena_fini(&a);
}

static void
absurd_sizes_are_refused(void **state)
{
	struct bound b = { .name = NULL };
	struct arena a;

	(void)state;
	arena_init(&a, "huge", 0);
	assert_true(refused(&a, &b, SIZE_MAX, 2));
	assert_true(refused(&a, &b, SIZE_MAX / 2, 2));
	assert_true(refused(&a, &b, SIZE_MAX - 8, 1));
	assert_false(refused(&a, &b, 10, 10));
	arena_fini(&a);
}

static void
grow_keeps_what_was_there(void **state)
{
	char *p = NULL, *other = NULL;
	struct arena a;
	size_t n = 0;

	(void)state;
	arena_init(&a, "test", 0);
	for (size_t want = 1; want < 200000; want = want * 3 / 2 + 1) {
		p = arena_grow(&a, p, n, want, 1);
		assert_true(all_zero(p + n, want - n));
		memset(p + n, (int)(want % 251), want - n);
		if (want % 2) /* so that it cannot always grow in place */
			other = arena_alloc(&a, 10, 1);
		n = want;
	}
	assert_non_null(other);
	n = 0;
	for (size_t want = 1; want < 200000; want = want * 3 / 2 + 1)
		for (; n < want; n++)
			assert_int_equal((unsigned char)p[n], want % 251);
	arena_fini(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zero_and_aligned),
		cmocka_unit_test(reset_takes_back_and_zeroes),
		cmocka_unit_test(the_limit_holds),
		cmocka_unit_test(absurd_sizes_are_refused),
		cmocka_unit_test(grow_keeps_what_was_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
