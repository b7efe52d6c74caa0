/*
 * mind.c - what a sender had in mind, from conversations made here
 *
 * A sender with a known window talks to a receiver that acknowledges every
 * segment half a round trip later; the capture is at the sender.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <math.h>

#include "play.h"

#define MSS 1000u
#define RTT_NS (100LL * NS_PER_MS)
#define ISN_CLIENT 5000u
#define ISN_SERVER 9000u

struct talk {
	struct arena arena;
	struct segments segs;
	struct play play;
	int64_t now_ns;
	uint32_t sent; /* segments so far */
};

static struct segment *
packet(struct talk *t, bool from_client, uint8_t flags)
{
	struct segment s = {
		.packet = t->segs.list.n + 1,
		.time_ns = t->now_ns,
		.src = { addr_from_v4(0x0a000001), 40000 },
		.dst = { addr_from_v4(0x0a000002), 80 },
		.flags = flags,
		.window = 65535,
		.ttl = 64,
		.known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS,
		.seq = ISN_CLIENT + 1 + t->sent * MSS,
		.ack = ISN_SERVER + 1,
	};

	if (!from_client) {
		struct endpoint src = s.src;

		s.src = s.dst;
		s.dst = src;
		s.seq = ISN_SERVER + 1;
	}
	vec_push(&t->arena, &t->segs.list, s);
	return &t->segs.list.v[t->segs.list.n - 1];
}

static void
shake(struct talk *t)
{
	struct segment *s;

	*t = (struct talk){ .now_ns = NS_PER_S };
	arena_init(&t->arena, "talk", (size_t)64 << 20);
	s = packet(t, true, TCP_SYN);
	s->seq = ISN_CLIENT;
	s->options = OPT_MSS | OPT_SACK_OK | OPT_WSCALE;
	s->mss = MSS;
	s->wscale = 7;
	t->now_ns += RTT_NS;
	s = packet(t, false, TCP_SYN | TCP_ACK);
	s->seq = ISN_SERVER;
	s->ack = ISN_CLIENT + 1;
	s->options = OPT_MSS | OPT_SACK_OK | OPT_WSCALE;
	s->mss = MSS;
	s->wscale = 7;
	t->now_ns += 10 * NS_PER_US;
	packet(t, true, TCP_ACK);
}

static void
send_at(struct talk *t, uint32_t segment)
{
	struct segment *s = packet(t, true, TCP_ACK);

	s->seq = ISN_CLIENT + 1 + segment * MSS;
	s->len = MSS;
}

static struct segment *
ack_to(struct talk *t, uint32_t segment)
{
	struct segment *s = packet(t, false, TCP_ACK);

	s->ack = ISN_CLIENT + 1 + segment * MSS;
	return s;
}

static void
flight(struct talk *t, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		send_at(t, t->sent++);
		t->now_ns += 10 * NS_PER_US;
	}
}

/* ACKs of the last n come back one by one; each lets go what makes a window of next. */
static void
round_of(struct talk *t, uint32_t n, uint32_t next)
{
	uint32_t una = t->sent - n, out = 0;

	t->now_ns += RTT_NS - n * 20 * NS_PER_US;
	for (uint32_t i = 1; i <= n; i++) {
		uint32_t due = (uint32_t)((uint64_t)next * i / n);

		ack_to(t, una + i);
		t->now_ns += 10 * NS_PER_US;
		for (; out < due; out++)
			send_at(t, t->sent++);
		t->now_ns += 10 * NS_PER_US;
	}
}

/* Of n in flight the first is lost: SACKs, its repair, and a window of after. */
static void
loss(struct talk *t, uint32_t n, uint32_t after)
{
	uint32_t una = t->sent - n, end = t->sent;

	t->now_ns += RTT_NS - n * 10 * NS_PER_US;
	for (uint32_t i = 2; i <= n; i++) {
		struct segment *s = ack_to(t, una);

		s->nsack = 1;
		s->sack[0][0] = ISN_CLIENT + 1 + (una + 1) * MSS;
		s->sack[0][1] = ISN_CLIENT + 1 + (una + i) * MSS;
		t->now_ns += 10 * NS_PER_US;
		if (i == 4)
			send_at(t, una);
	}
	t->now_ns += RTT_NS;
	ack_to(t, end);
	t->now_ns += 10 * NS_PER_US;
	flight(t, after);
}

static const struct mind *
mind_of(struct talk *t)
{
	play_all(&t->play, &t->arena, t->segs.list.v, t->segs.list.n, false);
	assert_int_equal(tracker_count(t->play.tracker), 1);
	return tracker_conn(t->play.tracker, 0)->half[C2S].mind;
}

static void
test_short_is_nothing(void **state)
{
	struct talk t;

	(void)state;
	shake(&t);
	flight(&t, 10);
	round_of(&t, 10, 10);
	assert_null(mind_of(&t));
	arena_fini(&t.arena);
}

static void
test_slow_start(void **state)
{
	const struct mind *m;
	struct talk t;

	(void)state;
	shake(&t);
	flight(&t, 10);
	for (uint32_t n = 10; n < 160; n *= 2)
		round_of(&t, n, 2 * n);
	m = mind_of(&t);
	assert_non_null(m);
	assert_int_equal(m->initial_window_bytes, 10 * MSS);
	assert_true(m->slow_start);
	assert_int_equal(m->slow_start_left_ns, TIME_NONE);
	assert_int_equal(m->cwnd_bytes, 160 * MSS);
	assert_int_equal(m->recoveries, 0);
	assert_int_equal(m->family, CC_UNKNOWN);
	arena_fini(&t.arena);
}

/* Some losses, with the window that follows each, and growth by one in between. */
static const struct mind *
with_losses(struct talk *t, double factor)
{
	uint32_t n = 40;

	shake(t);
	flight(t, 10);
	round_of(t, 10, 20);
	round_of(t, 20, 40);
	for (int i = 0; i < 4; i++) {
		uint32_t after = (uint32_t)lround(factor * n);

		loss(t, n, after);
		for (n = after; n < 40; n++)
			round_of(t, n, n + 1);
	}
	return mind_of(t);
}

static void
test_factors(void **state)
{
	static const struct {
		double factor;
		enum cc_family family;
	} cases[] = { { 0.5, CC_RENO }, { 0.7, CC_CUBIC } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct talk t;
		const struct mind *m = with_losses(&t, cases[i].factor);

		assert_non_null(m);
		assert_int_equal(m->recoveries, 4);
		assert_int_equal(m->recovery_segments, 4);
		assert_int_equal(m->recoveries_by_timeout, 0);
		assert_true(m->slow_start_left_by_loss);
		assert_int_equal(m->slow_start_left_bytes, 40 * MSS);
		assert_true(fabs(m->factor_mean - cases[i].factor) < 0.05);
		assert_int_equal(m->family, cases[i].family);
		assert_true(m->confidence > 0.7);
		assert_int_equal(m->growth_curved, 0);
		assert_true(m->growth_linear > 0);
		arena_fini(&t.arena);
	}
}

/* The original was only late, as a DSACK tells: slow start goes on as if nothing had been. */
static void
test_undone(void **state)
{
	static const bool unneeded[] = { false, true };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(unneeded); i++) {
		const struct mind *m;
		struct segment *s;
		struct talk t;

		shake(&t);
		flight(&t, 10);
		round_of(&t, 10, 20);
		round_of(&t, 20, 40);
		loss(&t, 40, 40);
		if (unneeded[i]) {
			s = ack_to(&t, t.sent - 40);
			s->nsack = 1;
			s->sack[0][0] = ISN_CLIENT + 1 + (t.sent - 80) * MSS;
			s->sack[0][1] = s->sack[0][0] + MSS;
		}
		round_of(&t, 40, 40);
		m = mind_of(&t);
		assert_non_null(m);
		assert_int_equal(m->recoveries, 1);
		assert_int_equal(m->recovery_segments, !unneeded[i]);
		assert_int_equal(m->slow_start, unneeded[i]);
		assert_int_equal(m->ssthresh_bytes, unneeded[i] ? 0 : 40 * MSS);
		arena_fini(&t.arena);
	}
}

/* After a timeout one segment, doubled up to ssthresh: there growth bends. */
static void
test_timeout(void **state)
{
	const struct mind *m;
	struct talk t;
	uint32_t n;

	(void)state;
	shake(&t);
	flight(&t, 10);
	round_of(&t, 10, 20);
	round_of(&t, 20, 40);
	t.now_ns += NS_PER_S;
	send_at(&t, t.sent - 40);
	t.now_ns += RTT_NS;
	ack_to(&t, t.sent);
	flight(&t, 5);
	for (n = 5; n < 20; n *= 2)
		round_of(&t, n, 2 * n);
	for (; n < 24; n++)
		round_of(&t, n, n + 1);
	m = mind_of(&t);
	assert_non_null(m);
	assert_int_equal(m->recoveries_by_timeout, 1);
	assert_int_equal(m->ssthresh_bytes, 21 * MSS);
	assert_int_equal(m->cwnd_bytes, 24 * MSS);
	arena_fini(&t.arena);
}

/* One round trip of 400 ms among many of 100: Linux keeps the deviation for a round. */
static void
test_rto(void **state)
{
	const struct half *x;
	struct talk t;

	(void)state;
	shake(&t);
	flight(&t, 20);
	for (int i = 0; i < 6; i++)
		round_of(&t, 20, 20);
	t.now_ns += 4 * RTT_NS;
	ack_to(&t, t.sent);
	flight(&t, 20);
	round_of(&t, 20, 20);
	round_of(&t, 20, 20);
	assert_non_null(mind_of(&t));
	x = &tracker_conn(t.play.tracker, 0)->half[C2S];
	assert_in_range(x->mind->rto_ns - x->rtt.srtt_ns, 230 * NS_PER_MS, 300 * NS_PER_MS);
	/* by RFC 6298 it is at its least again after so many */
	assert_in_range(x->rto_ns - x->rtt.srtt_ns, 200 * NS_PER_MS, 210 * NS_PER_MS);
	arena_fini(&t.arena);
}

/* The receiver has seen marks: the window goes down over a round trip, with nothing lost. */
static void
mark(struct talk *t, uint32_t n, uint32_t after)
{
	uint32_t una = t->sent - n;

	t->now_ns += RTT_NS - n * 20 * NS_PER_US;
	ack_to(t, una + 1)->flags |= TCP_ECE;
	for (uint32_t i = 2; i <= n; i++) {
		ack_to(t, una + i);
		t->now_ns += 10 * NS_PER_US;
		if (n - i < after) {
			send_at(t, t->sent++);
			if (n - i + 1 == after)
				t->segs.list.v[t->segs.list.n - 1].flags |= TCP_CWR;
		}
		t->now_ns += 10 * NS_PER_US;
	}
}

static void
test_ecn(void **state)
{
	static const struct {
		uint32_t after;
		enum cc_family family;
	} cases[] = { { 20, CC_RENO }, { 28, CC_CUBIC } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct mind *m;
		struct talk t;

		shake(&t);
		flight(&t, 10);
		round_of(&t, 10, 20);
		round_of(&t, 20, 40);
		for (int j = 0; j < 3; j++) {
			mark(&t, 40, cases[i].after);
			for (uint32_t n = cases[i].after; n < 40; n++)
				round_of(&t, n, n + 1);
		}
		m = mind_of(&t);
		assert_non_null(m);
		assert_int_equal(m->ecn_reductions, 3);
		assert_int_equal(m->recoveries, 0);
		assert_int_equal(m->factors, 3);
		assert_int_equal(m->family, cases[i].family);
		arena_fini(&t.arena);
	}
}

/* Slow start ends without a loss; then growth tells, if it is long enough. */
static void
test_growth(void **state)
{
	static const struct {
		uint32_t rounds;
		bool curve, flat;
		enum cc_family family;
	} cases[] = {
		{ 20, true, false, CC_CUBIC },
		{ 20, false, false, CC_RENO },
		{ 20, false, true, CC_UNKNOWN }, /* its buffer may hold it */
		{ 6, true, false, CC_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct mind *m;
		struct talk t;
		uint32_t n = 80, next = 80;

		shake(&t);
		flight(&t, 10);
		for (uint32_t w = 10; w < 80; w *= 2)
			round_of(&t, w, 2 * w);
		for (uint32_t r = 1; r <= cases[i].rounds; r++, n = next) {
			next = cases[i].curve ? 80 + r * r * r / 200 : 80 + r;
			round_of(&t, n, next = cases[i].flat ? 80 : next);
		}
		m = mind_of(&t);
		assert_non_null(m);
		assert_false(m->slow_start_left_by_loss);
		/* what stays at a level is not its window's */
		assert_int_equal(m->cwnd_is_floor, cases[i].flat);
		assert_int_equal(m->slow_start_left_ns == TIME_NONE, cases[i].flat);
		assert_int_equal(m->ssthresh_bytes, cases[i].flat ? 0 : 80 * MSS);
		if (m->family != cases[i].family)
			fail_msg("row %zu: family %d", i, m->family);
		arena_fini(&t.arena);
	}
}

/* The first flight was lost before the 24th segment: its size is known all the same. */
static void
test_lost_at_once(void **state)
{
	const struct mind *m;
	struct talk t;

	(void)state;
	shake(&t);
	flight(&t, 23);
	loss(&t, 23, 10);
	round_of(&t, 10, 11);
	m = mind_of(&t);
	assert_non_null(m);
	assert_int_equal(m->recoveries, 1);
	assert_int_equal(m->slow_start_left_bytes, 23 * MSS);
	assert_int_equal(m->cwnd_max_bytes, 23 * MSS);
	arena_fini(&t.arena);
}

/* Of n in flight the first is lost, and its repair is the last that is seen. */
static void
loss_at_the_end(struct talk *t, uint32_t n)
{
	uint32_t una = t->sent - n;

	t->now_ns += RTT_NS - n * 10 * NS_PER_US;
	for (uint32_t i = 2; i <= 4; i++) {
		struct segment *s = ack_to(t, una);

		s->nsack = 1;
		s->sack[0][0] = ISN_CLIENT + 1 + (una + 1) * MSS;
		s->sack[0][1] = ISN_CLIENT + 1 + (una + i) * MSS;
		t->now_ns += 10 * NS_PER_US;
	}
	send_at(t, una);
}

/* The window of before a recovery is gone; where to, the losses before it tell, or nothing. */
static void
test_cut_in_recovery(void **state)
{
	static const uint32_t losses[] = { 0, 3 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(losses); i++) {
		const struct mind *m;
		struct talk t;

		shake(&t);
		flight(&t, 10);
		round_of(&t, 10, 20);
		round_of(&t, 20, 40);
		for (uint32_t n, k = 0; k < losses[i]; k++) {
			loss(&t, 40, 20);
			for (n = 20; n < 40; n++)
				round_of(&t, n, n + 1);
		}
		round_of(&t, 40, 40);
		loss_at_the_end(&t, 40);
		m = mind_of(&t);
		assert_non_null(m);
		assert_int_equal(m->recoveries, losses[i] + 1);
		assert_int_equal(m->cwnd_bytes, losses[i] ? 20 * MSS : 0);
		assert_int_equal(m->ssthresh_bytes, losses[i] ? 20 * MSS : 0);
		assert_int_equal(m->cwnd_max_bytes, 40 * MSS);
		arena_fini(&t.arena);
	}
}

/* The same, where the recovery is over and nothing was sent since: needed, or for nothing. */
static void
test_cut_after_recovery(void **state)
{
	static const bool unneeded[] = { false, true };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(unneeded); i++) {
		const struct mind *m;
		struct segment *s;
		struct talk t;

		shake(&t);
		flight(&t, 10);
		round_of(&t, 10, 20);
		round_of(&t, 20, 40);
		loss_at_the_end(&t, 40);
		t.now_ns += RTT_NS;
		s = ack_to(&t, t.sent);
		if (unneeded[i]) {
			s->nsack = 1;
			s->sack[0][0] = ISN_CLIENT + 1 + (t.sent - 40) * MSS;
			s->sack[0][1] = s->sack[0][0] + MSS;
		}
		m = mind_of(&t);
		assert_non_null(m);
		assert_int_equal(m->recoveries, 1);
		assert_int_equal(m->cwnd_bytes, unneeded[i] ? 40 * MSS : 0);
		arena_fini(&t.arena);
	}
}

/* After a timeout it begins anew with one segment, and each that arrives adds one. */
static void
test_cut_after_timeout(void **state)
{
	const struct mind *m;
	struct talk t;

	(void)state;
	shake(&t);
	flight(&t, 10);
	round_of(&t, 10, 20);
	round_of(&t, 20, 40);
	t.now_ns += NS_PER_S;
	send_at(&t, t.sent - 40);
	t.now_ns += RTT_NS;
	ack_to(&t, t.sent - 39);
	send_at(&t, t.sent - 39);
	send_at(&t, t.sent - 38);
	m = mind_of(&t);
	assert_non_null(m);
	assert_int_equal(m->cwnd_bytes, 2 * MSS);
	arena_fini(&t.arena);
}

/* Seen behind the path: the last two of the first flight did not come so far. */
static void
test_first_flight_lost_in_part(void **state)
{
	const struct mind *m;
	struct talk t;

	(void)state;
	shake(&t);
	flight(&t, 8);
	t.sent = 10;
	t.now_ns += RTT_NS;
	ack_to(&t, 8);
	t.now_ns += 10 * NS_PER_US;
	flight(&t, 16);
	m = mind_of(&t);
	assert_non_null(m);
	assert_int_equal(m->initial_window_bytes, 10 * MSS);
	arena_fini(&t.arena);
}

/* Behind a queue, without time stamps: what is in flight there is not seen. */
static void
test_only_floors(void **state)
{
	const struct mind *m;
	struct talk t;

	(void)state;
	shake(&t);
	/* taken at the client, who now receives from the server through a slow path */
	for (uint32_t i = 0; i < 200; i++) {
		struct segment *s = packet(&t, false, TCP_ACK);

		s->seq = ISN_SERVER + 1 + i * MSS;
		s->len = MSS;
		t.now_ns += 10 * NS_PER_US;
		packet(&t, true, TCP_ACK)->ack = ISN_SERVER + 1 + (i + 1) * MSS;
		t.now_ns += 20 * NS_PER_MS;
	}
	play_all(&t.play, &t.arena, t.segs.list.v, t.segs.list.n, false);
	m = tracker_conn(t.play.tracker, 0)->half[S2C].mind;
	assert_non_null(m);
	assert_true(m->cwnd_is_floor);
	assert_int_equal(m->ssthresh_bytes, 0);
	assert_int_equal(m->initial_window_bytes, 0);
	assert_int_equal(m->slow_start_left_ns, TIME_NONE);
	assert_int_equal(m->family, CC_UNKNOWN);
	/* and its buffer is not to blame for what always is the same */
	assert_int_equal(tracker_conn(t.play.tracker, 0)->ledger.ns[ACCOUNT_SEND_BUFFER], 0);
	assert_true(tracker_conn(t.play.tracker, 0)->ledger.ns[ACCOUNT_SENDER_IDLE] <
		    200 * NS_PER_MS);
	arena_fini(&t.arena);
}

static void
test_idle_restart(void **state)
{
	static const struct {
		uint32_t first;
		unsigned restarts, kept;
		/* in a short rest the window is halved a few times only; a part of it is no fall */
	} cases[] = { { 10, 1, 0 }, { 17, 1, 0 }, { 30, 1, 0 }, { 50, 0, 1 }, { 80, 0, 1 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct mind *m;
		struct talk t;

		shake(&t);
		flight(&t, 10);
		round_of(&t, 10, 20);
		round_of(&t, 20, 40);
		round_of(&t, 40, 80);
		round_of(&t, 80, 0);
		t.now_ns += 5LL * NS_PER_S;
		flight(&t, cases[i].first);
		round_of(&t, cases[i].first, cases[i].first);
		m = mind_of(&t);
		assert_non_null(m);
		assert_int_equal(m->idle_restarts, cases[i].restarts);
		assert_int_equal(m->idle_kept, cases[i].kept);
		assert_int_equal(m->idle_after_bytes, cases[i].first * MSS);
		arena_fini(&t.arena);
	}
}

/* A segment each 5 ms, whatever the ACKs do: 20 in flight. No loss, no family. */
static void
test_paced(void **state)
{
	const struct mind *m;
	struct talk t;

	(void)state;
	shake(&t);
	for (uint32_t i = 0; i < 400; i++) {
		t.now_ns += 2 * NS_PER_MS;
		if (i >= 20)
			ack_to(&t, i - 19);
		t.now_ns += 3 * NS_PER_MS;
		send_at(&t, t.sent++);
	}
	m = mind_of(&t);
	assert_non_null(m);
	assert_true(m->paced > 0.9);
	assert_int_equal(m->family, CC_UNKNOWN);
	assert_true(m->cwnd_bytes >= 19 * MSS && m->cwnd_bytes <= 21 * MSS);
	arena_fini(&t.arena);
}

/*
 * The same, but of eight rounds one goes faster by a quarter and one slower: BBR. Where
 * only the application writes at such a pace there is no cycle.
 */
static void
test_gain_cycle(void **state)
{
	const struct mind *m;
	struct talk t;
	uint32_t acked = 0;
	int64_t last_ns = 0, *sent_ns;

	(void)state;
	shake(&t);
	sent_ns = arena_new(&t.arena, int64_t, 2000);
	for (uint32_t i = 0; i < 1600; i++) {
		uint32_t phase = i / 20 % 8;
		int64_t apart = phase == 0 ? 4 : phase == 1 ? 7 : 5;
		int64_t due = MAX(last_ns, t.now_ns) + apart * NS_PER_MS;

		/* the ACKs come a round trip after their segments, at times of their own */
		for (; acked < i && sent_ns[acked] + RTT_NS + 2 * NS_PER_MS <= due; acked++) {
			t.now_ns = MAX(t.now_ns, sent_ns[acked] + RTT_NS);
			ack_to(&t, acked + 1);
		}
		t.now_ns = last_ns = sent_ns[i] = due;
		send_at(&t, t.sent++);
	}
	m = mind_of(&t);
	assert_non_null(m);
	assert_true(m->paced > 0.6);
	assert_in_range(m->gain_cycles, 5, 10);
	assert_int_equal(m->family, CC_BBR);
	assert_true(m->confidence > 0.8);
	arena_fini(&t.arena);
}

static void
test_not_paced(void **state)
{
	const struct mind *m;
	struct talk t;

	(void)state;
	m = with_losses(&t, 0.7);
	assert_non_null(m);
	assert_true(m->paced < 0.5);
	arena_fini(&t.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short_is_nothing),
		cmocka_unit_test(test_slow_start),
		cmocka_unit_test(test_factors),
		cmocka_unit_test(test_undone),
		cmocka_unit_test(test_timeout),
		cmocka_unit_test(test_rto),
		cmocka_unit_test(test_ecn),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_lost_at_once),
		cmocka_unit_test(test_cut_in_recovery),
		cmocka_unit_test(test_cut_after_recovery),
		cmocka_unit_test(test_cut_after_timeout),
		cmocka_unit_test(test_first_flight_lost_in_part),
		cmocka_unit_test(test_only_floors),
		cmocka_unit_test(test_idle_restart),
		cmocka_unit_test(test_paced),
		cmocka_unit_test(test_gain_cycle),
		cmocka_unit_test(test_not_paced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
