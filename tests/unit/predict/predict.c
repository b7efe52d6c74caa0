/*
 * predict.c - segments and timers, from connections laid out by hand
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdlib.h>

#include "predict/predict.h"

#define LINE ((uint64_t)1 << 32) /* where an unwrapped line may begin */
#define CLIENT_ISN 1000000u
#define SERVER_ISN 4200000u
#define S(n) ((int64_t)(n)*NS_PER_S)
#define MS(n) ((int64_t)(n)*NS_PER_MS)

static struct arena arena;

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, "test", 0);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_fini(&arena);
	return 0;
}

/* A SYN was sent and nothing else. */
static struct conn
syn_sent(void)
{
	struct conn c = { .has_times = true, .syns = 1, .syn_ack_ns = TIME_NONE };
	struct half *client = &c.half[C2S], *server = &c.half[S2C];

	c.syn_ns = c.last_syn_ns = c.first_ns = c.last_ns = S(100);
	c.last_syn_ack_ns = TIME_NONE;
	client->packets = 1;
	client->have_isn = true;
	client->isn = CLIENT_ISN;
	client->isn64 = client->snd_una = LINE + CLIENT_ISN;
	client->snd_max = client->isn64 + 1;
	client->state = TCP_SYN_SENT;
	client->window_bytes = 64240;
	client->last_send_ns = c.syn_ns;
	client->last_data_ns = server->last_data_ns = TIME_NONE;
	server->state = TCP_LISTEN;
	return c;
}

static struct conn
syn_received(void)
{
	struct conn c = syn_sent();
	struct half *client = &c.half[C2S], *server = &c.half[S2C];

	c.syn_acks = 1;
	c.syn_ack_ns = c.last_syn_ack_ns = c.last_ns = S(100) + MS(1);
	client->snd_una = client->snd_max;
	server->packets = 1;
	server->have_isn = true;
	server->isn = SERVER_ISN;
	server->isn64 = server->snd_una = LINE + SERVER_ISN;
	server->snd_max = server->isn64 + 1;
	server->state = TCP_SYN_RECEIVED;
	server->window_bytes = 65160;
	server->last_send_ns = c.last_ns;
	return c;
}

/* After the third packet, 2 ms after the SYN. SACK on both sides. */
static struct conn
established(void)
{
	struct conn c = syn_received();
	struct half *client = &c.half[C2S], *server = &c.half[S2C];

	c.last_ns = client->last_send_ns = S(100) + MS(2);
	client->packets = 2;
	server->snd_una = server->snd_max;
	client->state = server->state = TCP_ESTABLISHED;
	client->sack_ok = server->sack_ok = true;
	client->mss = server->mss = 1460;
	client->mss_seen = server->mss_seen = 1448;
	c.vantage = VANTAGE_CLIENT;
	return c;
}

/* The client sends bytes at 3 ms, its RTT being 40 ms with an RTTVAR of 10 ms. */
static struct conn
in_flight(uint64_t bytes)
{
	struct conn c = established();
	struct half *client = &c.half[C2S];

	client->packets++;
	client->data_packets = 1;
	client->snd_max += bytes;
	client->rtt = (struct rtt_stats){ .samples = 1, .srtt_ns = MS(40), .rttvar_ns = MS(10) };
	client->rto_ns = MS(240); /* 40 + max(200, 4 * 10) */
	c.last_ns = client->last_send_ns = client->last_data_ns = S(100) + MS(3);
	return c;
}

static const struct timer_next *
timer(const struct prediction *p, enum timer_kind kind, enum direction dir, size_t nth)
{
	for (size_t i = 0; i < p->timers.n; i++)
		if (p->timers.v[i].kind == kind && p->timers.v[i].dir == dir && !nth--)
			return &p->timers.v[i];
	return NULL;
}

/* A segment whose words begin so, of one end; NULL if it is not predicted. */
static const struct segment_next *
segment(const struct prediction *p, enum direction dir, const char *begins)
{
	for (size_t i = 0; i < p->segments.n; i++)
		if (p->segments.v[i].dir == dir &&
		    str_starts(p->segments.v[i].what, str_from(begins)))
			return &p->segments.v[i];
	return NULL;
}

/* All that is predicted has words, an order and sane times. */
static void
check(const struct prediction *p)
{
	for (size_t i = 0; i < p->segments.n; i++) {
		assert_true(p->segments.v[i].what.n && p->segments.v[i].why.n);
		assert_true(!i || p->segments.v[i - 1].likely >= p->segments.v[i].likely);
	}
	for (size_t i = 0; i < p->timers.n; i++) {
		const struct timer_next *t = &p->timers.v[i];

		assert_true(t->what.n && t->why.n);
		assert_true(t->earliest_ns >= 0 && t->latest_ns >= t->earliest_ns);
		assert_true(!i || p->timers.v[i - 1].earliest_ns <= t->earliest_ns);
	}
}

static const struct prediction *
predict(const struct conn *c)
{
	const struct prediction *p = predict_conn(&arena, c);

	check(p);
	return p;
}

static void
has(struct str text, const char *part)
{
	if (!str_has(text, str_from(part))) {
		print_error("'" STR_F "' lacks '%s'\n", STR_A(text), part);
		fail();
	}
}

/* Retries 1, 3, 7, 15, 31, 63 s after the first SYN, ETIMEDOUT after 127 s. */
static void
unanswered_syn(void **state)
{
	static const int64_t at_s[] = { 1, 3, 7, 15, 31, 63 };
	struct conn c = syn_sent();
	const struct prediction *p = predict(&c);
	const struct timer_next *end = timer(p, NEXT_GIVE_UP, C2S, 0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(at_s); i++) {
		const struct timer_next *t = timer(p, NEXT_SYN_RETRY, C2S, i);

		assert_non_null(t);
		assert_int_equal(t->earliest_ns, S(at_s[i]));
		assert_int_equal(t->depends, i > 0); /* newer kernels begin 1, 2, 3 s */
		has(t->what, "seq 1000000");
	}
	assert_null(timer(p, NEXT_SYN_RETRY, C2S, COUNT_OF(at_s)));
	assert_non_null(end);
	assert_int_equal(end->earliest_ns, S(127));
	assert_true(end->latest_ns >= S(131)); /* Linux 6.5 and newer */
	has(end->what, "ETIMEDOUT");
	has(end->what, "Connection timed out");
}

/* Three SYNs at 0, 1 and 3 s: the next at 7 s, 4 s from now; at 1 and 2 s: at 3 s. */
static void
third_syn_tells_the_schedule(void **state)
{
	struct conn c = syn_sent();
	const struct prediction *p;

	(void)state;
	c.syns = 3;
	c.last_syn_ns = c.last_ns = c.syn_ns + MS(3080);
	p = predict(&c);
	assert_int_equal(timer(p, NEXT_SYN_RETRY, C2S, 0)->earliest_ns, S(4));
	assert_false(timer(p, NEXT_SYN_RETRY, C2S, 3)->depends);
	assert_null(timer(p, NEXT_SYN_RETRY, C2S, 4));
	assert_int_equal(timer(p, NEXT_GIVE_UP, C2S, 0)->earliest_ns, S(127 - 3));

	c.last_syn_ns = c.last_ns = c.syn_ns + MS(2050);
	p = predict(&c);
	assert_int_equal(timer(p, NEXT_SYN_RETRY, C2S, 0)->earliest_ns, S(1));
	assert_int_equal(timer(p, NEXT_SYN_RETRY, C2S, 3)->earliest_ns, S(7 - 2));
	assert_non_null(timer(p, NEXT_SYN_RETRY, C2S, 7)); /* the tenth and last */
	assert_null(timer(p, NEXT_SYN_RETRY, C2S, 8));
	assert_int_equal(timer(p, NEXT_GIVE_UP, C2S, 0)->earliest_ns, S(131 - 2));
}

static void
last_syn_was_sent(void **state)
{
	struct conn c = syn_sent();
	const struct prediction *p;

	(void)state;
	c.syns = 7;
	c.last_syn_ns = c.last_ns = c.syn_ns + S(63);
	p = predict(&c);
	assert_null(timer(p, NEXT_SYN_RETRY, C2S, 0));
	assert_int_equal(timer(p, NEXT_GIVE_UP, C2S, 0)->earliest_ns, S(64));
	c.syns = 4000000; /* nobody does, but evidence is hostile */
	p = predict(&c);
	assert_null(timer(p, NEXT_SYN_RETRY, C2S, 0));
}

static void
answer_to_a_syn(void **state)
{
	struct conn c = syn_sent();
	const struct prediction *p = predict(&c);
	const struct segment_next *s = segment(p, S2C, "SYN-ACK");

	(void)state;
	assert_non_null(s);
	assert_true(s->ack_known && !s->seq_known);
	assert_int_equal(s->ack, 1000001);
	assert_int_equal(segment(p, S2C, "RST")->ack, 1000001);
	assert_null(segment(p, C2S, "new data"));
}

static void
half_open(void **state)
{
	static const int64_t at_s[] = { 1, 3, 7, 15, 31 };
	struct conn c = syn_received();
	const struct prediction *p = predict(&c);
	const struct segment_next *s = segment(p, C2S, "ACK that ends");

	(void)state;
	assert_non_null(s);
	assert_int_equal(s->seq, 1000001);
	assert_int_equal(s->ack, 4200001);
	for (size_t i = 0; i < COUNT_OF(at_s); i++) {
		assert_int_equal(timer(p, NEXT_SYN_ACK_RETRY, S2C, i)->earliest_ns, S(at_s[i]));
		assert_true(timer(p, NEXT_SYN_ACK_RETRY, S2C, i)->depends);
	}
	assert_null(timer(p, NEXT_SYN_ACK_RETRY, S2C, COUNT_OF(at_s)));
	assert_int_equal(timer(p, NEXT_GIVE_UP, S2C, 0)->earliest_ns, S(63));
	assert_null(timer(p, NEXT_SYN_RETRY, C2S, 0));
}

/* After three packets: the client's first byte is ISN + 1, since the SYN took one. */
static void
first_data(void **state)
{
	struct conn c = established();
	const struct prediction *p = predict(&c);
	const struct segment_next *s = segment(p, C2S, "new data");

	(void)state;
	assert_ptr_equal(s, &p->segments.v[0]);
	assert_true(s->seq_known && s->ack_known);
	assert_int_equal(s->seq, 1000001);
	assert_int_equal(s->ack, 4200001);
	has(s->why, "the SYN took 1000000");
	assert_int_equal(segment(p, S2C, "new data")->seq, 4200001);
	has(p->client, "ESTABLISHED, next 1000001");
	has(p->server, "ESTABLISHED, next 4200001");
	/* nothing is in flight: only keep-alive might run, if it was asked for */
	for (size_t i = 0; i < p->timers.n; i++)
		assert_int_equal(p->timers.v[i].kind, NEXT_KEEP_ALIVE);
	assert_int_equal(timer(p, NEXT_KEEP_ALIVE, C2S, 0)->earliest_ns, S(7200));
	assert_true(timer(p, NEXT_KEEP_ALIVE, C2S, 0)->depends);
}

/* 14 bytes from 1000001 are acknowledged as 1000015. */
static void
data_is_owed_an_ack(void **state)
{
	struct conn c = in_flight(14);
	const struct prediction *p = predict(&c);
	const struct segment_next *s = segment(p, S2C, "acknowledges 1000015");
	const struct timer_next *t = timer(p, NEXT_DELAYED_ACK, S2C, 0);

	(void)state;
	assert_non_null(s);
	assert_int_equal(s->ack, 1000015);
	assert_int_equal(s->seq, 4200001);
	has(s->why, "1000001 + 14 bytes = 1000015");
	assert_non_null(t);
	assert_int_equal(t->earliest_ns, 0);
	assert_int_equal(t->latest_ns, MS(500 + 40)); /* and the trip back */
	has(p->server, "must acknowledge 1000015 within 500 ms");
	assert_int_equal(segment(p, C2S, "new data")->seq, 1000015);
	assert_int_equal(segment(p, C2S, "the same again")->seq, 1000001);
}

/* Ten segments on their way to a server that is not seen here: one of many ACKs. */
static void
the_next_ack_of_a_flight(void **state)
{
	struct conn c = in_flight(10 * 1448);
	const struct prediction *p = predict(&c);

	(void)state;
	assert_false(segment(p, S2C, "acknowledges up to 1014481")->ack_known);
	assert_false(segment(p, S2C, "new data from 4200001, ack up to 1014481")->ack_known);
	assert_true(segment(p, C2S, "new data")->ack_known);
	c.vantage = VANTAGE_SERVER; /* what it has is seen */
	p = predict(&c);
	assert_true(segment(p, S2C, "acknowledges 1014481")->ack_known);
}

/* One segment out: 2 * 40 ms + 200 ms = 280 ms is past the RTO of 240 ms. */
static void
probe_and_timeout(void **state)
{
	struct conn c = in_flight(14), many = in_flight(10 * 1448), slow;
	const struct prediction *p = predict(&c);

	(void)state;
	assert_int_equal(timer(p, NEXT_TAIL_LOSS_PROBE, C2S, 0)->earliest_ns, MS(240));
	assert_int_equal(timer(p, NEXT_RTO, C2S, 0)->earliest_ns, MS(240 - 2));
	/* several out: 2 * 40 ms; the timeout may count from the probe */
	p = predict(&many);
	assert_int_equal(timer(p, NEXT_TAIL_LOSS_PROBE, C2S, 0)->earliest_ns, MS(80));
	assert_true(timer(p, NEXT_RTO, C2S, 0)->latest_ns >= MS(80 + 240));
	assert_false(timer(p, NEXT_RTO, C2S, 0)->depends);
	/* RTO 1 s: the probe's own 280 ms */
	slow = in_flight(14);
	slow.half[C2S].rto_ns = S(1);
	p = predict(&slow);
	assert_int_equal(timer(p, NEXT_TAIL_LOSS_PROBE, C2S, 0)->earliest_ns, MS(280));
	/* without SACK there is no probe */
	c.half[S2C].sack_ok = false;
	assert_null(timer(predict(&c), NEXT_TAIL_LOSS_PROBE, C2S, 0));
}

/* Three timeouts in a row: 240 ms * 8 = 1.92 s; no probe while backing off. */
static void
backed_off(void **state)
{
	struct conn c = in_flight(1448);
	const struct prediction *p;
	int64_t gone_ns;

	(void)state;
	c.half[C2S].rto_backoff = 3;
	p = predict(&c);
	assert_int_equal(timer(p, NEXT_RTO, C2S, 0)->earliest_ns, MS(1920 - 2));
	assert_null(timer(p, NEXT_TAIL_LOSS_PROBE, C2S, 0));
	/* 0.2 s doubled nine times is 204.6 s, then 6 * 120 s: 924.6 s from the
	 * first repeat, which was 480 + 960 ms ago */
	gone_ns = MS(480 + 960);
	assert_int_equal(timer(p, NEXT_GIVE_UP, C2S, 0)->earliest_ns, MS(924600) - gone_ns);
	c.half[C2S].rto_backoff = 30;
	p = predict(&c);
	assert_int_equal(timer(p, NEXT_RTO, C2S, 0)->earliest_ns, S(120) - MS(2));
}

/* No sample yet: 1 s (RFC 6298, 2.1). Seen from the far end it depends. */
static void
timeout_without_a_sample(void **state)
{
	struct conn c = in_flight(1448);
	const struct prediction *p;

	(void)state;
	c.half[C2S].rto_ns = S(1);
	c.half[C2S].rtt = (struct rtt_stats){ 0 };
	p = predict(&c);
	assert_int_equal(timer(p, NEXT_RTO, C2S, 0)->earliest_ns, S(1) - MS(2));
	assert_true(timer(p, NEXT_RTO, C2S, 0)->depends);
	c = in_flight(1448);
	c.vantage = VANTAGE_SERVER;
	assert_true(timer(predict(&c), NEXT_RTO, C2S, 0)->depends);
}

static void
shut_window(void **state)
{
	struct conn c = established();
	const struct prediction *p;
	const struct segment_next *s;

	(void)state;
	c.half[S2C].window_bytes = 0;
	c.half[C2S].rto_ns = MS(300);
	c.half[C2S].rtt.samples = 1;
	p = predict(&c);
	assert_null(segment(p, C2S, "new data"));
	s = segment(p, C2S, "probe of the shut window");
	assert_int_equal(s->seq, 1000000);
	assert_int_equal(timer(p, NEXT_PERSIST, C2S, 0)->earliest_ns, MS(300 - 1));
	assert_null(timer(p, NEXT_PERSIST, S2C, 0));
}

static void
closing(void **state)
{
	struct conn c = established();
	const struct prediction *p;

	(void)state;
	/* the client has closed, the server has acknowledged that */
	c.half[C2S].state = TCP_FIN_WAIT_2;
	c.half[S2C].state = TCP_CLOSE_WAIT;
	c.half[C2S].fin_seq64 = c.half[C2S].snd_max++;
	c.half[C2S].snd_una = c.half[C2S].snd_max;
	c.half[S2C].last_send_ns = c.last_ns;
	p = predict(&c);
	assert_int_equal(timer(p, NEXT_FIN_WAIT_2, C2S, 0)->earliest_ns, S(60));
	assert_int_equal(segment(p, S2C, "FIN at 4200001")->seq, 4200001);
	assert_int_equal(segment(p, S2C, "FIN at")->ack, 1000002);
	assert_null(segment(p, C2S, "new data"));
	assert_null(timer(p, NEXT_KEEP_ALIVE, C2S, 0));

	/* the server's FIN is on its way: the client owes an ACK for its number */
	c.half[S2C].state = TCP_LAST_ACK;
	c.half[S2C].fin_seq64 = c.half[S2C].snd_max++;
	p = predict(&c);
	assert_int_equal(segment(p, C2S, "acknowledges 4200002")->ack, 4200002);
	has(segment(p, C2S, "acknowledges")->why, "the FIN at 4200001 takes one number");
	/* 0.2 s doubled eight times: 102.2 s, after the first timeout of 1 s */
	assert_int_equal(timer(p, NEXT_GIVE_UP, S2C, 0)->earliest_ns, MS(102200 + 1000));

	c.half[C2S].state = TCP_TIME_WAIT;
	c.half[S2C].state = TCP_CLOSED;
	c.half[S2C].snd_una = c.half[S2C].snd_max;
	p = predict(&c);
	assert_int_equal(p->segments.n, 0);
	assert_int_equal(timer(p, NEXT_TIME_WAIT, C2S, 0)->earliest_ns, S(60));
	assert_int_equal(timer(p, NEXT_TIME_WAIT, C2S, 0)->latest_ns, S(240));
}

static void
reset_ends_all(void **state)
{
	struct conn c = in_flight(14);
	const struct prediction *p;

	(void)state;
	c.half[C2S].state = c.half[S2C].state = TCP_CLOSED;
	p = predict(&c);
	assert_int_equal(p->segments.n, 0);
	assert_int_equal(p->timers.n, 0);
}

/* Sequence numbers wrap: 4294967295 + 1 is 0. */
static void
numbers_wrap(void **state)
{
	struct conn c = syn_received();
	const struct prediction *p;

	(void)state;
	c.half[C2S].isn = UINT32_MAX;
	c.half[C2S].isn64 = LINE + UINT32_MAX;
	c.half[C2S].snd_una = c.half[C2S].snd_max = c.half[C2S].isn64 + 1;
	p = predict(&c);
	assert_int_equal(segment(p, C2S, "ACK that ends")->seq, 0);
}

static void
without_times(void **state)
{
	struct conn c = syn_sent();
	const struct prediction *p;

	(void)state;
	c.has_times = false;
	c.syn_ns = c.last_syn_ns = c.first_ns = c.last_ns = TIME_NONE;
	c.half[C2S].last_send_ns = TIME_NONE;
	c.syns = 3;
	p = predict(&c);
	assert_int_equal(timer(p, NEXT_SYN_RETRY, C2S, 0)->earliest_ns, S(4));
	c = in_flight(14);
	c.has_times = false;
	c.last_ns = c.half[C2S].last_send_ns = c.half[S2C].last_send_ns = TIME_NONE;
	predict(&c);
}

/* Any bytes in a conn: words and times stay sane. */
static void
any_state_is_survived(void **state)
{
	(void)state;
	for (int client = 0; client < TCP_STATE_COUNT; client++)
		for (int server = 0; server < TCP_STATE_COUNT; server++)
			for (uint64_t flight = 0; flight < 2; flight++) {
				struct conn c = in_flight(flight * 5000);
				struct arena_mark m = arena_mark(&arena);

				c.half[C2S].state = (uint8_t)client;
				c.half[S2C].state = (uint8_t)server;
				predict(&c);
				c.half[S2C].packets = 0;
				predict(&c);
				arena_reset(&arena, m);
			}
}

static struct segment
from(uint32_t host, uint8_t flags, uint32_t seq, uint32_t ack, uint32_t len)
{
	static uint64_t packet;
	struct segment s = { .flags = flags, .seq = seq, .ack = ack, .len = len };
	struct endpoint client = { addr_from_v4(0x0a000005), 51514 };
	struct endpoint server = { addr_from_v4(0x0a000009), 6379 };

	s.packet = ++packet;
	s.time_ns = S(100) + MS((int64_t)packet);
	s.src = host == C2S ? client : server;
	s.dst = host == C2S ? server : client;
	s.window = 64240;
	s.known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW;
	return s;
}

/* What the tracker makes of a handshake: the fourth packet's numbers, then its ACK. */
static void
fourth_packet_of_a_trace(void **state)
{
	struct tracker_options opt = { 0 };
	struct tracker *t = tracker_new(&arena, &opt), *longer = tracker_new(&arena, &opt);
	struct segment s[] = {
		from(C2S, TCP_SYN, 1000000, 0, 0),
		from(S2C, TCP_SYN | TCP_ACK, 4200000, 1000001, 0),
		from(C2S, TCP_ACK, 1000001, 4200001, 0),
		from(C2S, TCP_ACK | TCP_PSH, 1000001, 4200001, 14),
	};
	const struct prediction *p;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(s); i++) {
		if (i < 3)
			tracker_feed(t, &s[i]);
		tracker_feed(longer, &s[i]);
	}
	tracker_finish(t);
	tracker_finish(longer);
	p = predict(tracker_conn(t, 0));
	assert_int_equal(p->segments.v[0].dir, C2S);
	assert_int_equal(p->segments.v[0].seq, s[3].seq);
	assert_int_equal(p->segments.v[0].ack, s[3].ack);
	p = predict(tracker_conn(longer, 0));
	assert_int_equal(segment(p, S2C, "acknowledges")->ack, 1000015);
	has(p->client, "ESTABLISHED, next 1000015");
	has(p->server, "must acknowledge 1000015 within 500 ms");
}

static void
syn_through_the_tracker(void **state)
{
	struct tracker_options opt = { 0 };
	struct tracker *t = tracker_new(&arena, &opt);
	struct segment syn = from(C2S, TCP_SYN, 7, 0, 0);
	const struct prediction *p;

	(void)state;
	tracker_feed(t, &syn);
	syn.packet++;
	syn.time_ns += MS(1020);
	tracker_feed(t, &syn);
	tracker_finish(t);
	p = predict(tracker_conn(t, 0));
	assert_int_equal(timer(p, NEXT_SYN_RETRY, C2S, 0)->earliest_ns, S(3 - 1));
	has(timer(p, NEXT_SYN_RETRY, C2S, 0)->what, "retry 2 of 6");
	assert_int_equal(timer(p, NEXT_GIVE_UP, C2S, 0)->earliest_ns, S(127 - 1));
}

static void
names(void **state)
{
	(void)state;
	for (int k = 0; k < NEXT_KIND_COUNT; k++)
		assert_non_null(timer_kind_name((enum timer_kind)k));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(unanswered_syn),
		TEST(third_syn_tells_the_schedule),
		TEST(last_syn_was_sent),
		TEST(answer_to_a_syn),
		TEST(half_open),
		TEST(first_data),
		TEST(data_is_owed_an_ack),
		TEST(probe_and_timeout),
		TEST(the_next_ack_of_a_flight),
		TEST(backed_off),
		TEST(timeout_without_a_sample),
		TEST(shut_window),
		TEST(closing),
		TEST(reset_ends_all),
		TEST(numbers_wrap),
		TEST(without_times),
		TEST(any_state_is_survived),
		TEST(fourth_packet_of_a_trace),
		TEST(syn_through_the_tracker),
		TEST(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
