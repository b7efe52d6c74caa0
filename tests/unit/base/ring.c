/*
 * ring.c - slots between two threads: full, empty, the end, and leaving early
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <unistd.h>

#include "base/base.h"

#define SLOTS 4
#define MANY 200000

struct hand_over {
	struct ring ring;
	uint64_t slots[SLOTS];
	uint64_t count;		 /* to fill */
	unsigned fill_pause_us;	 /* before each */
	uint64_t filled;	 /* by the thread, good after it is joined */
	_Atomic uint64_t so_far; /* the same, while it runs */
	pthread_t thread;
};

static void *
fill(void *arg)
{
	struct hand_over *h = arg;
	uint32_t slot;

	while (h->filled < h->count && (slot = ring_fill(&h->ring)) != RING_OVER) {
		if (h->fill_pause_us)
			usleep(h->fill_pause_us);
		h->slots[slot] = ++h->filled;
		atomic_store(&h->so_far, h->filled);
		ring_filled(&h->ring);
	}
	ring_end(&h->ring);
	return NULL;
}

static void
begin(struct hand_over *h, uint64_t count, unsigned fill_pause_us)
{
	*h = (struct hand_over){ .count = count, .fill_pause_us = fill_pause_us };
	ring_init(&h->ring, SLOTS);
	assert_int_equal(pthread_create(&h->thread, NULL, fill, h), 0);
}

static void
end(struct hand_over *h)
{
	ring_leave(&h->ring);
	assert_int_equal(pthread_join(h->thread, NULL), 0);
	ring_fini(&h->ring);
}

/* Take up to n; each must be the next. How many there were. */
static uint64_t
empty(struct hand_over *h, uint64_t n, unsigned pause_us)
{
	uint64_t got = 0;
	uint32_t slot;

	while (got < n && (slot = ring_empty(&h->ring)) != RING_OVER) {
		assert_int_equal(h->slots[slot], ++got);
		if (pause_us)
			usleep(pause_us);
		ring_emptied(&h->ring);
	}
	return got;
}

static void
one_thread_alone(void **state)
{
	struct ring r;

	(void)state;
	ring_init(&r, SLOTS);
	for (uint32_t round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < SLOTS; i++) {
			assert_int_equal(ring_fill(&r), i);
			ring_filled(&r);
		}
		for (uint32_t i = 0; i < SLOTS; i++) {
			assert_int_equal(ring_empty(&r), i);
			ring_emptied(&r);
		}
	}
	assert_int_equal(ring_fill(&r), 0);
	ring_filled(&r);
	ring_end(&r);
	assert_int_equal(ring_empty(&r), 0); /* what is in it comes before the end */
	ring_emptied(&r);
	assert_int_equal(ring_empty(&r), RING_OVER);
	assert_int_equal(ring_empty(&r), RING_OVER);
	ring_fini(&r);
}

static void
nothing_at_all(void **state)
{
	struct hand_over h;

	(void)state;
	begin(&h, 0, 0);
	assert_int_equal(empty(&h, UINT64_MAX, 0), 0);
	end(&h);
}

static void
all_in_order(void **state)
{
	struct hand_over h;

	(void)state;
	begin(&h, MANY, 0);
	assert_int_equal(empty(&h, UINT64_MAX, 0), MANY);
	end(&h);
	assert_int_equal(h.filled, MANY);
}

/* Who empties finds nothing each time, and sleeps. */
static void
slow_to_fill(void **state)
{
	struct hand_over h;

	(void)state;
	begin(&h, 50, 500);
	assert_int_equal(empty(&h, UINT64_MAX, 0), 50);
	end(&h);
}

/* Who fills finds the ring full, sleeps, and is never more than the ring ahead. */
static void
slow_to_empty(void **state)
{
	struct hand_over h;

	(void)state;
	begin(&h, 50, 0);
	usleep(20000);
	assert_int_equal(atomic_load(&h.so_far), SLOTS);
	assert_int_equal(empty(&h, UINT64_MAX, 500), 50);
	end(&h);
}

static void
left_while_full(void **state)
{
	struct hand_over h;

	(void)state;
	begin(&h, MANY, 0);
	usleep(20000); /* it sleeps by now */
	end(&h);
	assert_int_equal(h.filled, SLOTS);
}

static void
left_in_the_middle(void **state)
{
	(void)state;
	for (uint64_t n = 1; n < 200; n++) {
		struct hand_over h;

		begin(&h, MANY, 0);
		assert_int_equal(empty(&h, n, 0), n);
		end(&h);
		assert_in_range(h.filled, n, n + SLOTS);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_thread_alone),   cmocka_unit_test(nothing_at_all),
		cmocka_unit_test(all_in_order),	      cmocka_unit_test(slow_to_fill),
		cmocka_unit_test(slow_to_empty),      cmocka_unit_test(left_while_full),
		cmocka_unit_test(left_in_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
