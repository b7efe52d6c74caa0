/*
 * rate.h - cases for the rules of rate and windows; see rules.c
 */
#ifndef CRUX_TESTS_UNIT_DIAGNOSE_RATE_H
#define CRUX_TESTS_UNIT_DIAGNOSE_RATE_H

#include <math.h>
#include <stdio.h>

#include "rows.h"

/* ---- window-scaling-off ---- */

/* Held by 64 KB for 8 of 10 s, by what the SYN and the SYN-ACK carry. */
static struct conn *
held_at_64k(struct made *m, bool syn, bool syn_ack)
{
	struct conn *c = made_conn(m);

	c->half[C2S].have_wscale = syn;
	c->half[S2C].have_wscale = syn_ack;
	c->half[C2S].window_max_bytes = 65535;
	c->half[S2C].flight_max_bytes = 65535;
	made_charge(c, ACCOUNT_RECEIVE_WINDOW, 8 * (int64_t)NS_PER_S);
	return c;
}

static void
server_gives_no_scale(struct made *m)
{
	held_at_64k(m, true, false);
}

static void
client_offers_no_scale(struct made *m)
{
	held_at_64k(m, false, false);
}

static void
scales_and_64k(struct made *m)
{
	held_at_64k(m, true, true);
}

static void
no_scale_and_a_small_buffer(struct made *m)
{
	held_at_64k(m, true, false)->half[C2S].window_max_bytes = 16384;
}

static void
no_scale_that_holds_nobody(struct made *m)
{
	struct conn *c = made_conn(m);

	c->half[S2C].have_wscale = false;
	made_charge(c, ACCOUNT_RECEIVE_WINDOW, 200 * MADE_MS);
}

static void
no_options_at_all_in_the_answer(struct made *m)
{
	struct conn *c = held_at_64k(m, true, false);

	c->half[S2C].sack_ok = c->half[S2C].timestamps = false;
	made_text(m, "nstat.txt", "$ nstat -asz\n#kernel\nTcpExtSyncookiesRecv 40 0.0\n");
}

/* ---- small-writes, silly-window ---- */

/* Segments of so many bytes in 10 s, from the server. */
static struct half *
pieces(struct made *m, uint64_t n, uint64_t bytes_each)
{
	struct half *h = &made_conn(m)->half[S2C];

	h->bytes = h->unique_bytes = n * bytes_each;
	h->data_packets = n;
	h->packets = n + 2;
	h->full_segments = 0;
	h->small_segments = n;
	h->mss_seen = (uint16_t)bytes_each;
	h->flight_max_bytes = 8 * bytes_each;
	return h;
}

static void
tiny_pieces(struct made *m)
{
	pieces(m, 4000, 40);
}

static void
a_hand_that_types(struct made *m)
{
	pieces(m, 180, 40);
}

static void
a_dialogue(struct made *m)
{
	pieces(m, 4000, 40);
	m->cs.views.v[0].conn->half[C2S].data_packets = 4000;
	m->cs.views.v[0].conn->half[C2S].unique_bytes = 100000;
	m->cs.views.v[0].conn->exchanges = 4000;
}

static void
pieces_of_half_a_segment(struct made *m)
{
	pieces(m, 4000, 700);
}

static void
window(struct made *m, uint64_t window_bytes, uint64_t segments, uint64_t bytes_each)
{
	struct conn *c;

	pieces(m, segments, bytes_each);
	c = m->cs.views.v[0].conn;
	c->half[C2S].window_max_bytes = c->half[S2C].flight_max_bytes = window_bytes;
	c->half[C2S].zero_windows = segments / 4;
	c->half[C2S].zero_window_ns = 7 * (int64_t)NS_PER_S;
	c->half[C2S].zero_window_longest_ns = 300 * MADE_MS;
	made_charge(c, ACCOUNT_ZERO_WINDOW, 7 * (int64_t)NS_PER_S);
	made_charge(c, ACCOUNT_RECEIVE_WINDOW, 1 * (int64_t)NS_PER_S);
}

static void
window_of_crumbs(struct made *m)
{
	window(m, 1200, 80, 600);
}

static void
crumbs_after_a_large_window(struct made *m)
{
	window(m, 65535, 300, 200);
}

static void
window_of_many_segments(struct made *m)
{
	window(m, 65535, 300, 1448);
	m->cs.views.v[0].conn->half[S2C].small_segments = 0;
	m->cs.views.v[0].conn->half[S2C].full_segments = 300;
}

/* ---- send-buffer-limited ---- */

/* What a sender of these numbers had in mind: a test changes what it is about. */
static struct mind *
made_mind(struct made *m, struct half *h)
{
	struct mind *mind = arena_new(&m->arena, struct mind, 1);

	*mind = (struct mind){
		.cwnd_bytes = h->flight_max_bytes,
		.cwnd_max_bytes = h->flight_max_bytes,
		.initial_window_bytes = 10 * MADE_MSS,
		.rounds = 100,
		.slow_start_rounds = 5,
		.growth_rounds = 90,
		.slow_start_left_ns = TIME_NONE,
		.factor_mean = NAN,
		.paced = 0.05,
		.paced_of = 200,
		.rto_ns = 240 * MADE_MS,
	};
	h->mind = mind;
	return mind;
}

static struct mind *
flat_flight(struct made *m)
{
	struct conn *c = made_conn(m);

	made_charge(c, ACCOUNT_SEND_BUFFER, 6 * (int64_t)NS_PER_S);
	return made_mind(m, &c->half[S2C]);
}

static void
flat_by_the_ack_clock(struct made *m)
{
	flat_flight(m);
}

/* Some segments of the bulk are not full; the accounts say congestion window. */
static struct mind *
partials(struct made *m, uint64_t n)
{
	struct half *h = &made_conn(m)->half[S2C];

	h->small_segments = n;
	return made_mind(m, h);
}

static void
partial_in_each_round(struct made *m)
{
	partials(m, 90);
}

static void
partial_by_its_own_clock(struct made *m)
{
	partials(m, 90)->paced = 0.9;
}

static void
partial_now_and_then(struct made *m)
{
	partials(m, 5);
}

static void
flat_by_its_own_clock(struct made *m)
{
	flat_flight(m)->paced = 0.97;
}

/* Picked up in mid-stream: the windows may be as small as what is in flight. */
static void
flat_below_unknown_windows(struct made *m)
{
	struct conn *c;

	flat_flight(m);
	c = m->cs.views.v[0].conn;
	c->handshake = HANDSHAKE_NONE;
	c->half[C2S].window_scale_unknown = c->half[S2C].window_scale_unknown = true;
}

/* At the receiver, in mid-stream: each pause may be a round trip. */
static void
pauses_on_a_path_of_unknown_length(struct made *m)
{
	struct conn *c = made_conn(m);
	struct half *h = &c->half[S2C];

	h->pauses = 20;
	h->pause_ns = 8 * (int64_t)NS_PER_S;
	h->rtt.min_ns = 10000;
	c->handshake = HANDSHAKE_NONE;
	c->vantage = VANTAGE_CLIENT;
	c->half[C2S].rtt = (struct rtt_stats){ 0 };
	made_charge(c, ACCOUNT_SENDER_IDLE, h->pause_ns);
}

static void
three_slow_answers(struct made *m)
{
	struct conn *c = made_conn(m);

	c->exchanges = 3;
	c->think_ns = 3 * 800 * MADE_MS;
	c->think_max_ns = 800 * MADE_MS;
	c->think_max_packet = 77;
	c->think_histogram[19] = 3;
	c->last_ns = 3 * (int64_t)NS_PER_S;
	memset(c->ledger.ns, 0, sizeof c->ledger.ns);
	c->ledger.ns[ACCOUNT_SERVER_THINKING] = c->think_ns;
	c->ledger.ns[ACCOUNT_PATH] = c->last_ns - c->think_ns;
}

static void
timers_of_microseconds(struct made *m)
{
	struct conn *c = made_conn(m);
	struct half *h = &c->half[S2C];

	c->last_ns = 16 * MADE_MS;
	memset(c->ledger.ns, 0, sizeof c->ledger.ns);
	c->ledger.ns[ACCOUNT_RTO] = 3 * MADE_MS;
	c->ledger.ns[ACCOUNT_LOSS_RECOVERY] = 13 * MADE_MS;
	h->retransmissions = h->tlp = 26;
	h->loss = (struct loss_stats){ .events = 26, .segments = 26, .timeouts = 26 };
}

/* The saw-tooth of a slow link's own buffer, without its handshake: 62 to 88 ms. */
static void
losses_in_a_part_of_a_transfer(struct made *m)
{
	struct conn *c = made_conn(m);
	struct half *h = &c->half[S2C];

	c->handshake = HANDSHAKE_NONE;
	h->rtt.min_ns = 62 * MADE_MS;
	h->rtt.sum_ns = 1000 * 76 * MADE_MS;
	h->retransmissions = h->fast = 20;
	h->loss = (struct loss_stats){ .events = 18,
				       .single_events = 18,
				       .segments = 20,
				       .flight_sum_bytes = 18 * 14 * MADE_MSS,
				       .flight_max_bytes = 14 * MADE_MSS,
				       .rtt_sum_ns = 18 * 88 * MADE_MS,
				       .rtt_events = 18 };
	made_charge(c, ACCOUNT_LOSS_RECOVERY, 2 * (int64_t)NS_PER_S);
}

static void
flat_by_bbr(struct made *m)
{
	flat_flight(m)->family = CC_BBR;
}

static void
flat_seen_from_afar(struct made *m)
{
	struct mind *mind = flat_flight(m);

	mind->paced = NAN;
	mind->paced_of = 0;
}

static void
flat_over_a_queue(struct made *m)
{
	flat_flight(m);
	m->cs.views.v[0].conn->half[S2C].rtt.loaded_sum_ns = 800 * 120 * MADE_MS;
}

/* ---- idle-restart, slow-start-bound ---- */

static struct mind *
rests(struct made *m, uint64_t fell, uint64_t kept, int64_t rtt_ms)
{
	struct conn *c = made_conn(m);
	struct mind *mind;

	c->half[S2C].flight_max_bytes = 160 * MADE_MSS;
	c->half[S2C].rtt.min_ns = rtt_ms * MADE_MS;
	mind = made_mind(m, &c->half[S2C]);
	mind->idle_restarts = fell;
	mind->idle_kept = kept;
	mind->idle_before_bytes = 160 * MADE_MSS;
	mind->idle_after_bytes = 10 * MADE_MSS;
	made_charge(c, ACCOUNT_SENDER_IDLE, 6 * (int64_t)NS_PER_S);
	return mind;
}

static void
windows_that_fall(struct made *m)
{
	rests(m, 5, 0, 100);
}

static void
windows_that_fall_on_a_short_path(struct made *m)
{
	rests(m, 5, 0, 2);
}

static void
windows_that_stay(struct made *m)
{
	rests(m, 0, 5, 100);
}

static void
one_rest(struct made *m)
{
	rests(m, 1, 0, 100);
}

/* n transfers of 100 segments each, in slow start for most of a second. */
static void
young_transfers(struct made *m, unsigned n, int64_t rtt_ms, int64_t loaded_ms)
{
	for (unsigned i = 0; i < n; i++) {
		struct conn *c = made_conn(m);
		struct half *h = &c->half[S2C];

		c->last_ns = 6 * rtt_ms * MADE_MS;
		h->unique_bytes = h->bytes = 100 * MADE_MSS;
		h->data_packets = 100;
		h->fins = 1;
		h->rtt.min_ns = rtt_ms * MADE_MS;
		h->rtt.loaded_samples = 60;
		h->rtt.loaded_sum_ns = 60 * loaded_ms * MADE_MS;
		memset(c->ledger.ns, 0, sizeof c->ledger.ns);
		c->ledger.ns[ACCOUNT_HANDSHAKE] = c->ledger.ns[ACCOUNT_CLOSING] = rtt_ms * MADE_MS;
		c->ledger.ns[ACCOUNT_SLOW_START] = 4 * rtt_ms * MADE_MS;
		made_mind(m, h)->slow_start = true;
		((struct mind *)(uintptr_t)h->mind)->growth_rounds = 0;
	}
}

static void
young_on_a_long_path(struct made *m)
{
	young_transfers(m, 5, 150, 155);
}

static void
young_on_a_short_path(struct made *m)
{
	young_transfers(m, 5, 20, 22);
}

static void
young_against_a_queue(struct made *m)
{
	young_transfers(m, 5, 150, 400);
}

static void
young_but_lossy(struct made *m)
{
	young_transfers(m, 5, 150, 155);
	for (size_t i = 0; i < m->cs.views.n; i++)
		m->cs.views.v[i].conn->half[S2C].loss.segments = 2;
}

/* ---- devices on the way: captures as tcpdump -S -tt prints them ---- */

#define TAP_CLIENT "192.0.2.10.40000"
#define TAP_SERVER "198.51.100.20.443"

struct tap { /* one capture */
	struct out o;
	double now_s;
	uint32_t seq[2]; /* next number of each side */
};

static void
tap_line(struct tap *t, double wait_s, enum direction dir, const char *flags, uint32_t len,
	 unsigned win, const char *options)
{
	t->now_s += wait_s;
	out_printf(&t->o,
		   "%.6f IP %s > %s: Flags [%s], seq %u:%u, ack %u, win %u, options [%s], "
		   "length %u\n",
		   t->now_s, dir == C2S ? TAP_CLIENT : TAP_SERVER,
		   dir == C2S ? TAP_SERVER : TAP_CLIENT, flags, t->seq[dir], t->seq[dir] + len,
		   t->seq[dir == C2S ? S2C : C2S], win, options, len);
	t->seq[dir] += len;
}

static void
tap_open(struct tap *t, uint32_t client_isn, uint32_t server_isn, const char *syn,
	 const char *syn_ack)
{
	*t = (struct tap){ .now_s = 1700000000, .seq = { client_isn, server_isn } };
	out_init_memory(&t->o);
	out_printf(&t->o, "%.6f IP %s > %s: Flags [S], seq %u, win 64240, options [%s], length 0\n",
		   t->now_s, TAP_CLIENT, TAP_SERVER, client_isn, syn);
	t->seq[C2S]++;
	t->now_s += 0.04;
	out_printf(&t->o,
		   "%.6f IP %s > %s: Flags [S.], seq %u, ack %u, win 65160, options [%s], length "
		   "0\n",
		   t->now_s, TAP_SERVER, TAP_CLIENT, server_isn, client_isn + 1, syn_ack);
	t->seq[S2C]++;
}

static void
tap_close(struct tap *t, struct made *m, const char *name)
{
	made_text(m, name, str_to_cstr(&m->arena, out_text(&t->o)));
	out_fini(&t->o);
}

#define SCALED(n) "mss 1460,sackOK,TS val 1 ecr 0,nop,wscale " n
#define UNSCALED "mss 1460,sackOK,TS val 1 ecr 0"
#define STAMPS "nop,nop,TS val 2 ecr 1"

/*
 * An upload of 500-byte crumbs, each waiting for its ACK: the client takes the server's
 * windows of 509 as they stand, whatever the capture thinks of them.
 */
static void
crumbs(struct made *m, const char *name, const char *syn, const char *syn_ack, unsigned client_win)
{
	struct tap t;

	tap_open(&t, 1000, 9000, syn, syn_ack);
	tap_line(&t, 0.0001, C2S, ".", 0, client_win, STAMPS);
	for (unsigned i = 0; i < 40; i++) {
		tap_line(&t, 0.0001, C2S, "P.", 509, client_win, STAMPS);
		tap_line(&t, 0.04, S2C, ".", 0, 509, STAMPS);
	}
	tap_close(&t, m, name);
}

static void
scale_lost_in_the_answer(struct made *m)
{
	crumbs(m, "client.txt", SCALED("7"), UNSCALED, 64240);
}

static void
scale_lost_between_two_captures(struct made *m)
{
	crumbs(m, "client.txt", SCALED("7"), UNSCALED, 64240);
	crumbs(m, "server.txt", SCALED("7"), SCALED("7"), 64240);
}

static void
scale_changed_between_two_captures(struct made *m)
{
	crumbs(m, "client.txt", SCALED("7"), SCALED("7"), 502);
	crumbs(m, "server.txt", SCALED("2"), SCALED("7"), 502);
}

static void
scale_the_same_in_two_captures(struct made *m)
{
	crumbs(m, "client.txt", SCALED("7"), SCALED("7"), 502);
	crumbs(m, "server.txt", SCALED("7"), SCALED("7"), 502);
}

static void
scale_lost_on_the_way_there(struct made *m)
{
	struct conn *c = held_at_64k(m, false, false);

	c->half[C2S].window_syn = 64240;
	c->half[S2C].window_syn = 65160;
}

/* 200 KB under way where the windows that were seen allow 16 KB. */
static void
flight_beyond_the_window(struct made *m)
{
	struct tap t;

	tap_open(&t, 1000, 9000, SCALED("2"), SCALED("7"));
	tap_line(&t, 0.0001, C2S, ".", 0, 4000, STAMPS);
	tap_line(&t, 0.0001, C2S, "P.", 100, 4000, STAMPS);
	for (unsigned round = 0; round < 6; round++) {
		for (unsigned i = 0; i < 60; i++)
			tap_line(&t, 0.0001, S2C, ".", 1448, 509, STAMPS);
		tap_line(&t, 0.04, C2S, ".", 0, 4000, STAMPS);
	}
	tap_close(&t, m, "server.txt");
}

/* A download with a loss in each round; SACK blocks are off by so much. */
static void
download_with_sack(struct made *m, const char *name, uint32_t server_isn, uint32_t off)
{
	struct tap t;
	char sack[96];

	tap_open(&t, 1000, server_isn, SCALED("7"), SCALED("7"));
	tap_line(&t, 0.0001, C2S, ".", 0, 502, STAMPS);
	tap_line(&t, 0.0001, C2S, "P.", 100, 502, STAMPS);
	for (unsigned round = 0; round < 6; round++) {
		uint32_t hole = t.seq[S2C], end;

		for (unsigned i = 0; i < 5; i++)
			tap_line(&t, 0.001, S2C, ".", 1448, 509, STAMPS);
		end = t.seq[S2C];
		for (unsigned i = 2; i <= 5; i++) {
			snprintf(sack, sizeof sack, "nop,nop,sack 1 {%u:%u}", hole + 1448 + off,
				 hole + i * 1448 + off);
			t.seq[S2C] = hole;
			tap_line(&t, i == 2 ? 0.04 : 0.0001, C2S, ".", 0, 502, sack);
		}
		tap_line(&t, off ? 0.3 : 0.001, S2C, ".", 1448, 509, STAMPS);
		t.seq[S2C] = end;
		tap_line(&t, 0.04, C2S, ".", 0, 502, STAMPS);
	}
	tap_close(&t, m, name);
}

static void
sack_of_other_numbers(struct made *m)
{
	download_with_sack(m, "server.txt", 9000, 1234567890);
}

static void
sack_of_numbers_below(struct made *m)
{
	download_with_sack(m, "server.txt", 9000, 0u - 1234567890u);
}

static void
sack_as_it_should_be(struct made *m)
{
	download_with_sack(m, "server.txt", 9000, 0);
}

static void
sack_around_the_wrap(struct made *m)
{
	download_with_sack(m, "server.txt", 4294960000u, 0);
}

static void
numbers_that_differ_between_captures(struct made *m)
{
	download_with_sack(m, "client.txt", 3000009000u, 0);
	download_with_sack(m, "server.txt", 9000, 3000000000u);
}

static void
numbers_rewritten_in_full(struct made *m)
{
	download_with_sack(m, "client.txt", 3000009000u, 0);
	download_with_sack(m, "server.txt", 9000, 0);
}

/* ---- texts ---- */

#define RATE_ROW(details)                                                               \
	"$ ss -tin\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n" \
	"ESTAB 0 300000 192.0.2.5:443 198.51.100.9:40001\n\t " details "\n"
#define SOCKSTAT(mem)                                                                       \
	"$ cat /proc/net/sockstat\nsockets: used 42\nTCP: inuse 41 orphan 1 tw 0 alloc 82 " \
	"mem " mem "\n$ sysctl net.ipv4.tcp_mem\nnet.ipv4.tcp_mem = 150\t220\t300\n"

#define LOOK(at, rest)                                                        \
	"### " at "  $ ss -tin\nState Recv-Q Send-Q Local Address:Port Peer " \
	"Address:Port Process\nESTAB 0 0 192.0.2.5:443 198.51.100.9:40001\n\t " rest "\n\n"
#define HELD(acked)                                                                         \
	"ts sack cubic wscale:7,7 rto:230 rtt:27/20 mss:1448 cwnd:10 bytes_acked:" acked    \
	" bytes_received:16800 app_limited busy:2370ms unacked:1 notsent:480 minrtt:1.086 " \
	"snd_wnd:64128"
#define YOUNG(port, acked)                                                                \
	"ESTAB 0 57920 192.0.2.5:443 198.51.100.9:" port "\n\t ts sack cubic wscale:7,7 " \
	"rto:480 rtt:160/8 mss:1448 cwnd:20 bytes_acked:" acked " unacked:20 minrtt:155\n"

static const struct row rate_rows[] = {
	{ "window-scale-mangled", FINDS, "taken out of the SYN-ACK, seen at the client", NULL,
	  scale_lost_in_the_answer },
	{ "window-scale-mangled", FINDS, "the same at both ends", NULL,
	  scale_lost_between_two_captures },
	{ "window-scale-mangled", FINDS, "another number arrives", NULL,
	  scale_changed_between_two_captures },
	{ "window-scale-mangled", NOT, "the same number at both ends", NULL,
	  scale_the_same_in_two_captures },
	{ "window-scale-mangled", NOT, "both do without", NULL, scale_lost_on_the_way_there },
	{ "window-scale-mangled", FINDS, "flights beyond the window", NULL,
	  flight_beyond_the_window },
	{ "window-scale-mangled", NOT, "a window of 1,200 bytes", NULL, window_of_crumbs },

	{ "sequence-mangled", FINDS, "SACK of other numbers", NULL, sack_of_other_numbers },
	{ "sequence-mangled", FINDS, "below what was sent", NULL, sack_of_numbers_below },
	{ "sequence-mangled", NOT, "SACK as it should be", NULL, sack_as_it_should_be },
	{ "sequence-mangled", NOT, "around the wrap", NULL, sack_around_the_wrap },
	{ "sequence-mangled", FINDS, "two captures, and SACK off", NULL,
	  numbers_that_differ_between_captures },
	{ "sequence-mangled", NOT, "rewritten in full", NULL, numbers_rewritten_in_full },
	{ "sequence-mangled", FINDS, "counters: blocks thrown away",
	  "$ nstat -asz\n#kernel\nTcpExtTCPSACKDiscard 420 0.0\n", NULL },
	{ "sequence-mangled", NOT, "counters: two of them",
	  "$ nstat -asz\n#kernel\nTcpExtTCPSACKDiscard 2 0.0\n", NULL },

	{ "send-buffer-limited", FINDS, "the flight stands still", NULL, flat_by_the_ack_clock },
	{ "send-buffer-limited", NOT, "its own clock lets it go", NULL, flat_by_its_own_clock },
	{ "send-buffer-limited", NOT, "BBR", NULL, flat_by_bbr },
	{ "send-buffer-limited", NOT, "seen from afar", NULL, flat_seen_from_afar },
	{ "send-buffer-limited", NOT, "a queue", NULL, flat_over_a_queue },
	{ "send-buffer-limited", NOT, "windows of unknown scale", NULL,
	  flat_below_unknown_windows },
	{ "application-limited", NOT, "a path of unknown length", NULL,
	  pauses_on_a_path_of_unknown_length },
	{ "server-think-time", NOT, "three answers", NULL, three_slow_answers },
	{ "tail-loss-rto", NOT, "three milliseconds in all", NULL, timers_of_microseconds },
	{ "random-loss-long-rtt", NOT, "a part of a transfer, and a buffer that is never empty",
	  NULL, losses_in_a_part_of_a_transfer },
	{ "send-buffer-limited", FINDS, "a segment that is not full in each round", NULL,
	  partial_in_each_round },
	{ "send-buffer-limited", NOT, "the same, by its own clock", NULL,
	  partial_by_its_own_clock },
	{ "send-buffer-limited", NOT, "a few of them", NULL, partial_now_and_then },
	{ "send-buffer-limited", FINDS, "a row: the kernel's account",
	  RATE_ROW("cubic wscale:7,7 rto:310 rtt:80/9 mss:1448 cwnd:124 bytes_sent:2273360 "
		   "bytes_acked:2209648 busy:4190ms sndbuf_limited:3670ms(87.6%) unacked:20 "
		   "minrtt:80"),
	  NULL },
	{ "send-buffer-limited", FINDS, "a row: full, and all of it under way",
	  RATE_ROW("skmem:(r0,rb131072,t0,tb32768,f1224,w92984,o0,bl0,d0) ts sack cubic "
		   "wscale:7,7 rto:300 rtt:91/18 mss:1448 cwnd:101 ssthresh:88 "
		   "bytes_sent:1376952 bytes_acked:1312864 app_limited busy:2630ms unacked:43 "
		   "minrtt:80.3 snd_wnd:536704"),
	  NULL },
	{ "send-buffer-limited", NOT, "a row: a buffer that grew with the window",
	  RATE_ROW("skmem:(r0,rb131072,t0,tb423936,f2552,w411144,o0,bl0,d0) ts sack cubic "
		   "wscale:7,7 rto:330 rtt:126/15 mss:1448 cwnd:92 bytes_sent:946992 "
		   "bytes_acked:881832 busy:1680ms unacked:91 notsent:201184 minrtt:100.3 "
		   "snd_wnd:965535"),
	  NULL },
	{ "send-buffer-limited", NOT, "a row: nothing to send",
	  RATE_ROW("skmem:(r0,rb131072,t0,tb46080,f0,w0,o0,bl0,d0) ts sack cubic wscale:7,7 "
		   "rto:330 rtt:126/15 mss:1448 cwnd:92 bytes_sent:946992 bytes_acked:946993 "
		   "app_limited busy:1680ms minrtt:100.3 snd_wnd:965535"),
	  NULL },

	{ "idle-restart", FINDS, "five rests on a path of 100 ms", NULL, windows_that_fall },
	{ "idle-restart", NOT, "a path of 2 ms", NULL, windows_that_fall_on_a_short_path },
	{ "idle-restart", NOT, "windows that stay", NULL, windows_that_stay },
	{ "idle-restart", NOT, "one rest", NULL, one_rest },
	{ "idle-restart", FINDS, "rows: cwnd fell, nothing was lost",
	  LOOK("10:00:01.000", "ts sack cubic wscale:7,7 rto:320 rtt:110/10 mss:1448 cwnd:425 "
			       "bytes_acked:600001 lastsnd:2360 minrtt:100.5")
		  LOOK("10:00:05.000",
		       "ts sack cubic wscale:7,7 rto:360 rtt:157/5 mss:1448 cwnd:91 ssthresh:88 "
		       "bytes_acked:817201 lastsnd:30 minrtt:100.5"),
	  NULL },
	{ "idle-restart", NOT, "rows: cwnd fell after a loss",
	  LOOK("10:00:01.000", "ts sack cubic wscale:7,7 rto:320 rtt:110/10 mss:1448 cwnd:425 "
			       "bytes_acked:600001 lastsnd:2360 minrtt:100.5")
		  LOOK("10:00:05.000",
		       "ts sack cubic wscale:7,7 rto:360 rtt:157/5 mss:1448 cwnd:91 ssthresh:88 "
		       "bytes_acked:817201 retrans:0/7 lastsnd:30 minrtt:100.5"),
	  NULL },

	{ "slow-start-bound", FINDS, "five transfers at 150 ms", NULL, young_on_a_long_path },
	{ "slow-start-bound", NOT, "at 20 ms", NULL, young_on_a_short_path },
	{ "slow-start-bound", NOT, "against a queue", NULL, young_against_a_queue },
	{ "slow-start-bound", NOT, "with losses", NULL, young_but_lossy },
	{ "slow-start-bound", NOT, "one long transfer", NULL, flat_by_its_own_clock },
	{ "slow-start-bound", FINDS, "four young rows",
	  "$ ss -tin\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n" YOUNG(
		  "40001", "14480") YOUNG("40002", "20000") YOUNG("40003", "14480")
		  YOUNG("40004", "9000"),
	  NULL },
	{ "slow-start-bound", NOT, "one young row",
	  "$ ss -tin\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n" YOUNG(
		  "40001", "14480"),
	  NULL },

	{ "window-scaling-off", FINDS, "the server gives no scale", NULL, server_gives_no_scale },
	{ "window-scaling-off", FINDS, "the client offers none", NULL, client_offers_no_scale },
	{ "window-scaling-off", NOT, "both scale, and 64 KB hold", NULL, scales_and_64k },
	{ "window-scaling-off", NOT, "a buffer of 16 KB", NULL, no_scale_and_a_small_buffer },
	{ "window-scaling-off", NOT, "nobody is held", NULL, no_scale_that_holds_nobody },
	{ "window-scaling-off", NOT, "cookies lost all options", NULL,
	  no_options_at_all_in_the_answer },
	{ "window-scaling-off", FINDS, "a row: no wscale, rwnd_limited",
	  RATE_ROW("ts sack cubic rto:310 rtt:105/9 mss:1448 cwnd:92 bytes_sent:1791176 "
		   "bytes_acked:1726016 busy:3040ms rwnd_limited:2710ms(89.1%) unacked:46 "
		   "minrtt:100 snd_wnd:65535"),
	  NULL },
	{ "window-scaling-off", FINDS, "a row of an older ss: the flight fills 64 KB",
	  RATE_ROW("ts sack cubic rto:310 rtt:105/9 mss:1448 cwnd:92 bytes_acked:1726016 "
		   "unacked:45"),
	  NULL },
	{ "window-scaling-off", NOT, "a row: no wscale, a short life",
	  RATE_ROW("ts sack cubic rto:310 rtt:105/9 mss:1448 cwnd:10 bytes_acked:14480 "
		   "unacked:10"),
	  NULL },
	{ "window-scaling-off", NOT, "a row: wscale is there",
	  RATE_ROW("ts sack cubic wscale:7,7 rto:310 rtt:105/9 mss:1448 cwnd:92 "
		   "bytes_acked:1726016 busy:3040ms rwnd_limited:2710ms(89.1%) unacked:46 "
		   "minrtt:100 snd_wnd:65535"),
	  NULL },

	{ "memory-pressure", FINDS, "the kernel's words",
	  "$ dmesg\n[  400.25] TCP: out of memory -- consider tuning tcp_mem\n", NULL },
	{ "memory-pressure", FINDS, "sockstat above the limit", SOCKSTAT("769"), NULL },
	{ "memory-pressure", NOT, "sockstat below it", SOCKSTAT("90"), NULL },
	{ "memory-pressure", FINDS, "counters",
	  "$ nstat -asz\n#kernel\nTcpExtTCPMemoryPressures 3 0.0\nTcpExtTCPAbortOnMemory 12 "
	  "0.0\n",
	  NULL },
	{ "memory-pressure", NOT, "orphans given up",
	  "$ dmesg\n[  400.25] TCP: too many orphaned sockets\n$ nstat -asz\n#kernel\n"
	  "TcpExtTCPAbortOnMemory 12 0.0\n",
	  NULL },
	{ "memory-pressure", NOT, "one full receive queue",
	  "$ nstat -asz\n#kernel\nTcpExtPruneCalled 12 0.0\nTcpExtTCPMemoryPressures 0 0.0\n",
	  NULL },

	{ "nagle-delayed-ack", FINDS, "rows: small bytes behind one segment, twice",
	  LOOK("10:00:01.000", HELD("3120")) LOOK("10:00:03.000", HELD("25320")), NULL },
	{ "nagle-delayed-ack", NOT, "rows: once", LOOK("10:00:01.000", HELD("3120")), NULL },
	{ "nagle-delayed-ack", NOT, "rows: a full window",
	  LOOK("10:00:01.000", "ts sack cubic wscale:7,7 rto:220 rtt:27/22 mss:1448 cwnd:10 "
			       "bytes_acked:90000 unacked:10 notsent:480 minrtt:1.1")
		  LOOK("10:00:03.000",
		       "ts sack cubic wscale:7,7 rto:220 rtt:27/22 mss:1448 cwnd:10 "
		       "bytes_acked:190000 unacked:10 notsent:480 minrtt:1.1"),
	  NULL },

	{ "small-writes", FINDS, "4,000 segments of 40 bytes", NULL, tiny_pieces },
	{ "small-writes", NOT, "a hand that types", NULL, a_hand_that_types },
	{ "small-writes", NOT, "a dialogue of short words", NULL, a_dialogue },
	{ "small-writes", NOT, "half a segment each", NULL, pieces_of_half_a_segment },
	{ "small-writes", NOT, "cut by the window", NULL, window_of_crumbs },
	{ "small-writes", FINDS, "a row: eight under way at once",
	  RATE_ROW("ts sack cubic wscale:7,7 rto:220 rtt:14/6 mss:1448 cwnd:51 bytes_sent:28704 "
		   "bytes_acked:28441 segs_out:1197 data_segs_out:1195 busy:3800ms unacked:8 "
		   "minrtt:10"),
	  NULL },
	{ "small-writes", NOT, "a row: questions and answers",
	  RATE_ROW("ts sack cubic wscale:7,7 rto:220 rtt:1/1 mss:1448 cwnd:51 bytes_sent:28704 "
		   "bytes_acked:28441 bytes_received:40000 segs_out:1197 data_segs_out:1195 "
		   "busy:3800ms unacked:1 minrtt:0.9"),
	  NULL },

	{ "silly-window", FINDS, "a window of 1,200 bytes", NULL, window_of_crumbs },
	{ "silly-window", FINDS, "crumbs after a large window", NULL, crumbs_after_a_large_window },
	{ "silly-window", NOT, "a window of many segments", NULL, window_of_many_segments },
	{ "silly-window", NOT, "small by the writer", NULL, tiny_pieces },
	{ "silly-window", FINDS, "a row: mss cut to half of the window",
	  RATE_ROW("ts sack cubic wscale:0,7 rto:240 rtt:32/23 mss:600 pmtu:1500 advmss:1448 "
		   "cwnd:10 bytes_sent:13200 bytes_acked:13201 data_segs_out:22 busy:3550ms "
		   "rwnd_limited:3550ms(100.0%) minrtt:5.2"),
	  NULL },
	{ "silly-window", NOT, "a row: a small window of many segments",
	  RATE_ROW("cubic wscale:1,7 rto:310 rtt:105/9 mss:1448 cwnd:124 bytes_sent:2273360 "
		   "bytes_acked:2209648 busy:4190ms rwnd_limited:3670ms(87.6%) unacked:45 "
		   "minrtt:100 snd_wnd:65535"),
	  NULL },
};

#endif
