/*
 * left.c - what is still there at the end is told of in order of the first packet
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "tcp/tracker.h"

#define FROM_NS 1700000000000000000
#define CLOSED 2500 /* their places are used again */
#define OPEN 6000
#define LATER_NS ((int64_t)1000 * NS_PER_S)

struct seen {
	struct tracker *t;
	uint32_t all;
	uint32_t last, n; /* since the end began */
	uint64_t last_packet;
};

static void
over(void *ctx, const struct conn *c)
{
	struct seen *s = ctx;

	s->all++;
	if (!s->t->finished)
		return;
	assert_true(c->number > s->last);
	assert_true(c->first_packet > s->last_packet);
	s->last = c->number;
	s->last_packet = c->first_packet;
	s->n++;
}

static struct segment
segment(uint64_t packet, uint32_t client, uint8_t flags)
{
	return (struct segment){
		.time_ns = FROM_NS + (int64_t)packet * 1000,
		.packet = packet,
		.src = { addr_from_v4(client), 40000 },
		.dst = { addr_from_v4(0xc6336401), 443 },
		.seq = 1000 + !(flags & TCP_SYN),
		.window = 64240,
		.flags = flags,
		.known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP,
		.ttl = 64,
	};
}

static void
feed(struct tracker *t, struct segment s)
{
	tracker_feed(t, &s);
}

/*
 * The places of some that were reset are used again: by the first that come after them.
 * earlier: so many connections that nothing is left of came before.
 */
static void
tell(uint32_t earlier, bool again)
{
	struct arena a;
	struct seen seen = { 0 };
	struct tracker_options opt = { .over = over, .over_ctx = &seen };
	uint64_t packet = 0;

	arena_init(&a, "test", (size_t)256 << 20);
	seen.t = tracker_new(&a, &opt);
	seen.t->conns_n = earlier;
	for (uint32_t i = 0; i < OPEN + CLOSED; i++) {
		feed(seen.t, segment(++packet, i, TCP_SYN));
		if (again && i % 3 == 0 && i / 3 < CLOSED)
			feed(seen.t, segment(++packet, i, TCP_RST));
	}
	for (uint32_t i = 0; i < OPEN; i++) {
		struct segment s = segment(++packet, 0x0a000000 + i, TCP_SYN);

		s.time_ns += LATER_NS;
		feed(seen.t, s);
		if (again && !i) { /* as one closes, those that are closed for long go */
			s.flags = TCP_RST;
			s.seq++;
			feed(seen.t, s);
		}
	}
	assert_int_equal(seen.t->table.used_again, again);
	tracker_finish(seen.t);
	assert_true(seen.n >= 2 * OPEN);
	assert_int_equal(seen.all, 2 * OPEN + CLOSED);
	arena_fini(&a);
}

static void
as_they_stand(void **state)
{
	(void)state;
	tell(0, false);
}

static void
where_places_were_used_again(void **state)
{
	/* numbers with one digit that differs, and those that have two and three */
	static const uint32_t earlier[] = { 0, 1 << 11, (1 << 22) - 5000, UINT32_MAX - 20000 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(earlier); i++)
		tell(earlier[i], true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_they_stand),
		cmocka_unit_test(where_places_were_used_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
