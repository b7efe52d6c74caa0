/*
 * Each rule where it must find and where it must not: cases made by hand. A rule
 * without both fails here.
 */
#include "closing.h"
#include "opening.h"
#include "path.h"
#include "rate.h"

/* ---- facts ---- */

static void
healthy_transfer(struct made *m)
{
	made_conn(m);
}

static void
many_healthy(struct made *m)
{
	for (unsigned i = 0; i < 20; i++)
		made_conn(m);
}

/* A path of 150 ms and losses, events of them, adjacent in runs. */
static void
lossy(struct made *m, uint64_t events, uint64_t lost, uint64_t adjacent, unsigned flight_segs,
      int64_t rtt_ms)
{
	struct conn *c = made_conn(m);
	struct half *h = &c->half[S2C];

	h->rtt.min_ns = 150 * MADE_MS;
	h->retransmissions = lost;
	h->fast = lost;
	h->loss = (struct loss_stats){
		.events = events,
		.single_events = events,
		.segments = lost,
		.adjacent = adjacent,
		.flight_sum_bytes = events * flight_segs * MADE_MSS,
		.flight_max_bytes = flight_segs * MADE_MSS,
		.rtt_sum_ns = (int64_t)events * rtt_ms * MADE_MS,
		.rtt_events = events,
	};
	made_charge(c, ACCOUNT_LOSS_RECOVERY, 2 * (int64_t)NS_PER_S);
}

static void
single_losses(struct made *m)
{
	lossy(m, 18, 20, 0, 14, 155);
}

static void
losses_in_runs(struct made *m)
{
	lossy(m, 10, 60, 40, 14, 155);
}

static void
losses_in_a_queue(struct made *m)
{
	lossy(m, 18, 20, 0, 14, 600);
}

static void
losses_that_a_blind_sender_ignores(struct made *m)
{
	lossy(m, 18, 20, 0, 500, 155);
}

static void
one_loss(struct made *m)
{
	lossy(m, 1, 1, 0, 14, 155);
}

static void
losses_on_a_short_path(struct made *m)
{
	lossy(m, 18, 20, 0, 14, 1);
	m->cs.views.v[0].conn->half[S2C].rtt.min_ns = 500 * NS_PER_US;
}

static void
queue(struct made *m, int64_t loaded_ms, uint64_t loaded_samples)
{
	struct half *h = &made_conn(m)->half[S2C];

	h->rtt.loaded_samples = loaded_samples;
	h->rtt.loaded_sum_ns = (int64_t)loaded_samples * loaded_ms * MADE_MS;
	h->rtt.max_ns = 2 * loaded_ms * MADE_MS;
}

static void
deep_queue(struct made *m)
{
	queue(m, 300, 800);
}

static void
queue_of_one_bdp(struct made *m)
{
	queue(m, 80, 800);
}

static void
spike_of_delay(struct made *m)
{
	queue(m, 900, 60);
}

static void
small_receive_window(struct made *m)
{
	struct conn *c = made_conn(m);

	c->half[C2S].window_max_bytes = 65536;
	made_charge(c, ACCOUNT_RECEIVE_WINDOW, 8 * (int64_t)NS_PER_S);
}

static void
window_that_opens(struct made *m)
{
	made_charge(made_conn(m), ACCOUNT_RECEIVE_WINDOW, 1500 * MADE_MS);
}

static void
window_without_scaling(struct made *m)
{
	small_receive_window(m);
	m->cs.views.v[0].conn->half[C2S].have_wscale = false;
}

static void
shut(struct made *m, int64_t longest_ms)
{
	struct conn *c = made_conn(m);

	c->half[C2S].zero_windows = 1;
	c->half[C2S].zero_window_ns = c->half[C2S].zero_window_longest_ns = longest_ms * MADE_MS;
	made_charge(c, ACCOUNT_ZERO_WINDOW, longest_ms * MADE_MS);
}

static void
reader_that_stops(struct made *m)
{
	shut(m, 5000);
}

/* 20 Mbit/s would pass, and two are read. */
static void
reader_that_lags(struct made *m)
{
	struct conn *c = made_conn(m);
	struct half *sender = &c->half[S2C];

	c->half[C2S].window_max_bytes = 100000;
	c->half[C2S].zero_windows = 60;
	c->half[C2S].zero_window_longest_ns = 30 * MADE_MS;
	c->half[C2S].zero_window_ns = 60 * 30 * MADE_MS;
	sender->rtt.min_ns = 40 * MADE_MS;
	sender->unique_bytes = sender->bytes = (uint64_t)(conn_duration_ns(c) / NS_PER_S) * 250000;
	made_charge(c, ACCOUNT_RECEIVE_WINDOW, conn_duration_ns(c) / 10 * 7);
	made_charge(c, ACCOUNT_ZERO_WINDOW, 1800 * MADE_MS);
}

static void
window_shut_for_a_moment(struct made *m)
{
	shut(m, 30);
}

static void
stream(struct made *m, uint64_t pauses, uint64_t bytes)
{
	struct conn *c = made_conn(m);
	struct half *h = &c->half[S2C];

	h->pauses = pauses;
	h->pause_ns = 8 * (int64_t)NS_PER_S;
	h->unique_bytes = h->bytes = bytes;
	h->data_packets = bytes / MADE_MSS + 1;
	made_charge(c, ACCOUNT_SENDER_IDLE, h->pause_ns);
}

static void
stream_with_pauses(struct made *m)
{
	stream(m, 20, 20 * 40000);
}

static void
keys_typed(struct made *m)
{
	stream(m, 200, 200 * 36);
}

static void
one_pause(struct made *m)
{
	stream(m, 1, 2000000);
}

/* Answers of think_ms each, in buckets of powers of two of microseconds. */
static void
answers(struct made *m, uint64_t n, int64_t think_ms, int64_t idle_s)
{
	struct conn *c = made_conn(m);
	unsigned bucket = 0;

	while ((INT64_C(2) << bucket) * NS_PER_US <= think_ms * MADE_MS)
		bucket++;
	c->exchanges = n;
	c->think_ns = (int64_t)n * think_ms * MADE_MS;
	c->think_max_ns = think_ms * MADE_MS;
	c->think_max_packet = 77;
	c->think_histogram[bucket] = (uint32_t)n;
	c->last_ns += c->think_ns + idle_s * NS_PER_S;
	c->ledger.ns[ACCOUNT_CONGESTION_WINDOW] = 0;
	c->ledger.ns[ACCOUNT_SERVER_THINKING] = c->think_ns;
	c->ledger.ns[ACCOUNT_SENDER_IDLE] = idle_s * NS_PER_S;
	c->ledger.ns[ACCOUNT_PATH] = 9 * (int64_t)NS_PER_S;
}

static void
slow_answers(struct made *m)
{
	answers(m, 40, 800, 0);
}

static void
quick_answers(struct made *m)
{
	answers(m, 40, 20, 0);
}

static void
slow_answers_beside_quick_ones(struct made *m)
{
	answers(m, 40, 800, 0);
	for (unsigned i = 0; i < 4; i++) {
		answers(m, 400, 20, 0);
		m->cs.views.v[m->cs.views.n - 1].conn->server.port = 9100;
	}
}

static void
slow_answers_now_and_then(struct made *m)
{
	answers(m, 4, 800, 3600);
}

static void
stalls(struct made *m, uint64_t n, int64_t each_ms)
{
	struct conn *c = made_conn(m);
	struct half *h = &c->half[C2S];

	h->unique_bytes = n * 600;
	h->data_packets = 2 * n;
	c->half[S2C].unique_bytes = n * 400;
	h->nagle_stalls = n;
	h->nagle_stall_ns = (int64_t)n * each_ms * MADE_MS;
	made_charge(c, ACCOUNT_DELAYED_ACK, h->nagle_stall_ns);
}

static void
stalls_of_nagle(struct made *m)
{
	stalls(m, 50, 45);
}

static void
stalls_of_a_moment(struct made *m)
{
	stalls(m, 50, 10);
}

static void
two_stalls(struct made *m)
{
	stalls(m, 2, 45);
}

static void
late_originals(struct made *m)
{
	struct half *h = &made_conn(m)->half[S2C];

	h->out_of_order = 100;
	h->unneeded = h->retransmissions = 12;
	m->cs.views.v[0].conn->half[C2S].dsacks = 12;
	made_charge(m->cs.views.v[0].conn, ACCOUNT_REORDERING, 300 * MADE_MS);
}

static void
late_between_processors(struct made *m)
{
	late_originals(m);
	m->cs.views.v[0].conn->ledger.ns[ACCOUNT_REORDERING] = 470 * NS_PER_US;
}

static void
flat_for_a_moment(struct made *m)
{
	struct conn *c = made_conn(m);

	c->last_ns = 40 * MADE_MS;
	memset(c->ledger.ns, 0, sizeof c->ledger.ns);
	c->ledger.ns[ACCOUNT_SEND_BUFFER] = 30 * MADE_MS;
	c->ledger.ns[ACCOUNT_CONGESTION_WINDOW] = 10 * MADE_MS;
	c->half[S2C].rtt.min_ns = 170 * NS_PER_US;
}

static void
probes_against_delayed_acks(struct made *m)
{
	struct half *h = &made_conn(m)->half[S2C];

	h->unneeded = h->retransmissions = h->tlp = 9;
	m->cs.views.v[0].conn->half[C2S].dsacks = 9;
}

static void
resets(struct made *m, enum reset_kind kind, uint8_t ttl)
{
	for (unsigned i = 0; i < 5; i++) {
		struct half *h = &made_conn(m)->half[S2C];

		h->resets = 1;
		h->reset_kind = (uint8_t)kind;
		h->reset_packet = 9;
		h->reset_ttl = ttl;
	}
}

static void
closed_with_unread_data(struct made *m)
{
	resets(m, RESET_UNREAD_DATA, 64);
}

/* Two megabytes through a window of 100 kB, and nothing said for a second. */
static void
speed_test_that_ends(struct made *m)
{
	resets(m, RESET_UNREAD_DATA, 64);
	for (size_t i = 0; i < m->cs.views.n; i++) {
		struct conn *c = m->cs.views.v[i].conn;
		struct half *h = &c->half[c->half[S2C].resets ? S2C : C2S];
		struct half *peer = &c->half[c->half[S2C].resets ? C2S : S2C];

		h->window_max_bytes = 100000;
		h->last_data_ns = TIME_NONE;
		h->reset_ns = c->last_ns;
		peer->unique_bytes = 2000000;
	}
}

static void
forged_resets(struct made *m)
{
	resets(m, RESET_UNREAD_DATA, 121);
}

static void
resets_after_the_end(struct made *m)
{
	resets(m, RESET_AFTER_DONE, 64);
}

static struct conn *
only_syns(struct made *m, enum opening opening, uint32_t syns)
{
	struct conn *c = made_conn(m);

	c->handshake = HANDSHAKE_PARTIAL;
	c->opening = (uint8_t)opening;
	c->syns = syns;
	c->syn_acks = opening == OPENING_HALF;
	c->handshake_ack_ns = TIME_NONE;
	memset(c->ledger.ns, 0, sizeof c->ledger.ns);
	c->last_ns = ((INT64_C(1) << (syns - 1)) - 1) * NS_PER_S;
	c->ledger.ns[ACCOUNT_HANDSHAKE] = c->last_ns;
	c->half[C2S].packets = syns;
	c->half[C2S].pure_acks = 0;
	c->half[S2C].packets = c->syn_acks;
	c->half[S2C].unique_bytes = c->half[S2C].bytes = c->half[S2C].data_packets = 0;
	c->half[S2C].rtt.samples = c->half[S2C].rtt.loaded_samples = 0;
	return c;
}

static void
refused(struct made *m)
{
	for (unsigned i = 0; i < 10; i++) {
		struct conn *c = only_syns(m, OPENING_REFUSED, 1);

		c->half[S2C].resets = c->half[S2C].packets = 1;
		c->half[S2C].reset_kind = RESET_REFUSED;
	}
}

static void
one_refused_of_many(struct made *m)
{
	only_syns(m, OPENING_REFUSED, 1)->half[S2C].reset_kind = RESET_REFUSED;
	for (unsigned i = 0; i < 200; i++)
		made_conn(m);
}

static void
syns_that_vanish(struct made *m)
{
	only_syns(m, OPENING_UNANSWERED, 5);
}

static void
syns_that_vanish_beside_others(struct made *m)
{
	only_syns(m, OPENING_UNANSWERED, 3);
	many_healthy(m);
}

static void
syn_at_the_end_of_the_capture(struct made *m)
{
	only_syns(m, OPENING_UNANSWERED, 1);
}

static void
syn_answered_in_another_capture(struct made *m)
{
	struct conn *other;

	only_syns(m, OPENING_UNANSWERED, 5);
	other = only_syns(m, OPENING_HALF, 5);
	m->cs.incidents--;
	m->cs.views.v[1].incident = 0;
	other->client = m->cs.views.v[0].conn->client;
}

static void
flood(struct made *m)
{
	for (unsigned i = 0; i < 400; i++)
		only_syns(m, OPENING_HALF, 1);
	made_conn(m);
}

static void
syn_acks_lost(struct made *m)
{
	for (unsigned i = 0; i < 40; i++)
		only_syns(m, OPENING_HALF, 4);
}

static void
not_accepted(struct made *m)
{
	for (unsigned i = 0; i < 4; i++) {
		struct conn *c = made_conn(m);

		c->syn_acks = 4;
		c->syn_acks_after_ack = 3;
		c->data_before_accept_repeats = 3;
		c->last_syn_ack_ns = 7 * (int64_t)NS_PER_S;
		made_charge(c, ACCOUNT_HANDSHAKE, 7 * (int64_t)NS_PER_S);
	}
}

static void
syns_let_pass(struct made *m)
{
	for (unsigned i = 0; i < 6; i++) {
		struct conn *c = made_conn(m);

		c->syns = 2;
		c->syn_ack_ns = 1020 * MADE_MS;
	}
}

/* A path loses SYNs of all services alike. */
static void
syns_lost_everywhere(struct made *m)
{
	for (unsigned i = 0; i < 200; i++) {
		struct conn *c = made_conn(m);

		c->vantage = VANTAGE_BETWEEN;
		c->server.port = (uint16_t)(8000 + i % 10);
		if (i % 7)
			continue;
		c->syns = 2;
		c->syn_ack_ns = 1020 * MADE_MS;
		c->syn_acks = 2;
		c->syn_acks_after_ack = 1;
		c->data_before_accept_repeats = 1;
	}
}

static void
peers_gone(struct made *m, int64_t ago_ms, bool closes)
{
	for (unsigned i = 0; i < 12; i++) {
		struct conn *c = made_conn(m);

		c->half[C2S].fins = 1;
		c->half[C2S].fin_ns = c->last_ns;
		c->half[C2S].state = closes ? TCP_TIME_WAIT : TCP_FIN_WAIT_2;
		c->half[S2C].fins = closes;
		c->half[S2C].state = closes ? TCP_CLOSED : TCP_CLOSE_WAIT;
	}
	m->cs.inputs.v[0].capture.last_ns = m->cs.views.v[0].conn->last_ns + ago_ms * MADE_MS;
}

static void
fins_never_answered(struct made *m)
{
	peers_gone(m, 60000, false);
}

static void
fins_at_the_end_of_the_capture(struct made *m)
{
	peers_gone(m, 20, false);
}

static void
fins_answered(struct made *m)
{
	peers_gone(m, 60000, true);
}

static void
one_direction(struct made *m)
{
	struct conn *c = made_conn(m);

	memset(&c->half[S2C], 0, sizeof c->half[S2C]);
	c->half[S2C].acked_unseen_bytes = 2500000;
	c->half[S2C].first_data_ns = c->half[S2C].last_data_ns = TIME_NONE;
}

static void
large_segments(struct made *m)
{
	struct half *h = &made_conn(m)->half[S2C];

	h->over_mss = 190;
	h->data_packets = 200;
}

/* ---- texts ---- */

#define COUNTERS(lines) "$ nstat -asz\n#kernel\n" lines
#define FULL_BUFFER                                                                       \
	"$ ss -tanim\n" HEADINGS "ESTAB 39096 0 192.0.2.10:60192 198.51.100.20:8080\n\t " \
	"skmem:(r62208,rb65536,t0,tb46080,f3328,w0,o0,bl0,d1) cubic wscale:10,7 rto:224 " \
	"rtt:20.188/7.603 mss:1448 cwnd:10 bytes_received:318145 lastsnd:476 lastrcv:12 " \
	"lastack:12 rcv_rtt:20 minrtt:20.091\n"
#define ROW(details)                                                                    \
	"$ ss -tin\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n" \
	"ESTAB 0 300000 192.0.2.5:443 198.51.100.9:40001\n\t " details "\n"

#define CLOSE_WAIT_ROWS                                      \
	"CLOSE-WAIT 0 0 192.0.2.5:8080 198.51.100.9:40001\n" \
	"CLOSE-WAIT 0 0 192.0.2.5:8080 198.51.100.9:40002\n" \
	"CLOSE-WAIT 0 0 192.0.2.5:8080 198.51.100.9:40003\n" \
	"CLOSE-WAIT 0 0 192.0.2.5:8080 198.51.100.9:40004\n"
#define HEADINGS "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n"

#define HALF_CLOSED(port)                                                                  \
	"CLOSE-WAIT 0 20000 192.0.2.5:3000 198.51.100.9:" port                             \
	"\n\t cubic wscale:10,10 rto:232 rtt:30.9/2.3 mss:1448 cwnd:28 bytes_sent:520000 " \
	"bytes_acked:500000 bytes_received:9 lastsnd:12 lastrcv:21216 lastack:80 unacked:14\n"

static const struct row rows[] = {
	{ "healthy", FINDS, "a transfer", NULL, healthy_transfer },
	{ "healthy", FINDS, "twenty transfers", NULL, many_healthy },
	{ "healthy", FINDS, "quiet counters",
	  COUNTERS("TcpActiveOpens 12 0.0\nTcpOutSegs 4000 0.0\nTcpRetransSegs 1 0.0\n"), NULL },
	{ "healthy", FINDS, "a flight that stands still for 30 ms", NULL, flat_for_a_moment },
	{ "healthy", NOT, "single losses", NULL, single_losses },
	{ "healthy", NOT, "refused", NULL, refused },

	{ "random-loss-long-rtt", FINDS, "single losses at 150 ms", NULL, single_losses },
	{ "random-loss-long-rtt", NOT, "losses in runs", NULL, losses_in_runs },
	{ "random-loss-long-rtt", NOT, "losses in a queue", NULL, losses_in_a_queue },
	{ "random-loss-long-rtt", NOT, "a sender that is blind to loss", NULL,
	  losses_that_a_blind_sender_ignores },
	{ "random-loss-long-rtt", NOT, "one loss", NULL, one_loss },
	{ "random-loss-long-rtt", NOT, "a short path", NULL, losses_on_a_short_path },
	{ "random-loss-long-rtt", FINDS, "a row: cubic, 2 % at 180 ms",
	  ROW("cubic wscale:7,7 rto:390 rtt:180/26 mss:1448 cwnd:14 ssthresh:10 "
	      "bytes_sent:2200000 bytes_acked:2100000 busy:9000ms retrans:0/30 minrtt:150"),
	  NULL },
	{ "random-loss-long-rtt", NOT, "a row: bbr",
	  ROW("bbr wscale:7,7 rto:390 rtt:180/26 mss:1448 cwnd:300 bytes_sent:2200000 "
	      "bytes_acked:2100000 busy:9000ms retrans:0/30 minrtt:150"),
	  NULL },
	{ "random-loss-long-rtt", NOT, "a row: held by the peer's window",
	  ROW("cubic wscale:7,7 rto:390 rtt:180/26 mss:1448 cwnd:14 ssthresh:10 "
	      "bytes_sent:2200000 bytes_acked:2100000 busy:9000ms rwnd_limited:8000ms(88.9%) "
	      "retrans:0/30 minrtt:150"),
	  NULL },
	{ "random-loss-long-rtt", NOT, "a row: a queue",
	  ROW("cubic wscale:7,7 rto:900 rtt:700/26 mss:1448 cwnd:14 ssthresh:10 "
	      "bytes_sent:2200000 bytes_acked:2100000 busy:9000ms retrans:0/30 minrtt:50"),
	  NULL },
	{ "random-loss-long-rtt", NOT, "a row: a slow link's own queue",
	  ROW("cubic wscale:10,10 rto:276 rtt:72/4 mss:1448 cwnd:12 ssthresh:10 "
	      "bytes_sent:1115464 bytes_acked:1080000 data_segs_out:770 busy:4540ms "
	      "unacked:12 retrans:0/9 minrtt:40.4"),
	  NULL },
	{ "random-loss-long-rtt", NOT, "counters alone: single fast repairs",
	  COUNTERS("TcpRetransSegs 30 0.0\nTcpOutSegs 2500 0.0\nTcpExtTCPOrigDataSent 2400 0.0\n"
		   "TcpExtTCPFastRetrans 28 0.0\nTcpExtTCPSackRecovery 24 0.0\n"),
	  NULL },
	{ "random-loss-long-rtt", KEEPS, "counters, twice",
	  "### 10:00:00.000  $ nstat -asz\n#kernel\nTcpRetransSegs 0 0.0\nTcpOutSegs 100 0.0\n"
	  "TcpExtTCPOrigDataSent 50 0.0\nTcpExtTCPFastRetrans 0 0.0\nTcpExtTCPSackRecovery 0 "
	  "0.0\n\n### 10:01:00.000  $ nstat -asz\n#kernel\nTcpRetransSegs 30 0.0\nTcpOutSegs "
	  "2600 0.0\nTcpExtTCPOrigDataSent 2450 0.0\nTcpExtTCPFastRetrans 28 0.0\n"
	  "TcpExtTCPSackRecovery 24 0.0\n",
	  NULL },
	{ "random-loss-long-rtt", KEEPS, "counters, and rows of a long path",
	  "$ ss -tin\n" HEADINGS
	  "ESTAB 0 0 192.0.2.5:443 198.51.100.9:40001\n\t cubic rtt:160/8 mss:1448 cwnd:10 "
	  "minrtt:155\n\n" COUNTERS(
		  "TcpRetransSegs 30 0.0\nTcpOutSegs 2500 0.0\nTcpExtTCPOrigDataSent 2400 0.0\n"
		  "TcpExtTCPFastRetrans 28 0.0\nTcpExtTCPSackRecovery 24 0.0\n"),
	  NULL },
	{ "random-loss-long-rtt", NOT, "counters: large recoveries",
	  COUNTERS("TcpRetransSegs 99 0.0\nTcpOutSegs 3500 0.0\nTcpExtTCPOrigDataSent 3454 0.0\n"
		   "TcpExtTCPFastRetrans 99 0.0\nTcpExtTCPSackRecovery 22 0.0\n"),
	  NULL },

	{ "bufferbloat", FINDS, "a deep queue", NULL, deep_queue },
	{ "bufferbloat", NOT, "one BDP of queue", NULL, queue_of_one_bdp },
	{ "bufferbloat", NOT, "a spike of delay", NULL, spike_of_delay },
	{ "bufferbloat", FINDS, "a row: rtt 400, minrtt 30",
	  ROW("cubic wscale:7,7 rto:620 rtt:400/16 mss:1448 cwnd:150 bytes_sent:8000000 "
	      "bytes_acked:7800000 delivery_rate 4000000bps busy:9000ms unacked:140 minrtt:30"),
	  NULL },
	{ "bufferbloat", NOT, "a row: one sample of seconds",
	  ROW("cubic wscale:7,7 rto:5332 rtt:669.873/1165.47 mss:1448 cwnd:61 bytes_sent:8000000 "
	      "bytes_acked:7800000 busy:5960ms unacked:61 minrtt:30.845"),
	  NULL },
	{ "bufferbloat", NOT, "a row: rtt 60, minrtt 40",
	  ROW("cubic wscale:7,7 rto:260 rtt:60/16 mss:1448 cwnd:150 bytes_sent:8000000 "
	      "bytes_acked:7800000 delivery_rate 4000000bps busy:9000ms unacked:140 minrtt:40"),
	  NULL },

	{ "receive-window-limited", FINDS, "a small window", NULL, small_receive_window },
	{ "receive-window-limited", NOT, "a window that opens", NULL, window_that_opens },
	{ "receive-window-limited", NOT, "no window scale", NULL, window_without_scaling },
	{ "receive-window-limited", FINDS, "a row: 88 % rwnd_limited",
	  ROW("cubic wscale:1,7 rto:310 rtt:105/9 mss:1448 cwnd:124 bytes_sent:2273360 "
	      "bytes_acked:2209648 busy:4190ms rwnd_limited:3670ms(87.6%) unacked:45 minrtt:100"),
	  NULL },
	{ "receive-window-limited", NOT, "a row: 12 % rwnd_limited",
	  ROW("cubic wscale:7,7 rto:310 rtt:105/9 mss:1448 cwnd:124 bytes_sent:2273360 "
	      "bytes_acked:2209648 busy:3180ms rwnd_limited:390ms(12.3%) unacked:45 minrtt:100"),
	  NULL },

	{ "zero-window-stall", FINDS, "a reader that stops", NULL, reader_that_stops },
	{ "zero-window-stall", NOT, "shut for 30 ms", NULL, window_shut_for_a_moment },
	{ "zero-window-stall", FINDS, "a reader that lags", NULL, reader_that_lags },
	{ "receive-window-limited", NOT, "a reader that lags", NULL, reader_that_lags },
	{ "zero-window-stall", FINDS, "rows: full at two looks", FULL_BUFFER FULL_BUFFER, NULL },
	{ "zero-window-stall", NOT, "a row: full at one look", FULL_BUFFER, NULL },
	{ "zero-window-stall", FINDS, "a row: persist timer",
	  "$ ss -tano\n" HEADINGS
	  "ESTAB 0 90000 192.0.2.5:443 198.51.100.9:40001 timer:(persist,2.300ms,4)\n",
	  NULL },
	{ "zero-window-stall", NOT, "a row: retransmission timer",
	  "$ ss -tano\n" HEADINGS
	  "ESTAB 0 90000 192.0.2.5:443 198.51.100.9:40001 timer:(on,230ms,0)\n",
	  NULL },

	{ "application-limited", FINDS, "a stream with pauses", NULL, stream_with_pauses },
	{ "application-limited", NOT, "keys typed", NULL, keys_typed },
	{ "application-limited", NOT, "one pause", NULL, one_pause },

	{ "server-think-time", FINDS, "800 ms for each answer", NULL, slow_answers },
	{ "server-think-time", FINDS, "a quick service beside it", NULL,
	  slow_answers_beside_quick_ones },
	{ "server-think-time", NOT, "20 ms for each answer", NULL, quick_answers },
	{ "server-think-time", NOT, "asked now and then", NULL, slow_answers_now_and_then },

	{ "nagle-delayed-ack", FINDS, "fifty stalls of 45 ms", NULL, stalls_of_nagle },
	{ "nagle-delayed-ack", NOT, "stalls of 10 ms", NULL, stalls_of_a_moment },
	{ "nagle-delayed-ack", NOT, "two stalls", NULL, two_stalls },

	{ "reordering", FINDS, "late originals", NULL, late_originals },
	{ "reordering", NOT, "from processor to processor: 470 us in all", NULL,
	  late_between_processors },
	{ "reordering", NOT, "a row: a neighbour",
	  ROW("cubic wscale:7,7 rtt:0.17/0.02 mss:1448 cwnd:90 ssthresh:80 data_segs_out:72500 "
	      "bytes_acked:90000000 retrans:0/399 dsack_dups:399 reordering:183"),
	  NULL },
	{ "reordering", NOT, "probes against delayed ACKs", NULL, probes_against_delayed_acks },
	{ "reordering", NOT, "single losses", NULL, single_losses },
	{ "reordering", FINDS, "counters",
	  COUNTERS("TcpRetransSegs 15 0.0\nTcpExtTCPOrigDataSent 2072 0.0\n"
		   "TcpExtTCPSACKReorder 969 0.0\nTcpExtTCPDSACKRecv 15 0.0\n"),
	  NULL },
	{ "reordering", NOT, "a row: reordering 12, loss beside it",
	  ROW("cubic wscale:7,7 rtt:40/9 mss:1448 cwnd:11 ssthresh:8 bytes_sent:9000000 "
	      "bytes_acked:9000000 retrans:0/214 reordering:12"),
	  NULL },

	{ "reset-with-unread-data", FINDS, "five of them", NULL, closed_with_unread_data },
	{ "reset-with-unread-data", NOT, "a speed test that ends", NULL, speed_test_that_ends },
	{ "reset-with-unread-data", NOT, "another TTL", NULL, forged_resets },
	{ "reset-with-unread-data", NOT, "after both FINs", NULL, resets_after_the_end },
	{ "reset-with-unread-data", NOT, "counters of a client that gave up",
	  COUNTERS("TcpActiveOpens 5 0.0\nTcpPassiveOpens 0 0.0\nTcpExtTCPAbortOnClose 4 0.0\n"),
	  NULL },
	{ "reset-with-unread-data", KEEPS, "counters",
	  COUNTERS("TcpPassiveOpens 9 0.0\nTcpExtTCPAbortOnClose 5 0.0\n"), NULL },

	{ "connection-refused", FINDS, "ten of ten", NULL, refused },
	{ "connection-refused", NOT, "one of two hundred", NULL, one_refused_of_many },
	{ "connection-refused", FINDS, "counters",
	  COUNTERS("TcpActiveOpens 10 0.0\nTcpAttemptFails 10 0.0\nTcpExtTCPSynRetrans 0 0.0\n"),
	  NULL },
	{ "connection-refused", NOT, "counters: with SYNs sent again",
	  COUNTERS("TcpActiveOpens 10 0.0\nTcpAttemptFails 10 0.0\nTcpExtTCPSynRetrans 60 0.0\n"),
	  NULL },

	{ "syn-blackholed", FINDS, "five SYNs", NULL, syns_that_vanish },
	{ "syn-blackholed", NOT, "others get through", NULL, syns_that_vanish_beside_others },
	{ "syn-blackholed", NOT, "the capture ends", NULL, syn_at_the_end_of_the_capture },
	{ "syn-blackholed", NOT, "answered, as the other capture shows", NULL,
	  syn_answered_in_another_capture },
	{ "syn-blackholed", NOT, "refused", NULL, refused },

	{ "syn-flood-absorbed", FINDS, "four hundred silent ones", NULL, flood },
	{ "syn-flood-absorbed", NOT, "clients that repeat their SYN", NULL, syn_acks_lost },
	{ "syn-flood-absorbed", FINDS, "cookies: 41,827 sent, 312 back",
	  COUNTERS("TcpExtSyncookiesSent 41827 0.0\nTcpExtSyncookiesRecv 312 0.0\n"), NULL },
	{ "syn-flood-absorbed", NOT, "cookies: most came back",
	  COUNTERS("TcpExtSyncookiesSent 31 0.0\nTcpExtSyncookiesRecv 248 0.0\n"), NULL },

	{ "accept-queue-overflow", FINDS, "SYN-ACK again after the ACK", NULL, not_accepted },
	{ "accept-queue-overflow", FINDS, "SYNs let pass at the server", NULL, syns_let_pass },
	{ "accept-queue-overflow", NOT, "SYNs of all services lost", NULL, syns_lost_everywhere },
	{ "accept-queue-overflow", NOT, "SYN-ACKs lost", NULL, syn_acks_lost },
	{ "accept-queue-overflow", NOT, "transfers", NULL, many_healthy },
	{ "accept-queue-overflow", FINDS, "a full queue and its counters",
	  "$ ss -ltn\n" HEADINGS "LISTEN 6 5 192.0.2.5:8080 0.0.0.0:*\n\n" COUNTERS(
		  "TcpPassiveOpens 30 0.0\nTcpExtListenOverflows 28 0.0\n"
		  "TcpExtListenDrops 28 0.0\n"),
	  NULL },
	{ "accept-queue-overflow", NOT, "drops without overflows",
	  COUNTERS("TcpPassiveOpens 30 0.0\nTcpExtListenOverflows 0 0.0\n"
		   "TcpExtListenDrops 1365 0.0\nTcpExtTCPReqQFullDrop 1365 0.0\n"),
	  NULL },

	{ "close-wait-leak", FINDS, "FINs never answered", NULL, fins_never_answered },
	{ "close-wait-leak", NOT, "the capture ends", NULL, fins_at_the_end_of_the_capture },
	{ "close-wait-leak", NOT, "FINs answered", NULL, fins_answered },
	{ "close-wait-leak", NOT, "half-closed by their peers, and sent to",
	  "### 22:57:23.458  $ ss -tni\n" HEADINGS HALF_CLOSED("35764") HALF_CLOSED("35778")
		  HALF_CLOSED("35762") "\n### 22:57:43.458  $ ss -tni\n" HEADINGS HALF_CLOSED(
			  "35764") HALF_CLOSED("35778") HALF_CLOSED("35762"),
	  NULL },
	{ "close-wait-leak", FINDS, "9,820 of 22,203",
	  "$ ss -tan state established | wc -l\n12384\n$ ss -tan state close-wait | wc -l\n9821\n",
	  NULL },
	{ "close-wait-leak", NOT, "two",
	  "$ ss -tan\n" HEADINGS "CLOSE-WAIT 0 0 192.0.2.5:8080 198.51.100.9:40001\n"
	  "CLOSE-WAIT 0 0 192.0.2.5:8080 198.51.100.9:40002\n"
	  "ESTAB 0 0 192.0.2.5:8080 198.51.100.9:40003\n",
	  NULL },
	{ "close-wait-leak", FINDS, "the same ones half a minute later",
	  "### 10:00:01.000  $ ss -tan\n" HEADINGS CLOSE_WAIT_ROWS
	  "\n### 10:00:31.000  $ ss -tan\n" HEADINGS CLOSE_WAIT_ROWS
	  "CLOSE-WAIT 0 0 192.0.2.5:8080 198.51.100.9:40005\n"
	  "CLOSE-WAIT 0 0 192.0.2.5:8080 198.51.100.9:40006\n"
	  "CLOSE-WAIT 0 0 192.0.2.5:8080 198.51.100.9:40007\n",
	  NULL },

	{ "time-wait-normal", FINDS, "most of the table",
	  "$ ss -tan | awk '{print $1}' | sort | uniq -c\n"
	  "    400 TIME-WAIT\n      1 LISTEN\n      1 State\n     20 ESTAB\n",
	  NULL },
	{ "time-wait-normal", NOT, "beside what matters",
	  "$ ss -tan state established | wc -l\n12384\n$ ss -s\n"
	  "TCP:   23552 (estab 12384, closed 8920, orphaned 2, timewait 1247)\n",
	  NULL },

	{ "capture-one-sided", FINDS, "no packet of the server", NULL, one_direction },
	{ "capture-one-sided", NOT, "both sides", NULL, many_healthy },

	{ "capture-offload", KEEPS, "large segments", NULL, large_segments },
	{ "capture-offload", NOT, "segments of one MSS", NULL, healthy_transfer },
};

/* Cases of a group of rules may stand in a header of their own. */
static const struct {
	const struct row *rows;
	size_t n;
} groups[] = {
	{ rows, COUNT_OF(rows) },
	{ closing_rows, COUNT_OF(closing_rows) },
	{ rate_rows, COUNT_OF(rate_rows) },
	{ path_rows, COUNT_OF(path_rows) },
	{ opening_rows, COUNT_OF(opening_rows) },
};

/* All of them in a row; NULL behind the last. */
static const struct row *
row_at(size_t i)
{
	for (size_t g = 0; g < COUNT_OF(groups); i -= groups[g++].n)
		if (i < groups[g].n)
			return &groups[g].rows[i];
	return NULL;
}

static struct diagnosis *
judge_row(struct made *m, const struct row *r)
{
	if (r->text)
		made_text(m, "made.txt", r->text);
	else
		r->make(m);
	/* what was read has its connections from case_finish */
	return m->cs.views.n ? made_judge(m) : made_judge_texts(m);
}

static double
sureness(const struct diagnosis *d, const char *id)
{
	const struct finding *f = made_found(d, id);

	return f ? f->confidence : 0;
}

static bool
is_benign(const char *id)
{
	return strncmp(id, "capture-", 8) == 0 || strcmp(id, "time-wait-normal") == 0;
}

static bool
as_wanted(const struct row *r, const struct diagnosis *d)
{
	bool verdict = strcmp(d->verdict->id, r->id) == 0;
	double sure = sureness(d, r->id);

	switch (r->want) {
	case FINDS:
		return verdict && sure >= 0.5;
	case KEEPS: /* a benign one is mentioned, also below a verdict */
		return sure >= (is_benign(r->id) ? 0.3 : 0.5);
	case NOT:
		break;
	}
	return sure < 0.5; /* a suspicion is said as one */
}

static void
rules_find_and_do_not(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; row_at(i); i++) {
		const struct row *r = row_at(i);
		struct diagnosis *d;
		struct made m;

		made_init(&m);
		d = judge_row(&m, r);
		if (!as_wanted(r, d)) {
			failed++;
			print_message("%s, %s: %.2f, the verdict is %s %.2f\n", r->id, r->name,
				      sureness(d, r->id), d->verdict->id, d->verdict->confidence);
		}
		made_fini(&m);
	}
	assert_int_equal(failed, 0);
}

static void
every_rule_is_tried_both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < rule_count(); i++) {
		bool finds = false, does_not = false;

		for (size_t j = 0; row_at(j); j++)
			if (strcmp(row_at(j)->id, rule_id(i)) == 0) {
				finds |= row_at(j)->want != NOT;
				does_not |= row_at(j)->want == NOT;
			}
		if (!finds || !does_not)
			fail_msg("%s lacks a case that %s", rule_id(i),
				 finds ? "it must not find" : "it must find");
	}
}

/* What is the verdict has all its words, and a reason against each rival. */
static void
verdicts_have_their_words(void **state)
{
	(void)state;
	for (size_t i = 0; row_at(i); i++) {
		const struct row *r = row_at(i);
		const struct finding *v;
		struct made m;

		if (r->want != FINDS)
			continue;
		made_init(&m);
		v = judge_row(&m, r)->verdict;
		if (!v->summary.n || !v->fix.action.n || !v->expect.text.n || !v->verify.n)
			fail_msg("%s, %s: words are missing", r->id, r->name);
		if (!v->evidence.n && strcmp(r->id, "healthy") != 0)
			fail_msg("%s, %s: no evidence is named", r->id, r->name);
		if (!v->benign && v->fix.scope == SCOPE_NONE)
			fail_msg("%s, %s: the fix has no scope", r->id, r->name);
		for (size_t j = 0; j < v->rules_out.n; j++)
			if (!v->rules_out.v[j].because.n)
				fail_msg("%s, %s: no reason against %s", r->id, r->name,
					 v->rules_out.v[j].id);
		made_fini(&m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_find_and_do_not),
		cmocka_unit_test(every_rule_is_tried_both_ways),
		cmocka_unit_test(verdicts_have_their_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
