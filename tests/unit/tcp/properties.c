/*
 * properties.c - what holds for any segments: accounts add up, and what changes
 * nothing that matters changes nothing that is said
 *
 * The same segments are fed twice, the second time turned in some way, and all
 * that the tracker says is compared.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "compare.h"
#include "invariants.h"
#include "play.h"
#include "sources.h"

#define DIFFERENCES_SHOWN 5

static struct arena all_arena;
static struct sources sources;

/* ---- turning ---- */

static struct segment
turned(const struct turn *turn, struct segment s)
{
	int side = side_of(&s.src, &s.dst);

	s.time_ns += turn->later_ns;
	s.seq += turn->isn_up[side];
	if (s.flags & TCP_ACK)
		s.ack += turn->isn_up[!side];
	for (int i = 0; i < s.nsack; i++)
		for (int edge = 0; edge < 2; edge++)
			s.sack[i][edge] += turn->isn_up[!side];
	return s;
}

static struct segments
turn_all(struct arena *a, const struct turn *turn, const struct source *src)
{
	struct segments segs = { 0 };

	for (size_t i = 0; i < src->n; i++)
		vec_push(a, &segs.list, turned(turn, src->segs[i]));
	return segs;
}

/* Two seconds is no limit of the property, only of what a failure may cost. */
static void
hold(const struct turn *turn,
     struct segments (*make)(struct arena *, const struct turn *, const struct source *))
{
	unsigned differences = 0;

	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct comparison cmp = { .turn = turn, .source = src->name };
		struct arena a;
		struct segments segs;
		struct play was, is;

		arena_init(&a, "test", 0);
		segs = make(&a, turn, src);
		play_all(&was, &a, src->segs, src->n, true);
		play_all(&is, &a, segs.list.v, segs.list.n, true);
		compare(&cmp, &was, &is);
		arena_fini(&a);
		differences += cmp.differences;
	}
	if (differences)
		fail_msg("%s: %u differences", turn->name, differences);
}

/* ---- the properties ---- */

static unsigned
broken_in(const struct source *src, const struct play *p)
{
	unsigned broken = 0;
	const char *why;

	if (p->said.list.n != src->n) {
		print_error("%s: %zu fed, %zu judged\n", src->name, src->n, p->said.list.n);
		broken++;
	}
	for (size_t i = 0; i < MIN(src->n, p->said.list.n); i++) {
		const struct judged *j = &p->said.list.v[i];

		why = j->seg.packet == src->segs[i].packet ? judged_broken(j) : "in order";
		if (why && broken++ < DIFFERENCES_SHOWN)
			print_error("%s: packet %llu, not so: %s\n", src->name,
				    (unsigned long long)j->seg.packet, why);
	}
	for (size_t i = 0; i < tracker_count(p->tracker); i++) {
		why = conn_broken(tracker_conn(p->tracker, i));
		if (why && broken++ < DIFFERENCES_SHOWN)
			print_error("%s: connection %zu, not so: %s\n", src->name, i + 1, why);
	}
	return broken;
}

static void
invariants(void **state)
{
	unsigned broken = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct arena a;
		struct play p;

		arena_init(&a, "test", 0);
		play_all(&p, &a, src->segs, src->n, true);
		broken += broken_in(src, &p);
		arena_fini(&a);
	}
	if (broken)
		fail_msg("%u times", broken);
}

static void
words_for_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct arena a;
		struct play p;

		arena_init(&a, "test", 0);
		play_all(&p, &a, src->segs, MIN(src->n, (size_t)2000), true);
		for (size_t j = 0; j < p.said.list.n; j++) {
			struct arena_mark m = arena_mark(&a);
			struct str words = str_from(play_why(&a, &p.said.list.v[j]));

			if (!words.n || str_index(words, '\n') != SIZE_MAX ||
			    str_index(words, '%') != SIZE_MAX)
				fail_msg("%s: packet %llu: '" STR_F "'", src->name,
					 (unsigned long long)p.said.list.v[j].seg.packet,
					 STR_A(words));
			arena_reset(&a, m);
		}
		arena_fini(&a);
	}
}

static void
unseen_is_the_same(void **state)
{
	static const struct turn turn = { .name = "nobody looks" };
	unsigned differences = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct comparison cmp = { .turn = &turn, .source = src->name };
		struct arena a;
		struct play was, is;

		arena_init(&a, "test", 0);
		play_all(&was, &a, src->segs, src->n, true);
		play_all(&is, &a, src->segs, src->n, false);
		compare(&cmp, &was, &is);
		arena_fini(&a);
		differences += cmp.differences;
	}
	assert_int_equal(differences, 0);
}

/* What is plain is taken in one go (plain.c): to ask all of it says the same. */
static void
the_long_way_is_the_same(void **state)
{
	static const struct turn turn = { .name = "the long way" };
	static const struct tracker_options plain = { .episodes = true };
	static const struct tracker_options long_way = { .episodes = true, .long_way = true };
	unsigned differences = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct comparison cmp = { .turn = &turn, .source = src->name };
		struct play was = { 0 }, is = { 0 };
		struct arena a;

		arena_init(&a, "test", 0);
		was.tracker = tracker_new(&a, &long_way);
		is.tracker = tracker_new(&a, &plain);
		tracker_feed_all(was.tracker, src->segs, src->n);
		tracker_feed_all(is.tracker, src->segs, src->n);
		tracker_finish(was.tracker);
		tracker_finish(is.tracker);
		compare(&cmp, &was, &is);
		arena_fini(&a);
		differences += cmp.differences;
	}
	assert_int_equal(differences, 0);
}

static void
times_may_be_any(void **state)
{
	static const struct turn later = { .name = "30 years later",
					   .later_ns = 946080000LL * NS_PER_S + 123456789 };
	static const struct turn earlier = { .name = "100 years earlier",
					     .later_ns = -3155760000LL * NS_PER_S };

	(void)state;
	hold(&later, turn_all);
	hold(&earlier, turn_all);
}

static void
isn_may_be_any(void **state)
{
	static const struct turn turns[] = {
		{ .name = "client's ISN up", .isn_up = { 123456789, 0 } },
		{ .name = "server's ISN up", .isn_up = { 0, 0x80000001 } },
		{ .name = "both ISNs up", .isn_up = { 0xfffff000, 0x7fffffff } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(turns); i++)
		hold(&turns[i], turn_all);
}

/* The hosts change places, the ports stay with what was said. */
static struct segments
swap_hosts(struct arena *a, const struct turn *turn, const struct source *src)
{
	struct segments segs = { 0 };

	(void)turn;
	for (size_t i = 0; i < src->n; i++) {
		struct segment s = src->segs[i];

		s.src.addr = src->segs[i].dst.addr;
		s.dst.addr = src->segs[i].src.addr;
		vec_push(a, &segs.list, s);
	}
	return segs;
}

/* The ends change places altogether. */
static struct segments
swap_ends(struct arena *a, const struct turn *turn, const struct source *src)
{
	struct segments segs = { 0 };

	(void)turn;
	for (size_t i = 0; i < src->n; i++) {
		struct segment s = src->segs[i];

		s.src = src->segs[i].dst;
		s.dst = src->segs[i].src;
		vec_push(a, &segs.list, s);
	}
	return segs;
}

static void
names_mean_nothing(void **state)
{
	static const struct turn hosts = { .name = "hosts swapped" };
	static const struct turn ends = { .name = "ends swapped", .other_way = true };

	(void)state;
	hold(&hosts, swap_hosts);
	hold(&ends, swap_ends);
}

/* Copies that can be known as such: where the IP header has an identification. */
static struct segments
twice(struct arena *a, const struct turn *turn, const struct source *src)
{
	struct segments segs = { 0 };

	(void)turn;
	for (size_t i = 0; i < src->n; i++) {
		struct segment s = src->segs[i];

		s.packet = 2 * src->segs[i].packet - 1;
		vec_push(a, &segs.list, s);
		s.packet++;
		if (s.known & SEG_HAS_IP && s.ip_id)
			vec_push(a, &segs.list, s);
	}
	return segs;
}

static void
copies_count_nowhere(void **state)
{
	static const struct turn turn = { .name = "each packet twice", .twice = true };

	(void)state;
	hold(&turn, twice);
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

/* Connections are numbered by their first packet: that stays where it is. */
static bool
may_change_places(const struct segment *a, const struct segment *b)
{
	return a->time_ns == b->time_ns && !is_same_connection(a, b) &&
	       !((a->flags | b->flags) & TCP_SYN);
}

/*
 * Packets of different connections with one time stamp in another order, as two queues
 * of a card deliver them. Each keeps its number, so that all can be compared.
 */
static unsigned
shuffle_ties(struct segment *v, size_t n)
{
	unsigned moved = 0;

	for (size_t pass = 0; pass < 3; pass++)
		for (size_t i = 1 + pass % 2; i < n; i += 2) {
			struct segment kept = v[i - 1];

			if (!may_change_places(&v[i - 1], &v[i]))
				continue;
			v[i - 1] = v[i];
			v[i] = kept;
			moved++;
		}
	return moved;
}

/* As a clock that ticks in milliseconds has it. */
static struct segments
by_a_coarse_clock(struct arena *a, const struct source *src)
{
	struct segments segs = { 0 };

	for (size_t i = 0; i < src->n; i++) {
		struct segment s = src->segs[i];

		s.time_ns -= s.time_ns % NS_PER_MS;
		vec_push(a, &segs.list, s);
	}
	return segs;
}

static void
order_at_one_time_means_nothing(void **state)
{
	static const struct turn turn = { .name = "shuffled within the clock's resolution" };
	unsigned differences = 0, moved = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct comparison cmp = { .turn = &turn, .source = src->name };
		struct segments segs;
		struct play was, is;
		struct arena a;

		arena_init(&a, "test", 0);
		segs = by_a_coarse_clock(&a, src);
		play_all(&was, &a, segs.list.v, segs.list.n, false);
		moved += shuffle_ties(segs.list.v, segs.list.n);
		play_all(&is, &a, segs.list.v, segs.list.n, false);
		compare(&cmp, &was, &is);
		arena_fini(&a);
		differences += cmp.differences;
	}
	assert_int_equal(differences, 0);
	assert_true(moved > 100 || sources.list.n < 150); /* without the many captures, few */
}

/* ---- ways to feed ---- */

static struct play
play_until(struct arena *a, const struct segment *segs, size_t n, uint64_t until_packet)
{
	struct tracker_options options = { .episodes = true, .until_packet = until_packet };
	struct play p = { .arena = a, .tracker = tracker_new(a, &options) };

	tracker_feed_all(p.tracker, segs, n);
	tracker_finish(p.tracker);
	return p;
}

static void
the_future_is_unknown(void **state)
{
	static const struct turn turn = { .name = "until a packet" };
	unsigned differences = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct comparison cmp = { .turn = &turn, .source = src->name };
		size_t half = src->n / 2 + 1;
		struct arena a;
		struct play was, is;

		arena_init(&a, "test", 0);
		play_all(&was, &a, src->segs, half, false);
		is = play_until(&a, src->segs, src->n, src->segs[half - 1].packet);
		compare(&cmp, &was, &is);
		arena_fini(&a);
		differences += cmp.differences;
	}
	assert_int_equal(differences, 0);
}

/* Connections as they are given away when they are over. */
struct given {
	struct comparison *cmp;
	const struct tracker *kept;
	uint64_t n;
};

static void
take_given(void *ctx, const struct conn *c)
{
	struct given *g = ctx;

	g->n++;
	if (c->number < 1 || c->number > tracker_count(g->kept))
		differ(g->cmp, "connection %u is given away", c->number);
	else
		compare_conn(g->cmp, tracker_conn(g->kept, c->number - 1), c);
}

/* Whether something comes so late that a closed connection has been given away. */
static bool
rests_long(const struct source *src)
{
	for (size_t i = 1; i < src->n; i++)
		if (src->segs[src->n - 1].time_ns - src->segs[0].time_ns > 60LL * NS_PER_S)
			return true;
	return false;
}

static unsigned
give_away(const struct source *src, bool noted)
{
	static const struct turn turn = { .name = "given away" };
	struct comparison cmp = { .turn = &turn, .source = src->name };
	struct given given = { .cmp = &cmp };
	struct tracker_options options = { .episodes = true,
					   .dense = true,
					   .journals = noted,
					   .over = take_given,
					   .over_ctx = &given };
	struct arena a;
	struct play was;
	struct tracker *t;

	arena_init(&a, "test", 0);
	play_all(&was, &a, src->segs, src->n, false);
	given.kept = was.tracker;
	t = tracker_new(&a, &options);
	tracker_feed_all(t, src->segs, src->n);
	tracker_finish(t);
	if (given.n != tracker_count(was.tracker))
		differ(&cmp, "%llu given away of %zu", (unsigned long long)given.n,
		       tracker_count(was.tracker));
	arena_fini(&a);
	return cmp.differences;
}

/* Also of those that close while they are only noted, and wait. */
static void
giving_away_is_the_same(void **state)
{
	unsigned differences = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];

		if (rests_long(src))
			continue;
		differences += give_away(src, false);
		differences += give_away(src, true);
	}
	assert_int_equal(differences, 0);
}

static void
noted_first_is_the_same(void **state)
{
	static const struct turn turn = { .name = "noted first" };
	unsigned differences = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct comparison cmp = { .turn = &turn, .source = src->name };
		struct arena a;
		struct play was, is;

		arena_init(&a, "test", 0);
		play_all(&was, &a, src->segs, src->n, false);
		play_noted(&is, &a, src->segs, src->n);
		compare(&cmp, &was, &is);
		arena_fini(&a);
		differences += cmp.differences;
	}
	assert_int_equal(differences, 0);
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
		cmocka_unit_test(invariants),
		cmocka_unit_test(words_for_all),
		cmocka_unit_test(unseen_is_the_same),
		cmocka_unit_test(the_long_way_is_the_same),
		cmocka_unit_test(noted_first_is_the_same),
		cmocka_unit_test(times_may_be_any),
		cmocka_unit_test(isn_may_be_any),
		cmocka_unit_test(names_mean_nothing),
		cmocka_unit_test(copies_count_nowhere),
		cmocka_unit_test(order_at_one_time_means_nothing),
		cmocka_unit_test(the_future_is_unknown),
		cmocka_unit_test(giving_away_is_the_same),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
