/*
 * relay.c - every round in every lane, once and in order, whoever takes it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <unistd.h>

#include "base/base.h"

#define SLOTS_MAX 8

/* What is in here is written by steps only: a step sees what those before it wrote. */
struct race {
	struct relay_work w;
	uint64_t rounds; /* to make */
	unsigned pause_make_us, pause_work_us, pause_end_us;
	uint64_t made, worked[RELAY_LANES_MAX], ended;
	uint64_t slot[SLOTS_MAX];		   /* the round in it */
	uint64_t sums[SLOTS_MAX][RELAY_LANES_MAX]; /* by lanes */
	uint64_t sum;				   /* of all, by ends */
};

static void
pause_us(unsigned us)
{
	if (us)
		usleep(us);
}

static bool
make(void *ctx, unsigned slot)
{
	struct race *r = ctx;

	if (r->made == r->rounds)
		return false;
	pause_us(r->pause_make_us);
	assert_int_equal(slot, r->made % r->w.slots);
	r->slot[slot] = r->made++;
	return true;
}

static void
work(void *ctx, unsigned slot, unsigned lane)
{
	struct race *r = ctx;

	pause_us(r->pause_work_us);
	assert_int_equal(r->slot[slot], r->worked[lane]);
	r->sums[slot][lane] = r->worked[lane]++ * (lane + 1);
}

static void
end(void *ctx, unsigned slot)
{
	struct race *r = ctx;

	pause_us(r->pause_end_us);
	assert_int_equal(r->slot[slot], r->ended);
	r->ended++;
	for (unsigned i = 0; i < r->w.lanes; i++)
		r->sum += r->sums[slot][i];
}

static void
all_of(unsigned threads, struct race r)
{
	r.w.make = make;
	r.w.work = work;
	r.w.end = end;
	r.w.ctx = &r;
	relay_run(&r.w, threads);
	assert_int_equal(r.made, r.rounds);
	assert_int_equal(r.ended, r.rounds);
	for (unsigned i = 0; i < r.w.lanes; i++)
		assert_int_equal(r.worked[i], r.rounds);
	if (r.rounds)
		assert_int_equal(r.sum,
				 r.rounds * (r.rounds - 1) / 2 * r.w.lanes * (r.w.lanes + 1) / 2);
}

static void
any_number_of_each(void **state)
{
	(void)state;
	for (unsigned threads = 1; threads <= RELAY_THREADS_MAX; threads++)
		for (unsigned lanes = 1; lanes <= RELAY_LANES_MAX; lanes += 5)
			for (unsigned slots = 1; slots <= SLOTS_MAX; slots += 3)
				for (uint64_t rounds = 0; rounds < 4; rounds++)
					all_of(threads, (struct race){ .w = { .lanes = lanes,
									      .slots = slots },
								       .rounds = rounds });
}

static void
many_rounds(void **state)
{
	(void)state;
	for (unsigned threads = 1; threads <= 4; threads++)
		all_of(threads, (struct race){ .w = { .lanes = 8, .slots = 4 }, .rounds = 5000 });
}

/* Whoever waits sleeps by then. */
static void
slow_steps(void **state)
{
	static const unsigned pauses[][3] = { { 300, 0, 0 }, { 0, 300, 0 }, { 0, 0, 300 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(pauses); i++)
		for (unsigned threads = 2; threads <= 3; threads++)
			all_of(threads, (struct race){ .w = { .lanes = 3, .slots = 2 },
						       .rounds = 30,
						       .pause_make_us = pauses[i][0],
						       .pause_work_us = pauses[i][1],
						       .pause_end_us = pauses[i][2] });
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_number_of_each),
		cmocka_unit_test(many_rounds),
		cmocka_unit_test(slow_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
