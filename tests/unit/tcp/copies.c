/*
 * copies.c - a capture that shows packets twice tells the same of both ends
 *
 * Every packet of every source is shown once more: by a second interface, by a
 * mirror port, before and behind a router, at once or a little later, in another
 * order. What the ends did must not change by it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "fields.h"
#include "play.h"
#include "sources.h"

#define PAIR_NS 500000

struct mirror {
	const char *name;
	int64_t later_ns;
	int ttl_less;
	uint16_t other_interface;
	bool copy_first; /* the copy has the lower packet number */
	bool swapped;	 /* of two copies the second comes first */
	bool no_ids;	 /* as IPv6 and hosts that send id 0 have it */
	unsigned every;	 /* of so many packets one is shown twice */
};

static const struct mirror mirrors[] = {
	{ .name = "mirror port, the same in all", .later_ns = 0, .every = 1 },
	{ .name = "second interface", .later_ns = 3000, .other_interface = 7, .every = 1 },
	{ .name = "second interface, no ids",
	  .later_ns = 3000,
	  .other_interface = 7,
	  .no_ids = true,
	  .every = 1 },
	{ .name = "behind a router", .later_ns = 30000, .ttl_less = 1, .every = 1 },
	{ .name = "behind a router, no ids",
	  .later_ns = 30000,
	  .ttl_less = 1,
	  .no_ids = true,
	  .every = 1 },
	{ .name = "behind a slow router", .later_ns = 400000, .ttl_less = 1, .every = 1 },
	{ .name = "before a router",
	  .later_ns = 30000,
	  .ttl_less = -1,
	  .copy_first = true,
	  .every = 1 },
	{ .name = "in another order",
	  .later_ns = 20000,
	  .ttl_less = 1,
	  .swapped = true,
	  .every = 1 },
	{ .name = "one in three", .later_ns = 50000, .ttl_less = 2, .every = 3 },
};

/* What two ends did, which no copy changes. */
static const char *const deeds[] = {
	"unique_bytes",
	"retransmissions",
	"retransmitted_bytes",
	"fast",
	"rto",
	"tlp",
	"unneeded",
	"retransmissions_unknown",
	"out_of_order",
	"keep_alives",
	"window_probes",
	"duplicate_acks",
	"dsacks",
	"resets",
	"fins",
	"challenge_acks",
	"snd_max",
	"acked_unseen_bytes",
};

static struct arena all_arena;
static struct sources sources;

/* ---- showing twice ---- */

static int
by_time(const void *pa, const void *pb)
{
	const struct segment *a = pa, *b = pb;

	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns ? -1 : 1;
	return (a->packet > b->packet) - (a->packet < b->packet);
}

static bool
runs_forward(const struct source *src)
{
	for (size_t i = 1; i < src->n; i++)
		if (src->segs[i].time_ns < src->segs[i - 1].time_ns ||
		    !(src->segs[i].known & SEG_HAS_TIME))
			return false;
	return true;
}

static struct segment
copy_of(const struct mirror *m, const struct segment *s)
{
	struct segment copy = *s;

	copy.time_ns += m->later_ns;
	copy.ttl = (uint8_t)(copy.ttl - m->ttl_less);
	copy.interface = (uint16_t)(copy.interface + m->other_interface);
	return copy;
}

/*
 * Two ACKs alike in all are what a receiver sends for two segments, two such RSTs what
 * a host without a socket answers with: without an id nothing tells them from copies.
 */
static bool
can_be_told(const struct mirror *m, const struct segment *s)
{
	if (!(s->known & SEG_HAS_IP))
		return false;
	return s->ip_id || s->len || s->flags & (TCP_SYN | TCP_FIN) || m->ttl_less ||
	       m->other_interface;
}

/* Of two packets that follow each other closely the later one's, else its own. */
static int64_t
time_of_pair(const struct source *src, size_t i)
{
	size_t other = MIN(i ^ 1, src->n - 1);
	int64_t a = src->segs[i].time_ns, b = src->segs[other].time_ns;

	return llabs(a - b) < PAIR_NS ? MAX(a, b) : a;
}

/* Packets and copies in the order of their times. */
static struct segments
show_twice(struct arena *a, const struct mirror *m, const struct source *src)
{
	struct segments segs = { 0 };

	for (size_t i = 0; i < src->n; i++) {
		struct segment s = src->segs[i], copy;

		if (m->no_ids)
			s.ip_id = 0;
		copy = copy_of(m, &s);
		s.packet = 2 * i + m->copy_first;
		copy.packet = 2 * (m->swapped ? i ^ 1 : i) + !m->copy_first;
		if (m->swapped)
			copy.time_ns = m->later_ns + time_of_pair(src, i);
		vec_push(a, &segs.list, s);
		if (i % m->every == 0 && can_be_told(m, &s))
			vec_push(a, &segs.list, copy);
	}
	if (segs.list.n)
		qsort(segs.list.v, segs.list.n, sizeof *segs.list.v, by_time);
	for (size_t i = 0; i < segs.list.n; i++)
		segs.list.v[i].packet = i + 1;
	return segs;
}

/* The same without copies: what is compared with. */
static struct segments
show_once(struct arena *a, const struct mirror *m, const struct source *src)
{
	struct segments segs = { 0 };

	for (size_t i = 0; i < src->n; i++) {
		struct segment s = src->segs[i];

		if (m->no_ids)
			s.ip_id = 0;
		s.packet = i + 1;
		vec_push(a, &segs.list, s);
	}
	return segs;
}

/* ---- comparing ---- */

static unsigned
compare_half(const struct mirror *m, const char *source, const struct half *was,
	     const struct half *is, uint32_t number, const char *dir)
{
	unsigned differences = 0;

	for (size_t i = 0; i < half_field_count; i++) {
		const struct field *f = &half_fields[i];
		int64_t a = field_value(f, was), b = field_value(f, is);
		bool asked = false;

		for (size_t k = 0; k < COUNT_OF(deeds); k++)
			asked |= str_eq(str_from(f->name), str_from(deeds[k]));
		if (!asked || a == b)
			continue;
		differences++;
		print_error("%s: %s: connection %u: %s.%s was %lld, is %lld\n", m->name, source,
			    number, dir, f->name, (long long)a, (long long)b);
	}
	return differences;
}

static unsigned
compare_plays(const struct mirror *m, const char *source, const struct play *was,
	      const struct play *is)
{
	size_t n = tracker_count(was->tracker);
	unsigned differences = 0;

	if (tracker_count(is->tracker) != n) {
		print_error("%s: %s: %zu connections, were %zu\n", m->name, source,
			    tracker_count(is->tracker), n);
		return 1;
	}
	for (size_t i = 0; i < n; i++) {
		const struct conn *a = tracker_conn(was->tracker, i);
		const struct conn *b = tracker_conn(is->tracker, i);

		differences +=
			compare_half(m, source, &a->half[C2S], &b->half[C2S], a->number, "c2s");
		differences +=
			compare_half(m, source, &a->half[S2C], &b->half[S2C], a->number, "s2c");
	}
	return differences;
}

static void
hold(void **state)
{
	const struct mirror *m = *state;
	unsigned differences = 0;

	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct segments once, twice;
		struct play was, is;
		struct arena a;

		if (!runs_forward(src))
			continue;
		arena_init(&a, "test", 0);
		once = show_once(&a, m, src);
		twice = show_twice(&a, m, src);
		play_all(&was, &a, once.list.v, once.list.n, false);
		play_all(&is, &a, twice.list.v, twice.list.n, false);
		differences += compare_plays(m, src->name, &was, &is);
		arena_fini(&a);
	}
	if (differences)
		fail_msg("%s: %u differences", m->name, differences);
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
	struct CMUnitTest tests[COUNT_OF(mirrors)];

	for (size_t i = 0; i < COUNT_OF(mirrors); i++)
		tests[i] = (struct CMUnitTest){ .name = mirrors[i].name,
						.test_func = hold,
						.initial_state = (void *)(uintptr_t)&mirrors[i] };
	return cmocka_run_group_tests(tests, setup, teardown);
}
