/*
 * pool.c - memory that comes and goes, and ends with its arena
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/base.h"

#define PIECES 500

static void
pieces_are_apart(void **state)
{
	struct arena a;
	struct pool p;
	uint8_t *piece[PIECES];

	(void)state;
	arena_init(&a, "test", 0);
	pool_init(&p, &a);
	for (size_t i = 0; i < PIECES; i++) {
		piece[i] = pool_get(&p, i * 7 + 1);
		assert_int_equal((uintptr_t)piece[i] % _Alignof(max_align_t), 0);
		memset(piece[i], (int)i, i * 7 + 1);
	}
	for (size_t i = 0; i < PIECES; i++)
		for (size_t k = 0; k < i * 7 + 1; k++)
			assert_int_equal(piece[i][k], (uint8_t)i);
	arena_fini(&a); /* with all of them: the sanitizer sees what is left */
}

/* What is put back is there for the next of its size. */
static void
used_again(void **state)
{
	struct arena a;
	struct pool p;
	void *first;

	(void)state;
	arena_init(&a, "test", 0);
	pool_init(&p, &a);
	for (size_t bytes = 1; bytes < 200000; bytes += bytes / 3 + 1) {
		size_t taken;
		void *again;
		bool kept;

		first = pool_get(&p, bytes);
		taken = p.taken_bytes;
		assert_true(pool_used_bytes(&p) >= bytes);
		assert_true(pool_used_bytes(&p) <= MAX(bytes + bytes / 4 + 1, (size_t)64));
		pool_put(&p, first, bytes);
		assert_int_equal(pool_used_bytes(&p), 0);
		kept = p.taken_bytes == taken; /* large ones go back to the system */
		again = pool_get(&p, bytes);
		if (kept)
			assert_ptr_equal(again, first);
		assert_int_equal(p.taken_bytes, taken);
		pool_put(&p, again, bytes);
		pool_trim(&p);
		assert_int_equal(p.taken_bytes, 0);
		assert_int_equal(a.beside_bytes, 0);
	}
	arena_fini(&a);
}

static jmp_buf out;

static void
leave(void *ctx, const char *name, size_t asked, size_t limit)
{
	(void)ctx, (void)name, (void)asked, (void)limit;
	longjmp(out, 1);
}

/* Arena and pool together stay below the arena's bound. */
static void
one_bound(void **state)
{
	struct arena a;
	struct pool p;
	volatile size_t pieces = 0;

	(void)state;
	arena_init(&a, "test", 1 << 20);
	a.full = leave;
	pool_init(&p, &a);
	arena_alloc(&a, 1 << 19, 1);
	if (!setjmp(out))
		for (;; pieces++)
			pool_get(&p, 1 << 12);
	assert_in_range(pieces, 100, 128);
	pieces = 0;
	if (!setjmp(out))
		for (;; pieces++)
			arena_alloc(&a, 1 << 12, 1);
	assert_in_range(pieces, 0, 8);
	arena_fini(&a);
}

static void
note(void *ctx)
{
	unsigned **next = ctx;

	*(*next)++ = 1;
}

/* A reset ends what began behind the mark, and nothing else. */
static void
ends_with_its_mark(void **state)
{
	unsigned called[3] = { 0 }, *next = called;
	struct arena a;
	struct arena_mark m;

	(void)state;
	arena_init(&a, "test", 0);
	arena_at_end(&a, note, &next);
	m = arena_mark(&a);
	arena_at_end(&a, note, &next);
	arena_alloc(&a, 5 << 20, 1);
	arena_at_end(&a, note, &next);
	assert_int_equal(next - called, 0);
	arena_reset(&a, m);
	assert_int_equal(next - called, 2);
	arena_reset(&a, m);
	assert_int_equal(next - called, 2);
	arena_fini(&a);
	assert_int_equal(next - called, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_apart),
		cmocka_unit_test(used_again),
		cmocka_unit_test(one_bound),
		cmocka_unit_test(ends_with_its_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
