/*
 * path.h - cases for the rules of loss and the path; see rules.c
 */
#ifndef CRUX_TESTS_UNIT_DIAGNOSE_PATH_H
#define CRUX_TESTS_UNIT_DIAGNOSE_PATH_H

#include <math.h>

#include "rows.h"

/* A connection of made_conn holds 36 segments at 10 Mbit/s and 40 ms; here as it lost some. */
struct strikes {
	uint64_t events, segments, adjacent, largest, timeouts;
	unsigned flight_segs, flight_min_segs, flight_max_segs;
	int64_t strike_us, mean_us; /* RTT when loss struck, and of all samples */
};

static struct conn *
struck(struct made *m, struct strikes s)
{
	struct conn *c = made_conn(m);
	struct half *h = &c->half[S2C];

	h->unique_bytes = h->bytes = (uint64_t)9 * 1250000; /* in 9.8 s */
	h->data_packets = h->unique_bytes / MADE_MSS;
	h->retransmissions = h->fast = s.segments;
	h->rtt.sum_ns = (int64_t)h->rtt.samples * s.mean_us * NS_PER_US;
	h->loss = (struct loss_stats){
		.events = s.events,
		.segments = s.segments,
		.adjacent = s.adjacent,
		.largest_event = s.largest,
		.timeouts = s.timeouts,
		.flight_sum_bytes = ((s.events - 1) * s.flight_segs + s.flight_max_segs) * MADE_MSS,
		.flight_min_bytes = s.flight_min_segs * MADE_MSS,
		.flight_max_bytes = s.flight_max_segs * MADE_MSS,
		.rtt_sum_ns = (int64_t)s.events * s.strike_us * NS_PER_US,
		.rtt_events = s.events,
	};
	made_charge(c, ACCOUNT_LOSS_RECOVERY, 1500 * MADE_MS);
	return c;
}

static void
mind_of(struct made *m, struct conn *c, struct mind mind)
{
	struct mind *own = arena_new(&m->arena, struct mind, 1);

	*own = mind;
	c->half[S2C].mind = own;
}

/* ---- policer ---- */

static void
bucket_without_tokens(struct made *m)
{
	struck(m, (struct strikes){ 12, 90, 60, 30, 0, 45, 42, 80, 40300, 40250 });
}

/* Hosts that are late by milliseconds, now and then at a loss, too: no queue of that size. */
static void
bucket_behind_noisy_hosts(struct made *m)
{
	struck(m, (struct strikes){ 14, 58, 32, 21, 0, 60, 50, 90, 49000, 46500 });
}

static void
queue_of_many_milliseconds(struct made *m)
{
	struck(m, (struct strikes){ 6, 60, 40, 20, 0, 150, 140, 200, 105000, 92000 });
}

static void
paced_into_a_bucket(struct made *m)
{
	struct conn *c =
		struck(m, (struct strikes){ 14, 440, 130, 180, 0, 70, 46, 150, 40300, 40260 });

	mind_of(m, c, (struct mind){ .paced = 0.99, .paced_of = 1000, .factor_mean = NAN });
}

static void
bursts_into_a_bucket(struct made *m)
{
	struct conn *c = struck(m, (struct strikes){ 10, 70, 56, 27, 0, 45, 18, 60, 40300, 40400 });

	c->half[S2C].pauses = 15;
}

static void
bursts_of_interference(struct made *m)
{
	struck(m, (struct strikes){ 6, 30, 20, 8, 0, 45, 22, 80, 40900, 40800 });
}

static void
small_queue_saw_tooth(struct made *m)
{
	struck(m, (struct strikes){ 8, 50, 25, 22, 0, 45, 42, 60, 50000, 44000 });
}

static void
singles_at_a_rate(struct made *m)
{
	struck(m, (struct strikes){ 20, 22, 0, 2, 0, 45, 42, 60, 40300, 40250 });
}

/* ---- shallow-buffer-overrun ---- */

static void
bbr_over_a_small_queue(struct made *m)
{
	struct conn *c =
		struck(m, (struct strikes){ 22, 350, 60, 160, 0, 47, 40, 130, 50000, 43000 });

	mind_of(m, c,
		(struct mind){
			.family = CC_BBR, .paced = 0.9, .paced_of = 1000, .factor_mean = NAN });
}

static void
slow_start_that_overshoots(struct made *m)
{
	struck(m, (struct strikes){ 8, 220, 150, 212, 0, 47, 40, 130, 50000, 43000 });
}

static void
bbr_over_a_deep_queue(struct made *m)
{
	struct conn *c =
		struck(m, (struct strikes){ 22, 350, 60, 160, 0, 110, 90, 200, 120000, 80000 });

	mind_of(m, c,
		(struct mind){
			.family = CC_BBR, .paced = 0.9, .paced_of = 1000, .factor_mean = NAN });
}

static void
bursts_after_rests(struct made *m)
{
	struct conn *c =
		struck(m, (struct strikes){ 12, 150, 110, 15, 0, 47, 44, 60, 49000, 43500 });

	c->half[S2C].pauses = 12;
}

/* ---- tail-loss-rto ---- */

static struct conn *
exchanges_with_lost_tails(struct made *m, uint64_t tails, int64_t wait_ms)
{
	struct conn *c = made_conn(m);
	struct half *h = &c->half[S2C];

	c->exchanges = 60;
	h->unique_bytes = h->bytes = 60 * 4000;
	h->data_packets = 180;
	h->rto = h->retransmissions = tails;
	h->rto_backoff_max = 1;
	h->loss = (struct loss_stats){ .events = tails,
				       .single_events = tails,
				       .segments = tails,
				       .timeouts = tails,
				       .largest_event = 1 };
	c->ledger.ns[ACCOUNT_CONGESTION_WINDOW] = 0;
	c->ledger.ns[ACCOUNT_SENDER_IDLE] = 5 * (int64_t)NS_PER_S;
	c->ledger.ns[ACCOUNT_RTO] = (int64_t)tails * wait_ms * MADE_MS;
	return c;
}

static void
lost_tails(struct made *m)
{
	exchanges_with_lost_tails(m, 8, 250);
}

static void
one_lost_tail(struct made *m)
{
	exchanges_with_lost_tails(m, 1, 250);
}

static void
peer_that_died(struct made *m)
{
	struct conn *c = exchanges_with_lost_tails(m, 1, 6000);

	c->half[S2C].rto_backoff = c->half[S2C].rto_backoff_max = 6;
}

/* Two segments an answer: one of them is lost, and never the window's fault. */
static void
lost_in_small_answers(struct made *m)
{
	struct conn *c = exchanges_with_lost_tails(m, 10, 220);

	c->half[S2C].rtt.min_ns = 40 * MADE_MS;
	c->half[S2C].tlp = 7;
	c->half[S2C].rto = 0;
	c->half[S2C].loss.timeouts = 0;
	c->half[S2C].loss.flight_sum_bytes = 10 * 2600;
	c->half[S2C].loss.flight_max_bytes = c->half[S2C].loss.flight_min_bytes = 2600;
	mind_of(m, c,
		(struct mind){
			.rounds = 62, .rounds_application_limited = 61, .factor_mean = NAN });
}

/* ---- spurious-rto ---- */

static struct conn *
needless(struct made *m, uint64_t repairs, int64_t longest_ms)
{
	struct conn *c = made_conn(m);
	struct half *h = &c->half[S2C];

	h->unneeded = h->retransmissions = repairs;
	h->rto_backoff_max = 1;
	h->rtt.max_ns = longest_ms * MADE_MS;
	c->half[C2S].dsacks = repairs;
	mind_of(m, c,
		(struct mind){ .recoveries = 1, .recoveries_by_timeout = 1, .factor_mean = NAN });
	made_charge(c, ACCOUNT_RTO, 400 * MADE_MS);
	return c;
}

static void
delay_spike(struct made *m)
{
	needless(m, 2, 1300);
}

static void
probe_that_met_a_delayed_ack(struct made *m)
{
	mind_of(m, needless(m, 1, 120), (struct mind){ .factor_mean = NAN });
}

static void
late_originals_and_repairs(struct made *m)
{
	needless(m, 5, 900)->half[S2C].out_of_order = 40;
}

/* ---- incast ---- */

/* n senders to one client, each in a recovery of its own or at the same time. */
static void
answers_at_once(struct made *m, unsigned n, int64_t rtt_us, bool together)
{
	for (unsigned i = 0; i < n; i++) {
		struct conn *c = made_conn(m);
		struct half *h = &c->half[S2C];

		c->client.addr = addr_from_v4(0xc0000201);
		c->server.addr = addr_from_v4(0xc6336405 + i);
		h->rtt.min_ns = h->rtt.sum_ns = rtt_us * NS_PER_US;
		h->rtt.samples = h->rtt.loaded_samples = 1;
		h->loss = (struct loss_stats){ .events = 5,
					       .segments = 60,
					       .adjacent = 30,
					       .largest_event = 15,
					       .timeouts = 2 };
		mind_of(m, c,
			(struct mind){ .recoveries = 5,
				       .factor_mean = NAN,
				       .longest = { { .from_packet = 10,
						      .from_ns = (together ? 1 : 100 * i) * MADE_MS,
						      .to_ns = (together ? 90 : 100 * i + 50) *
							       MADE_MS } } });
		made_charge(c, ACCOUNT_RTO, 600 * MADE_MS);
	}
}

static void
sixteen_answers_at_once(struct made *m)
{
	answers_at_once(m, 16, 500, true);
}

static void
sixteen_answers_apart(struct made *m)
{
	answers_at_once(m, 16, 500, false);
}

static void
sixteen_answers_from_afar(struct made *m)
{
	answers_at_once(m, 16, 60000, true);
}

static void
three_answers_at_once(struct made *m)
{
	answers_at_once(m, 3, 500, true);
}

/* ---- pmtu-blackhole ---- */

static struct conn *
full_segments_vanish(struct made *m)
{
	struct conn *c = made_conn(m);
	struct half *h = &c->half[S2C];

	h->isn64 = 1000;
	h->snd_una = 1001;
	h->snd_max = 1001 + 10 * MADE_MSS;
	h->full_segments = h->data_packets = 16;
	h->unique_bytes = 10 * MADE_MSS;
	h->retransmissions = h->rto = 5;
	h->rto_backoff = h->rto_backoff_max = 5;
	h->first_data_ns = 90 * MADE_MS;
	h->last_send_ns = 9 * (int64_t)NS_PER_S;
	h->loss = (struct loss_stats){
		.events = 1, .segments = 5, .timeouts = 1, .largest_event = 5
	};
	c->half[C2S].last_send_ns = 95 * MADE_MS;
	c->half[C2S].unique_bytes = 300;
	c->ledger.ns[ACCOUNT_CONGESTION_WINDOW] = 0;
	c->ledger.ns[ACCOUNT_RTO] = 9 * (int64_t)NS_PER_S;
	return c;
}

static void
full_segments_never_pass(struct made *m)
{
	full_segments_vanish(m);
}

static void
full_segments_and_a_tail_that_passes(struct made *m)
{
	full_segments_vanish(m)->half[C2S].sack_blocks = 3;
}

static void
too_big_says_a_router(struct made *m)
{
	static const struct icmp_seen told = {
		.count = 4, .first_packet = 9, .mtu = 1400, .error = ICMP_TOO_BIG
	};

	full_segments_vanish(m)->half[S2C].icmp = &told;
}

static void
full_segments_passed_before(struct made *m)
{
	full_segments_vanish(m)->half[S2C].snd_una += 5 * MADE_MSS;
}

static void
full_segments_that_arrived(struct made *m)
{
	full_segments_vanish(m)->vantage = VANTAGE_CLIENT;
}

static void
full_segments_pass_beside(struct made *m)
{
	struct conn *c;

	full_segments_vanish(m);
	c = made_conn(m);
	c->client.addr = m->cs.views.v[0].conn->client.addr;
	c->half[S2C].isn64 = 1000;
	c->half[S2C].snd_una = 1001 + 100 * MADE_MSS;
}

/* ---- sack-off ---- */

static struct conn *
without_sack(struct made *m, uint64_t losses)
{
	struct conn *c = struck(m, (struct strikes){ MAX(losses / 3, 1), losses, losses / 2, 5, 0,
						     30, 20, 40, 41000, 40800 });

	c->half[S2C].sack_ok = false;
	return c;
}

static void
losses_without_sack(struct made *m)
{
	without_sack(m, 24);
}

static void
one_loss_without_sack(struct made *m)
{
	without_sack(m, 1);
}

static void
losses_with_sack(struct made *m)
{
	without_sack(m, 24)->half[S2C].sack_ok = true;
}

static void
options_not_seen(struct made *m)
{
	struct conn *c = without_sack(m, 24);

	c->half[S2C].options_known = c->half[C2S].options_known = false;
	c->handshake = HANDSHAKE_NONE;
}

/* ---- ack-path-loss ---- */

/* The same connection captured at the receiver, too. */
static struct conn *
at_both_ends(struct made *m, uint64_t acks_sent, uint64_t acks_seen)
{
	struct conn *c = made_conn(m), *r;

	if (m->cs.inputs.n < 2)
		case_input(&m->cs, case_add_input(&m->cs, "receiver.pcap"))->kind = "pcap";
	r = made_conn(m);
	m->cs.incidents--;
	m->cs.views.v[1].incident = 0;
	m->cs.views.v[1].input = r->input = 1;
	r->client = c->client;
	r->server = c->server;
	r->vantage = VANTAGE_CLIENT;
	r->half[S2C].rtt.min_ns = 1000;
	r->half[C2S].rtt.min_ns = 40 * MADE_MS;
	c->half[C2S].pure_acks = acks_seen;
	r->half[C2S].pure_acks = acks_sent;
	c->twin = 1;
	r->twin = 0;
	return r;
}

static void
acks_lost(struct made *m)
{
	at_both_ends(m, 1000, 600);
}

static void
acks_arrive(struct made *m)
{
	at_both_ends(m, 1000, 990);
}

static void
acks_all_arrive_beside_lost_ones(struct made *m)
{
	struct conn *c, *r;

	at_both_ends(m, 1000, 600);
	/* another connection, all of whose ACKs arrive */
	c = made_conn(m);
	r = made_conn(m);
	m->cs.incidents--;
	m->cs.views.v[3].incident = m->cs.views.v[2].incident = 1;
	m->cs.views.v[3].input = r->input = 1;
	r->client = c->client;
	r->vantage = VANTAGE_CLIENT;
	r->half[S2C].rtt.min_ns = 1000;
	r->half[C2S].rtt.min_ns = 40 * MADE_MS;
	c->twin = 3;
	r->twin = 2;
}

static void
capture_that_lost_acks_and_data(struct made *m)
{
	at_both_ends(m, 1000, 600);
	m->cs.views.v[0].conn->half[S2C].unique_bytes /= 2;
}

static void
stretch_acks_alone(struct made *m)
{
	made_conn(m)->half[C2S].pure_acks = 500; /* GRO would do that, too */
}

/* ---- ecn-marked ---- */

static struct conn *
marked(struct made *m, uint64_t cuts)
{
	struct conn *c = made_conn(m);

	c->half[S2C].cwr = cuts;
	c->half[C2S].ece = 30 * cuts;
	mind_of(m, c, (struct mind){ .ecn_reductions = cuts, .factor_mean = NAN });
	return c;
}

static void
windows_cut_for_marks(struct made *m)
{
	marked(m, 8);
}

static void
windows_cut_for_losses(struct made *m)
{
	marked(m, 1)->half[S2C].loss.events = 12;
}

static void
ecn_agreed_and_no_mark(struct made *m)
{
	marked(m, 0);
}

/* ---- receiver-drops ---- */

static struct conn *
came_again_at_receiver(struct made *m, uint64_t segments)
{
	struct conn *c = made_conn(m);
	struct half *h = &c->half[S2C];

	c->vantage = VANTAGE_CLIENT;
	h->rtt.min_ns = 1000;
	c->half[C2S].rtt.min_ns = 40 * MADE_MS;
	h->bytes += segments * MADE_MSS;
	h->retransmissions = segments;
	made_charge(c, ACCOUNT_LOSS_RECOVERY, 3 * (int64_t)NS_PER_S);
	return c;
}

static void
arrived_and_came_again(struct made *m)
{
	came_again_at_receiver(m, 100);
}

static void
arrived_twice_and_said_so(struct made *m)
{
	came_again_at_receiver(m, 100)->half[C2S].dsacks = 100;
}

static void
captured_twice(struct made *m)
{
	came_again_at_receiver(m, 2000)->half[S2C].capture_duplicates = 2000;
}

/* ---- link-flap ---- */

static void
silent_together(struct made *m, unsigned n, bool same_time, bool come_back)
{
	for (unsigned i = 0; i < n; i++) {
		struct conn *c = made_conn(m);
		int64_t from_ns =
			(same_time ? 3000 + (int64_t)i : 500 + 2500 * (int64_t)i) * MADE_MS;

		c->half[S2C].rto_backoff_max = 3;
		c->half[S2C].rto_backoff = come_back ? 0 : 3;
		c->half[S2C].loss = (struct loss_stats){ .events = 1,
							 .segments = 20,
							 .timeouts = 1,
							 .largest_event = 20,
							 .flight_max_bytes = 20 * MADE_MSS };
		c->ledger.longest = (struct episode(*)[EPISODES_KEPT])(
			void *)arena_new(&m->arena, struct episode, ACCOUNT_COUNT * EPISODES_KEPT);
		c->ledger.longest[ACCOUNT_RTO][0] = (struct episode){
			.dir = S2C,
			.account = ACCOUNT_RTO,
			.from_ns = from_ns,
			.to_ns = from_ns + 2000 * MADE_MS,
			.from_packet = 5,
		};
		made_charge(c, ACCOUNT_RTO, 2000 * MADE_MS);
	}
}

static void
all_silent_for_two_seconds(struct made *m)
{
	silent_together(m, 6, true, true);
}

/* At the other end of the one that repeats: only the last repeat is seen, after the silence. */
static void
all_silent_seen_from_the_other_end(struct made *m)
{
	silent_together(m, 6, true, true);
	for (size_t i = 0; i < m->cs.views.n; i++) {
		struct conn *c = m->cs.views.v[i].conn;

		c->ledger.longest[ACCOUNT_RTO][0].dir = C2S;
		c->half[C2S].data_packets = 60;
		c->half[C2S].unique_bytes = 60 * 300;
		c->half[C2S].mss_seen = 300;
	}
}

static void
one_silent_for_two_seconds(struct made *m)
{
	silent_together(m, 1, true, true);
}

static void
silent_one_after_another(struct made *m)
{
	silent_together(m, 3, false, true);
}

static void
a_few_silent_of_many(struct made *m)
{
	silent_together(m, 3, true, true);
	for (unsigned i = 0; i < 20; i++)
		made_conn(m);
}

/* ---- checksum-corruption ---- */

static void
damaged_on_arrival(struct made *m)
{
	struct conn *c = made_conn(m);

	c->vantage = VANTAGE_CLIENT;
	c->half[S2C].bad_checksums = 6;
	c->half[S2C].loss = (struct loss_stats){ .events = 5, .segments = 6 };
	made_charge(c, ACCOUNT_LOSS_RECOVERY, 800 * MADE_MS);
}

static void
sums_left_to_the_card(struct made *m)
{
	made_conn(m)->half[S2C].bad_checksums = 2000;
}

static void
few_wrong_sums_of_the_captured_host(struct made *m)
{
	made_conn(m)->half[S2C].bad_checksums = 6;
}

/* ---- bufferbloat, random-loss-long-rtt: captured at the receiver ---- */

static struct conn *
echoed(struct made *m, struct conn *c, uint64_t samples, int64_t mean_ms)
{
	struct half *h = &c->half[S2C];

	(void)m;
	c->vantage = VANTAGE_CLIENT;
	c->half[C2S].rtt.min_ns = 40 * MADE_MS;
	/* what it sees of the sender's data is acknowledged at once, or when a hole is closed */
	h->rtt = (struct rtt_stats){ .samples = 900,
				     .min_ns = 1000,
				     .max_ns = 800 * MADE_MS,
				     .sum_ns = 900 * 10 * MADE_MS,
				     .loaded_samples = 300,
				     .loaded_sum_ns = 300 * 400 * MADE_MS };
	h->echo = (struct rtt_stats){ .samples = samples,
				      .min_ns = 41 * MADE_MS,
				      .max_ns = 2 * mean_ms * MADE_MS,
				      .sum_ns = (int64_t)samples * mean_ms * MADE_MS,
				      .loaded_samples = samples / 2,
				      .loaded_sum_ns = (int64_t)(samples / 2) * mean_ms * MADE_MS };
	return c;
}

static void
queue_by_echoes(struct made *m)
{
	echoed(m, made_conn(m), 800, 330);
}

static void
spike_by_echoes(struct made *m)
{
	echoed(m, made_conn(m), 20, 330);
}

static void
holes_that_delay_acks(struct made *m)
{
	echoed(m, made_conn(m), 800, 42);
}

static void
losses_in_a_queue_by_echoes(struct made *m)
{
	echoed(m, struck(m, (struct strikes){ 20, 22, 0, 2, 0, 45, 42, 60, 1000, 1000 }), 800, 90);
}

static void
runs_in_a_queue_by_echoes(struct made *m)
{
	echoed(m, struck(m, (struct strikes){ 12, 90, 60, 30, 0, 45, 42, 80, 1000, 1000 }), 800,
	       60);
}

static void
arrived_damaged_and_came_again(struct made *m)
{
	struct conn *c = came_again_at_receiver(m, 20);

	c->half[S2C].rtt.min_ns = 1000;
	c->half[C2S].rtt.min_ns = 150 * MADE_MS;
	c->half[S2C].loss = (struct loss_stats){ .events = 18,
						 .single_events = 18,
						 .segments = 20,
						 .flight_sum_bytes = (uint64_t)18 * 14 * MADE_MSS,
						 .flight_max_bytes = 14 * MADE_MSS };
}

/* ---- texts ---- */

#define PATH_COUNTERS(lines) "$ nstat -asz\n#kernel\n" lines
#define PATH_HEAD "$ ss -tin\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
#define PATH_ROW(details) \
	PATH_HEAD "ESTAB 0 300000 192.0.2.5:443 198.51.100.9:40001\n\t " details "\n"
#define INCAST_ROW(port)                                                                     \
	"ESTAB 0 0 192.0.2.5:9200 198.51.100.9:" port "\n\t "                                \
	"cubic wscale:7,7 rto:220 rtt:13.1/19 mss:1448 cwnd:6 ssthresh:4 bytes_sent:229864 " \
	"bytes_retrans:29864 bytes_acked:200000 data_segs_out:160 retrans:0/21 minrtt:0.5\n"
#define BACKED_OFF_ROW(port)                                                            \
	"ESTAB 0 4000 192.0.2.5:9200 198.51.100." port ":443 timer:(on,1.200ms,4)\n\t " \
	"cubic wscale:7,7 rto:3280 backoff:4 rtt:20/3 mss:1448 cwnd:1 ssthresh:7 "      \
	"bytes_sent:90000 bytes_acked:80000 unacked:3 retrans:1/4 lost:3\n"

static const struct row path_rows[] = {
	{ "bufferbloat", FINDS, "at the receiver, by echoed time stamps", NULL, queue_by_echoes },
	{ "bufferbloat", NOT, "at the receiver, a spike", NULL, spike_by_echoes },
	{ "bufferbloat", NOT, "at the receiver, holes delay ACKs", NULL, holes_that_delay_acks },
	{ "random-loss-long-rtt", NOT, "at the receiver, where they had arrived", NULL,
	  arrived_damaged_and_came_again },
	{ "random-loss-long-rtt", NOT, "at the receiver, in a queue", NULL,
	  losses_in_a_queue_by_echoes },
	{ "policer", NOT, "at the receiver, in a queue", NULL, runs_in_a_queue_by_echoes },

	{ "policer", FINDS, "a bucket without tokens", NULL, bucket_without_tokens },
	{ "policer", FINDS, "behind noisy hosts", NULL, bucket_behind_noisy_hosts },
	{ "policer", NOT, "a queue of many milliseconds", NULL, queue_of_many_milliseconds },
	{ "policer", FINDS, "a paced sender", NULL, paced_into_a_bucket },
	{ "policer", FINDS, "bursts after rests", NULL, bursts_into_a_bucket },
	{ "policer", NOT, "bursts of interference", NULL, bursts_of_interference },
	{ "policer", NOT, "a small queue", NULL, small_queue_saw_tooth },
	{ "policer", NOT, "singles", NULL, singles_at_a_rate },

	{ "shallow-buffer-overrun", FINDS, "BBR over a small queue", NULL, bbr_over_a_small_queue },
	{ "shallow-buffer-overrun", FINDS, "bursts after rests", NULL, bursts_after_rests },
	{ "shallow-buffer-overrun", NOT, "a saw-tooth", NULL, small_queue_saw_tooth },
	{ "shallow-buffer-overrun", NOT, "a slow start that overshoots", NULL,
	  slow_start_that_overshoots },
	{ "shallow-buffer-overrun", NOT, "BBR over a deep queue", NULL, bbr_over_a_deep_queue },
	{ "shallow-buffer-overrun", NOT, "a bucket", NULL, bucket_without_tokens },
	{ "shallow-buffer-overrun", NOT, "a row: bbr, 8 % lost: a suspicion",
	  PATH_ROW("bbr wscale:7,7 rto:260 rtt:45/3 mss:1448 cwnd:100 bytes_sent:9000000 "
		   "bytes_acked:8000000 data_segs_out:6000 retrans:0/480 minrtt:40\n\n")
		  PATH_COUNTERS(
			  "TcpExtTCPFastRetrans 480 0.0\nTcpExtTCPSackRecovery 20 0.0\nTcpRetransSegs 480 0.0\n"),
	  NULL },
	{ "shallow-buffer-overrun", NOT, "a row: bbr, 1 % lost",
	  PATH_ROW("bbr wscale:7,7 rto:260 rtt:45/3 mss:1448 cwnd:100 bytes_sent:9000000 "
		   "bytes_acked:8900000 data_segs_out:6000 retrans:0/60 minrtt:40"),
	  NULL },

	{ "tail-loss-rto", FINDS, "eight of sixty answers", NULL, lost_tails },
	{ "tail-loss-rto", FINDS, "after probes, in answers of two segments", NULL,
	  lost_in_small_answers },
	{ "random-loss-long-rtt", NOT, "answers that never fill a window", NULL,
	  lost_in_small_answers },
	{ "tail-loss-rto", NOT, "one of sixty answers", NULL, one_lost_tail },
	{ "tail-loss-rto", NOT, "a peer that died", NULL, peer_that_died },
	{ "tail-loss-rto", NOT, "single losses", NULL, singles_at_a_rate },
	{ "tail-loss-rto", KEEPS, "counters: timeouts, nothing fast",
	  PATH_COUNTERS("TcpRetransSegs 9 0.0\nTcpOutSegs 400 0.0\nTcpExtTCPTimeouts 8 0.0\n"
			"TcpExtTCPLostRetransmit 1 0.0\nTcpExtTCPOrigDataSent 380 0.0\n"),
	  NULL },
	{ "tail-loss-rto", NOT, "counters: one segment again and again",
	  PATH_COUNTERS("TcpRetransSegs 6 0.0\nTcpOutSegs 40 0.0\nTcpExtTCPTimeouts 6 0.0\n"
			"TcpExtTCPLostRetransmit 5 0.0\nTcpExtTCPOrigDataSent 38 0.0\n"),
	  NULL },
	{ "tail-loss-rto", NOT, "counters: half-open requests",
	  PATH_COUNTERS("TcpRetransSegs 195 0.0\nTcpExtTCPTimeouts 228 0.0\n"
			"TcpExtTCPSynRetrans 195 0.0\n"),
	  NULL },

	{ "spurious-rto", FINDS, "a spike of 1.3 s", NULL, delay_spike },
	{ "spurious-rto", NOT, "a probe that met a delayed ACK", NULL,
	  probe_that_met_a_delayed_ack },
	{ "spurious-rto", NOT, "late originals", NULL, late_originals_and_repairs },
	{ "spurious-rto", NOT, "lost tails", NULL, lost_tails },
	{ "spurious-rto", KEEPS, "counters: taken back",
	  PATH_COUNTERS(
		  "TcpRetransSegs 6 0.0\nTcpExtTCPTimeouts 4 0.0\nTcpExtTCPSpuriousRTOs 3 0.0\n"
		  "TcpExtTCPDSACKRecv 5 0.0\n"),
	  NULL },
	{ "spurious-rto", NOT, "counters: none taken back",
	  PATH_COUNTERS("TcpRetransSegs 6 0.0\nTcpExtTCPTimeouts 4 0.0\n"), NULL },

	{ "incast", FINDS, "sixteen at once", NULL, sixteen_answers_at_once },
	{ "incast", NOT, "sixteen apart", NULL, sixteen_answers_apart },
	{ "incast", NOT, "from afar", NULL, sixteen_answers_from_afar },
	{ "incast", NOT, "three", NULL, three_answers_at_once },
	{ "incast", FINDS, "rows: nine to one peer",
	  PATH_HEAD INCAST_ROW("4001") INCAST_ROW("4002") INCAST_ROW("4003") INCAST_ROW("4004")
		  INCAST_ROW("4005") INCAST_ROW("4006") INCAST_ROW("4007") INCAST_ROW("4008")
			  INCAST_ROW("4009"),
	  NULL },
	{ "incast", NOT, "rows: three",
	  PATH_HEAD INCAST_ROW("4001") INCAST_ROW("4002") INCAST_ROW("4003"), NULL },

	{ "pmtu-blackhole", FINDS, "full segments never pass", NULL, full_segments_never_pass },
	{ "pmtu-blackhole", FINDS, "a tail passes", NULL, full_segments_and_a_tail_that_passes },
	{ "pmtu-blackhole", FINDS, "a router says so", NULL, too_big_says_a_router },
	{ "pmtu-blackhole", NOT, "they passed before", NULL, full_segments_passed_before },
	{ "pmtu-blackhole", NOT, "captured on arrival", NULL, full_segments_that_arrived },
	{ "pmtu-blackhole", NOT, "they pass beside it", NULL, full_segments_pass_beside },
	{ "pmtu-blackhole", FINDS, "a row: nothing of full size acknowledged",
	  PATH_ROW(
		  "cubic wscale:7,7 rto:7680 backoff:5 rtt:38/19 mss:1448 cwnd:1 ssthresh:7 "
		  "bytes_sent:23168 bytes_retrans:7240 bytes_received:300 unacked:11 retrans:1/5 lost:11"),
	  NULL },
	{ "pmtu-blackhole", NOT, "a row: a dead peer",
	  PATH_ROW(
		  "cubic wscale:7,7 rto:7680 backoff:5 rtt:38/19 mss:1448 cwnd:1 ssthresh:7 "
		  "bytes_sent:2316800 bytes_acked:2200000 bytes_received:300 unacked:11 retrans:1/5 "
		  "lost:11"),
	  NULL },

	{ "sack-off", FINDS, "losses without it", NULL, losses_without_sack },
	{ "sack-off", NOT, "one loss without it", NULL, one_loss_without_sack },
	{ "sack-off", NOT, "losses with it", NULL, losses_with_sack },
	{ "sack-off", NOT, "no handshake seen", NULL, options_not_seen },
	{ "sack-off", FINDS, "a row without sack",
	  PATH_ROW(
		  "ts cubic wscale:7,7 rto:290 rtt:81/13 mss:1448 cwnd:12 ssthresh:11 bytes_sent:2723688 "
		  "bytes_retrans:28960 bytes_acked:2677352 data_segs_out:1881 retrans:0/20 minrtt:60"),
	  NULL },
	{ "sack-off", NOT, "a row with sack",
	  PATH_ROW(
		  "ts sack cubic wscale:7,7 rto:290 rtt:81/13 mss:1448 cwnd:12 ssthresh:11 "
		  "bytes_sent:2723688 bytes_acked:2677352 data_segs_out:1881 retrans:0/20 minrtt:60"),
	  NULL },
	{ "sack-off", KEEPS, "counters: recoveries of the old kind",
	  PATH_COUNTERS("TcpRetransSegs 26 0.0\nTcpExtTCPRenoRecovery 22 0.0\n"), NULL },
	{ "sack-off", NOT, "counters: one of a hundred",
	  PATH_COUNTERS("TcpRetransSegs 260 0.0\nTcpExtTCPRenoRecovery 2 0.0\n"
			"TcpExtTCPSackRecovery 200 0.0\n"),
	  NULL },

	{ "ack-path-loss", FINDS, "captures at both ends", NULL, acks_lost },
	{ "ack-path-loss", FINDS, "beside a connection where all arrive", NULL,
	  acks_all_arrive_beside_lost_ones },
	{ "ack-path-loss", NOT, "nearly all arrive", NULL, acks_arrive },
	{ "ack-path-loss", NOT, "a capture that lost data, too", NULL,
	  capture_that_lost_acks_and_data },
	{ "ack-path-loss", NOT, "stretch ACKs, one capture", NULL, stretch_acks_alone },

	{ "ecn-marked", FINDS, "windows cut for marks", NULL, windows_cut_for_marks },
	{ "ecn-marked", NOT, "cut for losses", NULL, windows_cut_for_losses },
	{ "ecn-marked", NOT, "agreed, no mark", NULL, ecn_agreed_and_no_mark },
	{ "ecn-marked", KEEPS, "counters: marks arrive",
	  PATH_COUNTERS("IpInReceives 3459 0.0\nIpExtInECT0Pkts 3435 0.0\nIpExtInCEPkts 19 0.0\n"),
	  NULL },
	{ "ecn-marked", NOT, "counters: no mark",
	  PATH_COUNTERS("IpInReceives 3459 0.0\nIpExtInECT0Pkts 3435 0.0\nIpExtInCEPkts 0 0.0\n"),
	  NULL },

	{ "receiver-drops", FINDS, "arrived, and came again", NULL, arrived_and_came_again },
	{ "receiver-drops", NOT, "said twice", NULL, arrived_twice_and_said_so },
	{ "receiver-drops", NOT, "captured twice", NULL, captured_twice },
	{ "receiver-drops", FINDS, "counters: pruned",
	  PATH_COUNTERS("TcpInSegs 1548 0.0\nTcpExtPruneCalled 222 0.0\nTcpExtRcvPruned 122 0.0\n"),
	  NULL },
	{ "receiver-drops", NOT, "counters: collapsed, nothing dropped",
	  PATH_COUNTERS(
		  "TcpInSegs 1548 0.0\nTcpExtPruneCalled 22 0.0\nTcpExtTCPRcvCollapsed 90 0.0\n"),
	  NULL },
	{ "receiver-drops", FINDS, "softnet: dropped",
	  "$ cat /proc/net/softnet_stat\n"
	  "0009a1c2 00001f40 00000021 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
	  "00000000 00000000 00000000\n",
	  NULL },
	{ "receiver-drops", NOT, "softnet: none dropped",
	  "$ cat /proc/net/softnet_stat\n"
	  "0009a1c2 00000000 00000021 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
	  "00000000 00000000 00000000\n",
	  NULL },

	{ "link-flap", FINDS, "six silent together", NULL, all_silent_for_two_seconds },
	{ "link-flap", FINDS, "seen from the other end", NULL, all_silent_seen_from_the_other_end },
	{ "link-flap", NOT, "one alone", NULL, one_silent_for_two_seconds },
	{ "link-flap", NOT, "one after another", NULL, silent_one_after_another },
	{ "link-flap", NOT, "three of many", NULL, a_few_silent_of_many },
	{ "link-flap", FINDS, "a log",
	  "$ dmesg -T\n[Tue Mar  4 10:11:12 2025] e1000e 0000:00:1f.6 eth0: NIC Link is Down\n"
	  "[Tue Mar  4 10:11:19 2025] e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps Full Duplex\n",
	  NULL },
	{ "link-flap", NOT, "a log of the boot: down and up",
	  "$ dmesg\n[    3.512345] e1000e 0000:00:1f.6 eth0: NIC Link is Down\n"
	  "[    6.512345] e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps Full Duplex\n",
	  NULL },
	{ "link-flap", FINDS, "a log, a day later",
	  "$ dmesg\n[86403.512345] e1000e 0000:00:1f.6 eth0: NIC Link is Down\n"
	  "[86412.512345] e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps Full Duplex\n",
	  NULL },
	{ "link-flap", NOT, "a log of the boot",
	  "$ dmesg -T\n[Tue Mar  4 10:11:19 2025] e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps Full "
	  "Duplex\n",
	  NULL },
	{ "link-flap", KEEPS, "rows: twelve at the same backoff",
	  "$ ss -tino\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n" BACKED_OFF_ROW(
		  "11") BACKED_OFF_ROW("12") BACKED_OFF_ROW("13") BACKED_OFF_ROW("14")
		  BACKED_OFF_ROW("15") BACKED_OFF_ROW("16") BACKED_OFF_ROW("17")
			  BACKED_OFF_ROW("18") BACKED_OFF_ROW("19") BACKED_OFF_ROW("20")
				  BACKED_OFF_ROW("21") BACKED_OFF_ROW("22"),
	  NULL },
	{ "link-flap", NOT, "rows: two",
	  "$ ss -tino\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n" BACKED_OFF_ROW(
		  "11") BACKED_OFF_ROW("12"),
	  NULL },

	{ "checksum-corruption", FINDS, "damaged on arrival", NULL, damaged_on_arrival },
	{ "checksum-corruption", NOT, "sums left to the card", NULL, sums_left_to_the_card },
	{ "checksum-corruption", NOT, "of the host that captured", NULL,
	  few_wrong_sums_of_the_captured_host },
	{ "checksum-corruption", FINDS, "counters",
	  PATH_COUNTERS("TcpInSegs 697 0.0\nTcpInErrs 3 0.0\nTcpInCsumErrors 3 0.0\n"), NULL },
	{ "checksum-corruption", NOT, "counters: none",
	  PATH_COUNTERS("TcpInSegs 697 0.0\nTcpInErrs 0 0.0\nTcpInCsumErrors 0 0.0\n"), NULL },
};

#endif
