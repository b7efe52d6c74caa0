/*
 * rest.c - thousands that are busy in turns, packed and noted behind it
 *
 * An observer is told of each segment at once, so that with one none is packed: what is
 * told of the connections must be the same without. How their values are written, and where
 * they stand, is held to its word apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "fields.h"
#include "play.h"
#include "tcp/rests.h"
#include "tcp/values.h"

#define CONNS 4000
#define EXCHANGES 14
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

/* ---- the busy ---- */

struct end {
	struct endpoint name;
	uint32_t nxt, rcv_nxt, clock;
	uint16_t ip_id, window;
};

struct pair {
	struct end end[2];
	bool timestamps, ids, gone;
};

static struct segment
segment_of(struct pair *p, int dir, uint8_t flags, uint32_t len)
{
	struct end *me = &p->end[dir], *other = &p->end[!dir];
	struct segment s = {
		.src = me->name,
		.dst = other->name,
		.seq = me->nxt,
		.ack = flags & TCP_ACK ? me->rcv_nxt : 0,
		.len = len,
		.window = me->window,
		.flags = flags,
		.known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP,
		.ttl = dir ? 57 : 64,
		.checksum = CHECKSUM_GOOD,
		.ip_id = p->ids ? me->ip_id++ : 0,
	};

	if (p->timestamps) {
		s.options |= OPT_TIMESTAMP;
		s.tsval = me->clock;
		s.tsecr = flags & TCP_ACK ? other->clock : 0;
	}
	if (flags & TCP_SYN) {
		s.options |= OPT_MSS | OPT_WSCALE | OPT_SACK_OK;
		s.mss = 1460;
		s.wscale = 7;
	}
	return s;
}

static void
add(struct segments *all, struct segment s)
{
	s.packet = all->list.n + 1;
	s.time_ns = FROM_NS + (int64_t)all->list.n * 10000;
	if (one_in(500))
		s.time_ns -= 50000; /* the clock was set */
	vec_push(&arena, &all->list, s);
}

static void
sends(struct segments *all, struct pair *p, int dir, uint8_t flags, uint32_t len)
{
	struct end *me = &p->end[dir], *other = &p->end[!dir];

	me->clock = (uint32_t)(all->list.n / 100) + (dir ? 77u : 0);
	add(all, segment_of(p, dir, flags, len));
	me->nxt += len + !!(flags & TCP_SYN) + !!(flags & TCP_FIN);
	other->rcv_nxt = me->nxt;
}

/* What is not plain, or hardly. */
static void
add_odd(struct segments *all, struct pair *p, int dir)
{
	struct segment s = segment_of(p, dir, TCP_ACK, 0);
	uint32_t back = (uint32_t)(roll() % 3000);

	switch (roll() % 16) {
	case 0: /* sent again */
		s.seq -= back;
		s.len = back;
		break;
	case 1:
		s.options |= OPT_SACK;
		s.nsack = 1;
		s.sack[0][0] = s.ack + 1460;
		s.sack[0][1] = s.ack + 2920;
		break;
	case 2:
		s.window = 0;
		break;
	case 3:
		s.len = 1;
		break;
	case 4: /* a keep-alive */
		s.seq--;
		break;
	case 5: /* the capture has it twice */
		s = all->list.v[all->list.n - 1];
		break;
	case 6:
		s.tos = 3;
		break;
	case 7:
		s.tsval -= 5000;
		break;
	case 8:
		s.options ^= OPT_TIMESTAMP;
		break;
	case 9: /* something is missing */
		s.seq += 1460;
		s.len = 1460;
		break;
	case 10:
		s.ip_id = (uint16_t)(s.ip_id + roll() % 8);
		s.len = 300;
		p->end[dir].nxt += 300;
		p->end[!dir].rcv_nxt = p->end[dir].nxt;
		break;
	case 11:
		s.ack += 10000;
		break;
	case 12:
		s.flags = TCP_ACK | TCP_FIN;
		break;
	case 13:
		s.checksum = CHECKSUM_BAD;
		break;
	case 14:
		s.known &= (uint8_t)~SEG_HAS_IP;
		break;
	case 15:
		s.flags = TCP_RST;
		p->gone = one_in(2);
		break;
	}
	add(all, s);
}

static void
exchange(struct segments *all, struct pair *p)
{
	if (p->gone)
		return;
	if (one_in(40))
		p->end[1].window = (uint16_t)(100 + roll() % 1000);
	sends(all, p, 0, TCP_ACK | TCP_PSH, 2 + (uint32_t)(roll() % 500));
	if (one_in(100))
		add_odd(all, p, (int)(roll() & 1));
	sends(all, p, 1, TCP_ACK, 2 + (uint32_t)(roll() % 1400));
	if (one_in(3))
		sends(all, p, 1, TCP_ACK, 1460);
	sends(all, p, 0, TCP_ACK, 0);
}

static struct segments
make_busy(uint64_t seed)
{
	struct pair *p = arena_new(&arena, struct pair, CONNS);
	struct segments all = { 0 };

	dice = seed * 2654435761 + 1;
	for (uint32_t i = 0; i < CONNS; i++) {
		p[i] = (struct pair){ .timestamps = !one_in(4), .ids = !one_in(4) };
		for (uint32_t d = 0; d < 2; d++)
			p[i].end[d] = (struct end){
				.name = { addr_from_v4(d ? 0xc6120001 : 0x0a000000 + i / 3),
					  (uint16_t)(d ? 443 : 1024 + i) },
				.nxt = (uint32_t)roll(),
				.ip_id = (uint16_t)roll(),
				.window = 502,
			};
		if (one_in(10))
			p[i].end[0].name.addr.b[0] = p[i].end[1].name.addr.b[0] = 0x20;
		sends(&all, &p[i], 0, TCP_SYN, 0);
		sends(&all, &p[i], 1, TCP_SYN | TCP_ACK, 0);
		sends(&all, &p[i], 0, TCP_ACK, 0);
	}
	for (int e = 0; e < EXCHANGES; e++)
		for (uint32_t i = 0; i < CONNS; i++)
			exchange(&all, &p[i]);
	return all;
}

static void
same_conn(const struct conn *is, const struct conn *should)
{
	for (size_t i = 0; i < conn_field_count; i++)
		assert_int_equal(field_value(&conn_fields[i], is),
				 field_value(&conn_fields[i], should));
	for (int d = C2S; d <= S2C; d++)
		for (size_t i = 0; i < half_field_count; i++)
			assert_int_equal(field_value(&half_fields[i], &is->half[d]),
					 field_value(&half_fields[i], &should->half[d]));
	assert_memory_equal(is->ledger.ns, should->ledger.ns, sizeof is->ledger.ns);
	assert_memory_equal(is->ledger.count, should->ledger.count, sizeof is->ledger.count);
}

static struct tracker *
fed(const struct segments *all, struct tracker_options opt)
{
	struct tracker *t = tracker_new(&arena, &opt);

	tracker_feed_all(t, all->list.v, all->list.n);
	return t;
}

static void
tell_the_same(bool dense)
{
	struct tracker_options opt = { .dense = dense, .journals = dense };
	struct segments all;
	struct tracker *t;
	struct play full;

	arena_init(&arena, "test", 0);
	all = make_busy(dense ? 5 : 4);
	play_all(&full, &arena, all.list.v, all.list.n, true);
	t = fed(&all, opt);
	tracker_finish(t);
	assert_int_equal(tracker_count(t), tracker_count(full.tracker));
	for (size_t i = 0; i < tracker_count(t); i++)
		same_conn(tracker_conn(t, i), tracker_conn(full.tracker, i));
	arena_fini(&arena);
}

static void
the_busy_tell_the_same(void **state)
{
	(void)state;
	tell_the_same(false);
}

static void
so_do_those_packed_at_once(void **state)
{
	(void)state;
	tell_the_same(true);
}

static void
forget(void *ctx, const struct conn *c)
{
	(void)ctx;
	(void)c;
}

/* Most of them are packed, none rests: the bound is kept while all are busy. */
static void
the_busy_are_small(void **state)
{
	struct tracker_options opt = { .over = forget };
	struct tracker_weight w;
	struct segments all;
	struct tracker *t;

	(void)state;
	arena_init(&arena, "test", 0);
	all = make_busy(6);
	t = fed(&all, opt);
	tracker_weigh(t, &w);
	assert_in_range(w.live, CONNS / 2, CONNS);
	assert_in_range(w.resting.n, CONNS / 3, CONNS);
	/* a hundred bytes each are of those that are in full all the same */
	assert_in_range(w.all_bytes - w.spare_bytes, 0, w.live * 640);
	tracker_finish(t);
	arena_fini(&arena);
}

/* ---- values ---- */

#define VALUES 2000

static uint64_t
any_value(void)
{
	return one_in(3) ? 0 : one_in(50) ? UINT64_MAX : roll() >> roll() % 64;
}

static int64_t
any_time(void)
{
	return one_in(5)     ? TIME_NONE
	       : one_in(3)   ? 0
	       : one_in(2)   ? FROM_NS + (int64_t)(roll() % 1000000) * 1000
	       : one_in(100) ? (int64_t)roll()
			     : FROM_NS + (int64_t)(roll() >> roll() % 64) / 2;
}

static void
values_come_back(void **state)
{
	static uint8_t bytes[VALUES * 5 * VALUE_BYTES_MAX + VALUES_SLACK];
	static uint64_t v[VALUES], like[VALUES];
	static int64_t ns[VALUES], like_ns[VALUES];
	struct pen p = { .at = bytes };
	struct eye e = { .at = bytes };

	(void)state;
	dice = 77;
	for (size_t i = 0; i < VALUES; i++) {
		v[i] = any_value();
		like[i] = one_in(2) ? v[i] + roll() % 100 - 50 : any_value();
		ns[i] = any_time();
		like_ns[i] = any_time();
		pen_put(&p, v[i]);
		put_like(&p, v[i], like[i]);
		put_if(&p, v[i], like[i]);
		put_time(&p, ns[i], like_ns[i]);
		put_time_if(&p, ns[i], like_ns[i]);
	}
	assert_true(pen_end(&p) <= bytes + sizeof bytes);
	for (size_t i = 0; i < VALUES; i++) {
		bool far = false;

		assert_int_equal(eye_get(&e, &far), v[i]);
		assert_false(far);
		assert_int_equal(get_like(&e, like[i]), v[i]);
		assert_int_equal(get_if(&e, like[i]), v[i]);
		assert_int_equal(get_time(&e, like_ns[i]), ns[i]);
		assert_int_equal(get_time_if(&e, like_ns[i]), ns[i]);
	}
}

/* ---- pieces ---- */

#define PIECES 3000

struct piece {
	uint32_t number; /* in pieces */
	uint32_t bytes;
	uint8_t rest[];
};

struct where {
	struct piece *it;
	uint8_t at;
};

static void
moved(void *ctx, void *piece, size_t bytes, uint8_t at)
{
	struct where *all = ctx;
	struct piece *p = piece;

	assert_true(p->number < PIECES && bytes >= p->bytes);
	all[p->number] = (struct where){ p, at };
}

static void
put_piece(struct rests *r, struct where *all, uint32_t i)
{
	uint32_t bytes = 256 + 64 * (uint32_t)(roll() % 6);
	struct where w;

	w.it = rests_add(r, bytes, &w.at);
	w.it->number = i;
	w.it->bytes = bytes;
	memset(w.it->rest, (int)(i & 0xff), bytes - sizeof *w.it);
	all[i] = w;
}

static void
take_piece(struct rests *r, struct where *all, uint32_t i)
{
	struct piece *p = all[i].it;

	assert_int_equal(p->number, i);
	for (size_t k = 0; k < p->bytes - sizeof *p; k++)
		assert_int_equal(p->rest[k], i & 0xff);
	all[i].it = NULL;
	rests_remove(r, p, p->bytes, all[i].at);
}

/* Who leaves makes room for others of the system, not only of his size. */
static void
pieces_move_together(void **state)
{
	static struct where all[PIECES];
	struct rests r;
	struct pool pool;

	(void)state;
	arena_init(&arena, "test", 0);
	pool_init(&pool, &arena);
	rests_init(&r, &pool);
	r.moved = moved;
	r.ctx = all;
	dice = 78;
	for (uint32_t i = 0; i < PIECES; i++)
		put_piece(&r, all, i);
	for (int k = 0; k < 20000; k++) {
		uint32_t i = (uint32_t)(roll() % PIECES);

		if (all[i].it)
			take_piece(&r, all, i);
		else
			put_piece(&r, all, i);
		/* half of a chunk, but for the last of each size */
		assert_in_range(r.taken_bytes, r.bytes, r.bytes * 2 + 12 * 8192);
	}
	for (uint32_t i = 0; i < PIECES; i++)
		if (all[i].it)
			take_piece(&r, all, i);
	assert_int_equal(r.bytes, 0);
	assert_int_equal(r.taken_bytes, 0);
	arena_fini(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_busy_tell_the_same),
		cmocka_unit_test(so_do_those_packed_at_once),
		cmocka_unit_test(the_busy_are_small),
		cmocka_unit_test(values_come_back),
		cmocka_unit_test(pieces_move_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
