/*
 * openings.c - connections of which only the opening was seen, as rows and in full
 *
 * An observer is told of each segment at once, so that with one there are no rows: what
 * is told of the connections must be the same without.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdlib.h>

#include "fields.h"
#include "play.h"

#define OPENINGS 3000
#define FROM_NS 1700000000000000000

/* Numbers without a seed of the day: xorshift64*. */
static uint64_t dice;

static uint64_t
roll(void)
{
	dice ^= dice >> 12;
	dice ^= dice << 25;
	dice ^= dice >> 27;
	return dice * 2685821657736338717;
}

static bool
one_in(unsigned n)
{
	return roll() % n == 0;
}

static struct arena arena;

static struct segment
syn(struct segments *all)
{
	static const uint8_t options[] = { 0, OPT_MSS, OPT_MSS | OPT_SACK_OK | OPT_WSCALE,
					   OPT_MSS | OPT_SACK_OK | OPT_WSCALE | OPT_TIMESTAMP };
	struct segment s = {
		.time_ns = FROM_NS + (int64_t)all->list.n * 100000,
		.packet = all->list.n + 1,
		.src = { addr_from_v4((uint32_t)roll()), (uint16_t)roll() },
		.dst = { addr_from_v4(0xc6336400 | (roll() & 3)), one_in(2) ? 443 : 80 },
		.seq = (uint32_t)roll(),
		.window = one_in(4) ? (uint16_t)roll() : 64240,
		.flags = one_in(9) ? TCP_SYN | TCP_ECE | TCP_CWR : TCP_SYN,
		.options = options[roll() % COUNT_OF(options)],
		.known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP,
		.ttl = one_in(2) ? 64 : (uint8_t)roll(),
		.tos = one_in(9) ? 3 : 0,
		.checksum = one_in(20) ? CHECKSUM_BAD : (uint8_t)(roll() & 1),
		.ip_id = (uint16_t)roll(),
	};

	s.mss = s.options & OPT_MSS ? (uint16_t)(one_in(4) ? roll() : 1460) : 0;
	s.wscale = s.options & OPT_WSCALE ? (uint8_t)(roll() % 15) : 0;
	s.tsval = s.options & OPT_TIMESTAMP ? (uint32_t)roll() : 0;
	if (one_in(5))
		s.src.addr.b[0] = s.dst.addr.b[0] = 0x20;
	return s;
}

static struct segment
add(struct segments *all, struct segment s)
{
	s.packet = all->list.n + 1;
	s.time_ns = FROM_NS + (int64_t)all->list.n * 100000;
	vec_push(&arena, &all->list, s);
	return s;
}

static struct segment
answer(struct segment s)
{
	struct endpoint client = s.src;

	s.src = s.dst;
	s.dst = client;
	s.flags = TCP_SYN | TCP_ACK;
	s.ack = s.seq + 1;
	s.seq = (uint32_t)roll();
	s.tsecr = s.tsval;
	s.tsval = s.options & OPT_TIMESTAMP ? (uint32_t)roll() : 0;
	s.ip_id = 0;
	return s;
}

/* What may follow on a SYN; more often nothing. */
static void
add_opening(struct segments *all)
{
	struct segment s = add(all, syn(all)), back = answer(s);

	switch (roll() % 12) {
	case 0: /* again, and again */
		for (unsigned i = 0; i < 1 + roll() % 8; i++)
			s.ip_id++, s.tsval += s.options & OPT_TIMESTAMP ? 1000 : 0, add(all, s);
		break;
	case 1:
		add(all, s); /* the capture has it twice */
		break;
	case 2: /* the answer, and perhaps again */
		for (unsigned i = 0; i < 1 + roll() % 4; i++)
			add(all, back);
		break;
	case 3: /* and in the end the ACK */
		add(all, back);
		s.flags = TCP_ACK;
		s.seq++;
		s.ack = back.seq + 1;
		add(all, s);
		break;
	case 4:
		back.flags = TCP_RST | TCP_ACK;
		add(all, back);
		break;
	case 5: /* the same four numbers, another connection */
		for (unsigned i = 0; i < 1 + roll() % 3; i++)
			s.seq += 100000, add(all, s);
		break;
	case 6:
		back.flags = TCP_SYN; /* both at once */
		add(all, back);
		break;
	case 7:
		s.icmp = ICMP_HOST_UNREACHABLE;
		s.icmp_type = 3;
		add(all, s);
		break;
	}
}

static void
make(struct segments *all, uint64_t seed)
{
	*all = (struct segments){ 0 };
	dice = seed * 2654435761 + 1;
	for (int i = 0; i < OPENINGS; i++)
		if (one_in(50)) {
			struct segment alone = answer(syn(all)); /* from somebody's flood */

			add(all, alone);
		} else {
			add_opening(all);
		}
}

struct given {
	VEC(struct conn) list;
};

static void
keep(void *ctx, const struct conn *c)
{
	struct given *g = ctx;

	vec_push(&arena, &g->list, *c);
}

static int
by_number(const void *pa, const void *pb)
{
	const struct conn *a = pa, *b = pb;

	return (a->number > b->number) - (a->number < b->number);
}

static bool noted; /* more than an opening is noted first */

static void
give_away(const struct segments *all, size_t max_bytes, struct given *ret,
	  struct tracker_left_out *ret_left_out)
{
	struct tracker_options options = { .over = keep,
					   .over_ctx = ret,
					   .max_bytes = max_bytes,
					   .dense = true,
					   .journals = noted };
	struct tracker *t = tracker_new(&arena, &options);

	*ret = (struct given){ 0 };
	tracker_feed_all(t, all->list.v, all->list.n);
	tracker_finish(t);
	*ret_left_out = tracker_left_out(t);
	if (ret->list.n)
		qsort(ret->list.v, ret->list.n, sizeof *ret->list.v, by_number);
}

static void
same_fields(const struct field *fields, size_t n, const void *a, const void *b, uint32_t number)
{
	for (size_t i = 0; i < n; i++) {
		if (field_value(&fields[i], a) == field_value(&fields[i], b))
			continue;
		print_error("connection %u: %s is %lld, in full %lld\n", number, fields[i].name,
			    (long long)field_value(&fields[i], a),
			    (long long)field_value(&fields[i], b));
		fail();
	}
}

static bool
same_ends(const struct conn *a, const struct conn *b)
{
	return addr_eq(&a->client.addr, &b->client.addr) && a->client.port == b->client.port &&
	       addr_eq(&a->server.addr, &b->server.addr) && a->server.port == b->server.port;
}

static void
same_conn(const struct conn *row, const struct conn *full)
{
	assert_int_equal(row->number, full->number);
	assert_true(same_ends(row, full));
	same_fields(conn_fields, conn_field_count, row, full, full->number);
	for (int d = C2S; d <= S2C; d++) {
		same_fields(half_fields, half_field_count, &row->half[d], &full->half[d],
			    full->number);
		assert_int_equal(!row->half[d].icmp, !full->half[d].icmp);
	}
	assert_memory_equal(row->ledger.ns, full->ledger.ns, sizeof full->ledger.ns);
	assert_memory_equal(row->ledger.count, full->ledger.count, sizeof full->ledger.count);
}

static void
rows_tell_the_same(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct segments all;
		struct given given;
		struct tracker_left_out left_out;
		struct play full;

		arena_init(&arena, "test", 0);
		make(&all, seed);
		noted = seed & 1;
		play_all(&full, &arena, all.list.v, all.list.n, true);
		give_away(&all, 0, &given, &left_out);
		assert_int_equal(given.list.n, tracker_count(full.tracker));
		for (size_t i = 0; i < given.list.n; i++)
			same_conn(&given.list.v[i], tracker_conn(full.tracker, i));
		assert_int_equal(left_out.connections, 0);
		arena_fini(&arena);
	}
}

/* Ended early or not: each packet is told of once, and the early ones are counted. */
static void
a_bound_loses_nothing(void **state)
{
	struct tracker_left_out left_out;
	struct segments all;
	struct given given;
	uint64_t packets = 0, errors = 0;

	(void)state;
	arena_init(&arena, "test", 0);
	make(&all, 9);
	give_away(&all, 64 << 10, &given, &left_out);
	for (size_t i = 0; i < all.list.n; i++)
		errors += all.list.v[i].icmp != ICMP_NONE;
	for (size_t i = 0; i < given.list.n; i++)
		for (int d = C2S; d <= S2C; d++)
			packets += given.list.v[i].half[d].packets;
	assert_int_equal(packets, all.list.n - errors);
	assert_int_equal(left_out.packets, 0);
	assert_in_range(left_out.connections, OPENINGS / 2, given.list.n);
	arena_fini(&arena);
}

/* Where connections are kept, some are left out, and the two together are all. */
static void
a_bound_leaves_out(void **state)
{
	struct tracker_options options = { .episodes = true, .max_bytes = 1 << 20, .dense = true };
	struct tracker_left_out left_out;
	struct segments all;
	struct tracker *t;
	uint64_t packets = 0, errors = 0;

	(void)state;
	arena_init(&arena, "test", 0);
	make(&all, 10);
	t = tracker_new(&arena, &options);
	tracker_feed_all(t, all.list.v, all.list.n);
	tracker_finish(t);
	left_out = tracker_left_out(t);
	for (size_t i = 0; i < all.list.n; i++)
		errors += all.list.v[i].icmp != ICMP_NONE;
	for (size_t i = 0; i < tracker_count(t); i++) {
		const struct conn *c = tracker_conn(t, i);

		packets += c->half[C2S].packets + c->half[S2C].packets;
		assert_true(!i || c->number > tracker_conn(t, i - 1)->number);
	}
	assert_int_equal(packets + left_out.packets, all.list.n - errors);
	assert_in_range(left_out.connections, OPENINGS / 2, OPENINGS * 2);
	/* what is kept is within the bound, but for the arrays that lead to it */
	assert_in_range(tracker_count(t), 100, (1 << 20) / sizeof(struct conn));
	arena_fini(&arena);
}

/* What is not kept is given away instead: together they are all, each told once. */
static void
the_left_are_given_away(void **state)
{
	struct given left = { 0 };
	struct tracker_options options = {
		.episodes = true, .dense = true, .left = keep, .left_ctx = &left
	};
	struct tracker_left_out left_out;
	struct segments all;
	struct play full;
	struct tracker *t;
	size_t k = 0;

	(void)state;
	arena_init(&arena, "test", 0);
	make(&all, 11);
	play_all(&full, &arena, all.list.v, all.list.n, true);
	t = tracker_new(&arena, &options);
	tracker_feed_all(t, all.list.v, all.list.n);
	tracker_finish(t);
	left_out = tracker_left_out(t);
	assert_int_equal(left_out.connections, 0);
	assert_true(left.list.n > 0 && tracker_count(t) > 0);
	assert_int_equal(left.list.n + tracker_count(t), tracker_count(full.tracker));
	qsort(left.list.v, left.list.n, sizeof *left.list.v, by_number);
	for (size_t i = 0; i < left.list.n; i++) {
		while (tracker_conn(full.tracker, k)->number != left.list.v[i].number)
			k++;
		same_conn(&left.list.v[i], tracker_conn(full.tracker, k));
		assert_null(left.list.v[i].ledger.longest);
	}
	arena_fini(&arena);
}

/* The same under a bound, and what the bound ended early is counted as before. */
static void
a_bound_gives_away(void **state)
{
	struct given left = { 0 };
	struct tracker_options options = { .episodes = true,
					   .max_bytes = 1 << 20,
					   .dense = true,
					   .left = keep,
					   .left_ctx = &left };
	uint64_t packets = 0, errors = 0;
	struct segments all;
	struct tracker *t;

	(void)state;
	arena_init(&arena, "test", 0);
	make(&all, 12);
	t = tracker_new(&arena, &options);
	tracker_feed_all(t, all.list.v, all.list.n);
	tracker_finish(t);
	for (size_t i = 0; i < all.list.n; i++)
		errors += all.list.v[i].icmp != ICMP_NONE;
	for (size_t i = 0; i < tracker_count(t); i++)
		packets += tracker_conn(t, i)->half[C2S].packets +
			   tracker_conn(t, i)->half[S2C].packets;
	for (size_t i = 0; i < left.list.n; i++)
		packets += left.list.v[i].half[C2S].packets + left.list.v[i].half[S2C].packets;
	assert_int_equal(packets, all.list.n - errors);
	arena_fini(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_tell_the_same), cmocka_unit_test(a_bound_loses_nothing),
		cmocka_unit_test(a_bound_leaves_out), cmocka_unit_test(the_left_are_given_away),
		cmocka_unit_test(a_bound_gives_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
