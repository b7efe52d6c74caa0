/* Two captures of one stream, made by hand: what was lost, how long it took, the clocks. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tcp/tcp.h"

#define WAY_NS (10LL * NS_PER_MS)
#define OFFSET_NS (1500LL * NS_PER_MS)
#define PACKETS 400
#define LEN 1000

/* What lies between the two captures. */
struct world {
	double drift_ppm;
	bool nat, no_stamps;
	uint32_t joined; /* the server's side joins so many segments to one; 0: none */
	uint32_t lose;	 /* the nth data segment is lost, and repeated; 0: none */
	uint32_t again;	 /* the nth is repeated without need; 0: none */
	uint32_t late;	 /* the nth waits for 50 ms more; 0: none */
};

struct captured {
	VEC(struct segment) v;
};

struct scene {
	struct arena arena, scratch;
	const struct world *w;
	struct captured at[2]; /* at the client, at the server */
	struct pairs *pairs;
	uint16_t id;
};

static int64_t
server_clock(const struct world *w, int64_t ns)
{
	return ns + OFFSET_NS + (int64_t)((double)(ns - NS_PER_S) * w->drift_ppm / 1e6);
}

static void
see(struct scene *s, int where, struct segment seg, int64_t true_ns)
{
	seg.time_ns = where ? server_clock(s->w, true_ns) : true_ns;
	if (where && s->w->nat) {
		struct endpoint *client = seg.dst.port == 443 ? &seg.src : &seg.dst;

		client->addr = addr_from_v4(0xc6336401);
		client->port = 61000;
	}
	vec_push(&s->arena, &s->at[where].v, seg);
}

static struct segment
packet(struct scene *s, int64_t ns, bool back, uint8_t flags, uint32_t seq, uint32_t ack,
       uint32_t len)
{
	struct endpoint client = { addr_from_v4(0x0a000001), 40000 };
	struct endpoint server = { addr_from_v4(0x0a000002), 443 };

	return (struct segment){
		.src = back ? server : client,
		.dst = back ? client : server,
		.flags = flags,
		.seq = seq,
		.ack = ack,
		.len = len,
		.window = 60000,
		.known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP,
		.options = s->w->no_stamps ? 0 : OPT_TIMESTAMP,
		.tsval = (uint32_t)(ns / NS_PER_MS),
		.ip_id = s->w->no_stamps ? 0 : ++s->id,
	};
}

/* Sent at ns by the client, or by the server: seen there, and unless lost, here. */
static void
send(struct scene *s, struct segment seg, int64_t ns, bool lost, int64_t queued_ns)
{
	bool back = seg.src.port == 443;

	seg.ttl = 64;
	see(s, back, seg, ns);
	seg.ttl = 62;
	if (!lost)
		see(s, !back, seg, ns + WAY_NS + queued_ns);
}

static int
by_time(const void *pa, const void *pb)
{
	const struct segment *a = pa, *b = pb;

	return (a->time_ns > b->time_ns) - (a->time_ns < b->time_ns);
}

static void
keep(void *ctx, const struct judged *j)
{
	assert_true(pairs_add(ctx, j));
}

/* Segments of the server's side in a row, joined as receive offload does. */
static size_t
join(struct segment *v, size_t n, uint32_t joined)
{
	size_t out = 0;

	for (size_t i = 0; i < n; i++) {
		struct segment *last = out ? &v[out - 1] : NULL;

		if (last && last->len && v[i].len && last->src.port == v[i].src.port &&
		    last->seq + last->len == v[i].seq && last->tsval == v[i].tsval && last->ip_id &&
		    last->len + v[i].len <= joined * LEN)
			last->len += v[i].len;
		else
			v[out++] = v[i];
	}
	return out;
}

static void
read_capture(struct scene *s, int where)
{
	struct tracker_options opt = { .segment = keep, .ctx = s->pairs };
	struct tracker *t = tracker_new(&s->arena, &opt);
	struct captured *c = &s->at[where];

	qsort(c->v.v, c->v.n, sizeof *c->v.v, by_time);
	if (where && s->w->joined)
		c->v.n = join(c->v.v, c->v.n, s->w->joined);
	pairs_begin_input(s->pairs, where ? "server" : "client");
	for (size_t i = 0; i < c->v.n; i++) {
		c->v.v[i].packet = i + 1;
		tracker_feed(t, &c->v.v[i]);
	}
	tracker_finish(t);
}

/* Data of the client each 10 ms (or 4 in a row), each acknowledged. */
static void
play(struct scene *s)
{
	const struct world *w = s->w;
	int64_t t = NS_PER_S;
	uint32_t seq = 1001;

	send(s, packet(s, t, false, TCP_SYN, 1000, 0, 0), t, false, 0);
	send(s, packet(s, t + WAY_NS, true, TCP_SYN | TCP_ACK, 9000, 1001, 0), t + WAY_NS, false,
	     0);
	t += 2 * WAY_NS;
	send(s, packet(s, t, false, TCP_ACK, 1001, 9001, 0), t, false, 0);
	for (uint32_t i = 1; i <= PACKETS; i++, seq += LEN) {
		int64_t queued = i == w->late ? 50LL * NS_PER_MS : 0, again = t + 300LL * NS_PER_MS;

		if (!w->joined || i % w->joined == 1)
			t += 10LL * NS_PER_MS;
		send(s, packet(s, t, false, TCP_ACK, seq, 9001, LEN), t, i == w->lose, queued);
		if (i == w->lose || i == w->again) {
			send(s, packet(s, again, false, TCP_ACK, seq, 9001, LEN), again, false, 0);
			t = again;
		}
		if (!w->joined || !(i % w->joined))
			send(s, packet(s, t + WAY_NS, true, TCP_ACK, 9001, seq + LEN, 0),
			     t + WAY_NS + queued, false, 0);
	}
}

static const struct pair_summary *
scene_play(struct scene *s, const struct world *w)
{
	*s = (struct scene){ .w = w };
	arena_init(&s->arena, "the test", 0);
	arena_init(&s->scratch, "scratch", 0);
	s->pairs = pairs_new(&s->arena, 0);
	play(s);
	read_capture(s, 0);
	read_capture(s, 1);
	pairs_match(s->pairs, &s->scratch);
	return pairs_summaries(s->pairs) ? pairs_summary(s->pairs, 0) : NULL;
}

static void
scene_end(struct scene *s)
{
	arena_fini(&s->scratch);
	arena_fini(&s->arena);
}

/* The repeat in the client's capture, and the segment before it with the same bytes. */
static const struct judged *
repeat_of(const struct scene *s, const struct judged **ret_first)
{
	size_t n = pairs_segments(s->pairs, 0);

	for (size_t i = 0; i < n; i++) {
		const struct judged *j = pairs_segment(s->pairs, 0, i);

		for (size_t k = 0; k < i && j->seg.len; k++) {
			*ret_first = pairs_segment(s->pairs, 0, k);
			if ((*ret_first)->seg.len && (*ret_first)->seg.seq == j->seg.seq)
				return j;
		}
	}
	fail_msg("no repeat");
	return NULL;
}

static void
check_clock(const struct pair_summary *p, const struct world *w)
{
	assert_true(p->clock.known);
	assert_true(llabs(p->clock.offset_ns - OFFSET_NS) < NS_PER_MS / 10);
	assert_true(llabs(p->clock.error_ns - WAY_NS) < NS_PER_MS / 10);
	assert_true(p->clock.drift_known);
	assert_int_equal(p->clock.drifts, w->drift_ppm != 0);
	assert_true(fabs(p->clock.drift_ppm - w->drift_ppm) < 1);
}

static void
test_clean(void **state)
{
	static const struct world worlds[] = {
		{ 0 },
		{ .drift_ppm = 50 },
		{ .drift_ppm = -50, .nat = true },
		{ .nat = true, .no_stamps = true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(worlds); i++) {
		struct scene s;
		const struct pair_summary *p = scene_play(&s, &worlds[i]);

		assert_non_null(p);
		assert_int_equal(p->connections, 1);
		assert_int_equal(p->way[0].matched, PACKETS + 2);
		assert_int_equal(p->way[1].matched, PACKETS + 1);
		for (int d = 0; d < 2; d++) {
			assert_int_equal(p->way[d].lost + p->way[d].unsent + p->way[d].missed, 0);
			assert_true(llabs(p->way[d].median_ns - WAY_NS) < NS_PER_MS / 10);
		}
		check_clock(p, &worlds[i]);
		scene_end(&s);
	}
}

static void
test_loss(void **state)
{
	static const struct world worlds[] = {
		{ .lose = 100 },
		{ .lose = 100, .no_stamps = true },
		{ .lose = 100, .nat = true, .drift_ppm = 50 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(worlds); i++) {
		struct scene s;
		const struct pair_summary *p = scene_play(&s, &worlds[i]);
		const struct judged *first, *again;

		assert_non_null(p);
		again = repeat_of(&s, &first);
		assert_int_equal(p->way[0].lost, 1);
		assert_int_equal(p->way[0].lost_bytes, LEN);
		assert_int_equal(p->way[1].lost, 0);
		assert_int_equal(first->fate->kind, FATE_LOST);
		assert_int_equal(again->fate->kind, FATE_ARRIVED);
		assert_int_equal(again->needed, 1);
		check_clock(p, &worlds[i]);
		scene_end(&s);
	}
}

static void
test_needless_repeat(void **state)
{
	static const struct world worlds[] = { { .again = 100 },
					       { .again = 100, .no_stamps = true } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(worlds); i++) {
		struct scene s;
		const struct judged *first, *again;

		assert_non_null(scene_play(&s, &worlds[i]));
		again = repeat_of(&s, &first);
		assert_int_equal(first->fate->kind, FATE_ARRIVED);
		assert_int_equal(again->fate->kind, FATE_ARRIVED);
		assert_true(again->fate->packet > first->fate->packet);
		assert_int_equal(again->needed, 0);
		assert_int_equal(again->class, CLASS_UNNEEDED_RETRANSMISSION);
		scene_end(&s);
	}
}

static void
test_offload(void **state)
{
	static const struct world w = { .joined = 4 };
	struct scene s;
	const struct pair_summary *p = scene_play(&s, &w);

	(void)state;
	assert_non_null(p);
	assert_int_equal(p->way[0].matched, PACKETS + 2);
	assert_int_equal(p->way[0].lost + p->way[0].unsent, 0);
	assert_true(s.at[1].v.n < s.at[0].v.n - PACKETS / 2);
	scene_end(&s);
}

static void
test_spike(void **state)
{
	static const struct world w = { .late = 200 };
	struct scene s;
	const struct pair_summary *p = scene_play(&s, &w);
	const struct pair_spike *spike = &p->way[0].spikes[0];

	(void)state;
	assert_int_equal(p->way[0].spikes_n, 1);
	assert_int_equal(p->way[1].spikes_n, 0);
	assert_int_equal(spike->from_packet, spike->to_packet);
	assert_int_equal(s.at[0].v.v[spike->worst_packet - 1].seq, 1001 + 199 * LEN);
	assert_true(llabs(spike->queued_ns - 50LL * NS_PER_MS) < NS_PER_MS);
	scene_end(&s);
}

/* Beyond the bound nothing is matched, and what was kept stays as it was. */
static void
test_bound(void **state)
{
	struct judged j = { .seg = { .known = SEG_HAS_SEQ } };
	struct arena a;
	struct pairs *p;

	(void)state;
	arena_init(&a, "the test", 0);
	p = pairs_new(&a, 2);
	pairs_begin_input(p, "a");
	assert_true(pairs_add(p, &j));
	pairs_begin_input(p, "b");
	assert_true(pairs_add(p, &j));
	assert_false(pairs_add(p, &j));
	pairs_match(p, &a);
	assert_int_equal(pairs_summaries(p), 0);
	assert_int_equal(pairs_segments(p, 1), 1);
	assert_null(pairs_segment(p, 1, 0)->fate);
	arena_fini(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean),		cmocka_unit_test(test_loss),
		cmocka_unit_test(test_needless_repeat), cmocka_unit_test(test_offload),
		cmocka_unit_test(test_spike),		cmocka_unit_test(test_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
