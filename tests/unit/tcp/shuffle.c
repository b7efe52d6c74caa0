/*
 * shuffle.c - packets of one connection in another order within the clock's resolution:
 * nothing that is said of it changes
 *
 * All segments go through wire/ties as those of captures do, once in the order of the
 * file and once shuffled among those with the same time. Each keeps its number, so that
 * all can be compared.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "play.h"
#include "sources.h"
#include "wire/ties.h"

#define BATCH_MAX 512

static struct arena all_arena;
static struct sources sources;

struct random {
	uint64_t x;
};

/* Below n: xorshift64 is random enough to choose. */
static uint32_t
below(struct random *r, uint32_t n)
{
	r->x ^= r->x << 13;
	r->x ^= r->x >> 7;
	r->x ^= r->x << 17;
	return (uint32_t)(r->x >> 32) % n;
}

/*
 * As a clock of that grid has it, which is fine by its offset: how fine a clock must be
 * is not asked here, but what is the same.
 */
static struct segments
coarser(struct arena *a, const struct source *src, int64_t grid_ns)
{
	struct segments segs = { 0 };

	for (size_t i = 0; i < src->n; i++) {
		struct segment s = src->segs[i];

		if (grid_ns > 1)
			s.time_ns += NS_PER_MS / 2 - (s.time_ns % grid_ns + grid_ns) % grid_ns;
		vec_push(a, &segs.list, s);
	}
	return segs;
}

static bool
is_same_connection(const struct segment *a, const struct segment *b)
{
	bool forth = !memcmp(&a->src, &b->src, sizeof a->src) &&
		     !memcmp(&a->dst, &b->dst, sizeof a->dst);
	bool back = !memcmp(&a->src, &b->dst, sizeof a->src) &&
		    !memcmp(&a->dst, &b->src, sizeof a->dst);

	return forth || back;
}

/*
 * Each changes places with any of its connection: those of others stay where they are, as
 * connections are numbered by their first packets.
 */
static unsigned
shuffle_run(struct random *r, struct segment *v, size_t n)
{
	unsigned moved = 0;

	for (size_t i = n; i-- > 1;) {
		size_t k = below(r, (uint32_t)i + 1);
		struct segment kept = v[i];

		if (k == i || !is_same_connection(&v[i], &v[k]))
			continue;
		v[i] = v[k];
		v[k] = kept;
		moved++;
	}
	return moved;
}

static unsigned
shuffle(struct random *r, struct segment *v, size_t n)
{
	unsigned moved = 0;

	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && v[to].time_ns == v[from].time_ns; to++)
			continue;
		if (to - from <= TIES_MAX && v[from].known & SEG_HAS_TIME)
			moved += shuffle_run(r, v + from, to - from);
	}
	return moved;
}

/* As capture_read does, in batches of that size. */
static void
settle_all(struct arena *a, const struct segments *segs, size_t batch, struct segments *ret)
{
	struct ties *t = arena_new(a, struct ties, 1);
	struct segment *v = arena_new(a, struct segment, BATCH_MAX);
	size_t n, at = 0;

	*ret = (struct segments){ 0 };
	do {
		size_t held = ties_take_held(t, v, batch);

		n = held + MIN(batch - held, segs->list.n - at);
		memcpy(v + held, segs->list.v + at, (n - held) * sizeof *v);
		at += n - held;
		n = ties_settle(t, v, n, at == segs->list.n);
		for (size_t i = 0; i < n; i++)
			vec_push(a, &ret->list, v[i]);
	} while (n);
	assert_int_equal(ret->list.n, segs->list.n);
}

static unsigned
hold_one(const struct turn *turn, const struct source *src, int64_t grid_ns, struct random *r,
	 unsigned *moved)
{
	struct comparison cmp = { .turn = turn, .source = src->name };
	struct segments segs, settled;
	struct play was, is;
	struct arena a;

	arena_init(&a, "test", 0);
	segs = coarser(&a, src, grid_ns);
	settle_all(&a, &segs, BATCH_MAX, &settled);
	play_all(&was, &a, settled.list.v, settled.list.n, true);
	*moved += shuffle(r, segs.list.v, segs.list.n);
	settle_all(&a, &segs, TIES_MAX + 1 + below(r, TIES_MAX), &settled);
	play_all(&is, &a, settled.list.v, settled.list.n, true);
	compare(&cmp, &was, &is);
	arena_fini(&a);
	return cmp.differences;
}

static void
hold(int64_t grid_ns)
{
	struct random r = { 20260927 + (uint64_t)grid_ns };
	unsigned differences = 0, moved = 0;
	char name[64];
	struct turn turn = { .name = name };

	snprintf(name, sizeof name, "shuffled, a clock of %lld ns", (long long)grid_ns);
	for (size_t i = 0; i < sources.list.n; i++)
		differences += hold_one(&turn, &sources.list.v[i], grid_ns, &r, &moved);
	assert_int_equal(differences, 0);
	assert_true(moved > 100 || (grid_ns == 1 && sources.list.n < 300));
}

static void
as_it_is(void **state)
{
	(void)state;
	hold(1);
}

static void
in_ten_microseconds(void **state)
{
	(void)state;
	hold(10000);
}

static void
in_fifty_microseconds(void **state)
{
	(void)state;
	hold(50000);
}

/* Round trips and all: what is said may be poor then, but it is the same. */
static void
in_two_milliseconds(void **state)
{
	(void)state;
	hold(2 * NS_PER_MS);
}

/* Copies that can be known as such: where the IP header has an identification. */
static struct segments
twice(struct arena *a, const struct source *src)
{
	struct segments segs = coarser(a, src, 10000), both = { 0 };

	for (size_t i = 0; i < segs.list.n; i++) {
		struct segment s = segs.list.v[i];

		s.packet = 2 * src->segs[i].packet - 1;
		vec_push(a, &both.list, s);
		s.packet++;
		if (s.known & SEG_HAS_IP && s.ip_id)
			vec_push(a, &both.list, s);
	}
	return both;
}

/* A mirror port's copies stand anywhere among those of the same time. */
static void
copies_count_nowhere(void **state)
{
	static const struct turn turn = { .name = "each packet twice, shuffled", .twice = true };
	struct random r = { 20261123 };
	unsigned differences = 0, moved = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct comparison cmp = { .turn = &turn, .source = src->name };
		struct segments segs, settled;
		struct play was, is;
		struct arena a;

		arena_init(&a, "test", 0);
		segs = coarser(&a, src, 10000);
		settle_all(&a, &segs, BATCH_MAX, &settled);
		play_all(&was, &a, settled.list.v, settled.list.n, false);
		segs = twice(&a, src);
		moved += shuffle(&r, segs.list.v, segs.list.n);
		settle_all(&a, &segs, BATCH_MAX, &settled);
		play_all(&is, &a, settled.list.v, settled.list.n, false);
		compare(&cmp, &was, &is);
		arena_fini(&a);
		differences += cmp.differences;
	}
	assert_int_equal(differences, 0);
	assert_true(moved > 100);
}

/* What came first by the clock need not have the lower number. */
static void
a_copy_may_have_the_lower_number(void **state)
{
	static const uint64_t numbers[] = { 1, 9, 5 };
	struct segment segs[3];
	struct arena a;
	struct play p;

	(void)state;
	for (int i = 0; i < 3; i++)
		segs[i] = (struct segment){
			.time_ns = 1000 * (i + 1),
			.packet = numbers[i],
			.src.port = 50000,
			.dst.port = 443,
			.seq = i ? 200 : 100,
			.ack = 1,
			.len = 100,
			.flags = TCP_ACK,
			.known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_IP,
			.ip_id = i ? 8 : 7,
			.ttl = 64,
		};
	arena_init(&a, "test", 0);
	play_all(&p, &a, segs, 3, true);
	assert_int_equal(p.said.list.v[2].class, CLASS_CAPTURE_DUPLICATE);
	assert_int_equal(p.said.list.v[2].ref_packet, 9);
	arena_fini(&a);
}

/* As it stood in the file is as it was sent: where it is, nothing is said otherwise. */
static void
what_is_in_order_stays(void **state)
{
	static const struct turn turn = { .name = "in an order of its own" };
	unsigned differences = 0, moved = 0, all = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct comparison cmp = { .turn = &turn, .source = src->name };
		struct segments segs, settled;
		struct play was, is;
		struct arena a;

		arena_init(&a, "test", 0);
		segs = coarser(&a, src, 1);
		settle_all(&a, &segs, BATCH_MAX, &settled);
		for (size_t k = 0; k < segs.list.n; k++)
			moved += segs.list.v[k].packet != settled.list.v[k].packet;
		all += (unsigned)segs.list.n;
		play_all(&was, &a, segs.list.v, segs.list.n, false);
		play_all(&is, &a, settled.list.v, settled.list.n, false);
		compare(&cmp, &was, &is);
		arena_fini(&a);
		differences += cmp.differences;
	}
	print_message("# %u of %u packets moved\n", moved, all);
	assert_int_equal(differences, 0);
	assert_true(moved < all / 1000);
}

static int
setup(void **state)
{
	const char *root = getenv("CRUX_SOURCE");

	(void)state;
	arena_init(&all_arena, "sources", 0);
	sources_find(&all_arena, root ? root : ".", &sources);
	return sources.list.n ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_fini(&all_arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_it_is),
		cmocka_unit_test(in_ten_microseconds),
		cmocka_unit_test(in_fifty_microseconds),
		cmocka_unit_test(in_two_milliseconds),
		cmocka_unit_test(copies_count_nowhere),
		cmocka_unit_test(a_copy_may_have_the_lower_number),
		cmocka_unit_test(what_is_in_order_stays),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
