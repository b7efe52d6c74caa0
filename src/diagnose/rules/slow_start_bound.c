/*
 * slow-start-bound: the transfer ends before the window is open.
 *
 * A new connection begins with ten segments and doubles them each round trip (RFC
 * 6928; RFC 5681, 3.1): S bytes take about log2(S / initial window) round trips,
 * whatever the bandwidth. That is how TCP works, and trouble only where many short
 * transfers pay for it on a long path. Told by: nothing lost, no window of the
 * receiver, no queue, and most of the time the sender waits for ACKs in slow start.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* Nobody feels less than that for a transfer … */
#define WAIT_NO_S 0.1
#define WAIT_YES_S 0.3
/* … and it must be most of what the transfer took. */
#define SHARE_NO 0.35
#define SHARE_YES 0.65
/* Slow start against a queue is the bottleneck's doing. */
#define QUEUE_NO 2.0
#define QUEUE_YES 1.4
/* The receiver's first window may hold a round of a few; more is its doing. */
#define WINDOW_NO 0.4
#define WINDOW_YES 0.8
#define ROUNDS_MIN 2.0
#define INITIAL_SEGS 10 /* RFC 6928, TCP_INIT_CWND */
/* One transfer may be somebody's only one; a few are a habit. */
#define SURE_ONE 0.48
#define SURE_TWO 0.7
#define SURE_HABIT 0.85
/* Rows of ss. */
#define RTT_NO_S 0.03
#define RTT_YES_S 0.08
#define SHARE_ROWS_NO 0.3
#define SHARE_ROWS_YES 0.6

struct bound {
	double sure, wait_s, rounds, bytes, initial_bytes, rtt_s;
};

static double
habit(uint64_t n)
{
	return n >= 3 ? SURE_HABIT : n == 2 ? SURE_TWO : SURE_ONE;
}

/* ---- packets ---- */

static bool
is_over(const struct flow *w)
{
	return w->me->fins || w->peer->fins || w->me->snd_una >= w->me->snd_max;
}

/* Without rests, thinking and the farewell: what the transfer itself took. */
static double
transfer_s(const struct flow *w)
{
	return ns_to_s(conn_duration_ns(w->conn)) - flow_seconds(w, ACCOUNT_SENDER_IDLE) -
	       flow_seconds(w, ACCOUNT_SERVER_THINKING) - flow_seconds(w, ACCOUNT_CLOSING) -
	       flow_seconds(w, ACCOUNT_HANDSHAKE);
}

/* By what the capture sees of the path; at the receiver it sees no queue. */
static double
fits_no_queue(const struct flow *w)
{
	double loaded_s = ns_to_s(flow_loaded_rtt_ns(w)), path_s = ns_to_s(flow_path_rtt_ns(w));
	double beyond_s = path_s - ns_to_s(w->me->rtt.min_ns);

	return path_s > 0 ? ramp((loaded_s + beyond_s) / path_s, QUEUE_NO, QUEUE_YES) : 0;
}

static void
judge_flow(const struct flow *w, struct bound *b)
{
	const struct mind *m = w->me->mind;
	double segments = flow_mss(w), initial;

	*b = (struct bound){ 0 };
	if (w->conn->handshake != HANDSHAKE_FULL || !m || w->me->loss.segments || !is_over(w) ||
	    (!m->slow_start && m->growth_rounds > 1))
		return;
	initial = m->initial_window_bytes ? (double)m->initial_window_bytes
					  : INITIAL_SEGS * segments;
	*b = (struct bound){
		.wait_s = flow_seconds(w, ACCOUNT_SLOW_START),
		.bytes = (double)w->me->unique_bytes,
		.initial_bytes = initial,
		.rounds = log2(MAX((double)w->me->unique_bytes / initial + 1, 1)),
		.rtt_s = ns_to_s(flow_path_rtt_ns(w)),
	};
	if (b->rounds < ROUNDS_MIN || transfer_s(w) <= 0 || b->wait_s <= 0)
		return;
	b->sure = ramp(b->wait_s, WAIT_NO_S, WAIT_YES_S) *
		  ramp(b->wait_s / transfer_s(w), SHARE_NO, SHARE_YES) * fits_no_queue(w) *
		  (1 - ramp(flow_seconds(w, ACCOUNT_RECEIVE_WINDOW) / b->wait_s, WINDOW_NO,
			    WINDOW_YES));
}

/* ---- words ---- */

static void
advise(const struct endpoint *from, const struct endpoint *to, const struct bound *b,
       struct finding *f)
{
	finding_fix(f, SCOPE_CODE,
		    "Keep connections to %s open and use them again: a window that is open stays "
		    "open, and the handshake is saved as well.",
		    say_endpoint(f, from));
	finding_command(f, "how old are its connections, and how much have they carried?",
			"ss -tin 'sport = :%u'    # at %s", from->port, say_addr(f, &from->addr));
	finding_command(f, "or only towards that peer: a larger first window (there)",
			"ip route replace %s via GATEWAY dev DEV initcwnd 40",
			say_addr(f, &to->addr));
	finding_command(f, "and windows that survive a rest, once connections are kept",
			"sysctl -w net.ipv4.tcp_slow_start_after_idle=0");
	finding_command(f, "for good",
			"echo 'net.ipv4.tcp_slow_start_after_idle = 0' > "
			"/etc/sysctl.d/60-slow-start.conf");
	finding_risk(f, "a large first window is a burst into a path that nobody has measured; a "
			"server that is nearer has no such risk");
	finding_expect(f, "transfer_seconds", b->wait_s + 2 * b->rtt_s, b->rtt_s,
		       "%s in one round trip of %.0f ms on a connection with an open window, "
		       "instead of about %.0f of them and one for the handshake.",
		       say_bytes(f, b->bytes), b->rtt_s * 1000, ceil(b->rounds));
	finding_verify(f, "curl -o /dev/null -sw '%%{time_connect} %%{time_total}\\n' URL URL    # "
			  "the second one, on the same connection");
	finding_refuse(f, "More bandwidth: the path is empty most of the time.");
	finding_refuse(f,
		       "Another congestion control: BBR and CUBIC both double from ten segments.");
}

static void
say_flow(const struct flow *w, const struct bound *b, uint64_t n, struct finding *f)
{
	struct endpoint from = flow_sender(w), to = flow_receiver(w);

	finding_say(f,
		    "Transfers from %s end before their window is open: %s take about %.0f round "
		    "trips of %.0f ms from a first window of %s.",
		    say_endpoint(f, &from), say_bytes(f, b->bytes), ceil(b->rounds),
		    b->rtt_s * 1000, say_bytes(f, b->initial_bytes));
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_SLOW_START),
		     "%s of %s the sender waited for ACKs while its window still doubled",
		     say(f, "%.2f s", b->wait_s), say_time(f, conn_duration_ns(w->conn)));
	finding_seen(f, w->view, 0, "log2(%s / %s) = %.1f rounds, %s in slow start",
		     say_bytes(f, b->bytes), say_bytes(f, b->initial_bytes), b->rounds,
		     say_things(f, w->me->mind->slow_start_rounds, "was", "were"));
	if (n > 1)
		finding_seen(f, w->view, 0, "the same on %s",
			     say_things(f, n, "connection", "connections"));
	finding_not(f, "random-loss-long-rtt", "no segment was lost");
	finding_not(f, "bufferbloat", "the RTT does not grow with the flight");
	finding_not(f, "policer", "nothing was dropped");
	finding_not(f, "receive-window-limited", "the receiver's window was never full for long");
	finding_not(f, "server-think-time", "the wait is within the answer, not before it");
	advise(&from, &to, b, f);
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 }, best = { 0 };
	struct bound b, best_b = { 0 };
	uint64_t n = 0, transfers = 0;

	while (flow_next(cs, &w)) {
		judge_flow(&w, &b);
		n += b.sure >= 0.5;
		/* beside it others that are as large and open fast are a contradiction */
		transfers += w.me->unique_bytes > INITIAL_SEGS * 2 * (uint64_t)flow_mss(&w);
		if (b.sure >= 0.5)
			finding_harm(f, w.view, b.wait_s, w.me->unique_bytes);
		if (b.sure <= best_b.sure)
			continue;
		best = w;
		best_b = b;
	}
	if (best_b.sure <= 0) {
		if (cs->incidents)
			finding_not(f, "slow-start-bound",
				    "no transfer spent most of its time in slow start");
		return;
	}
	finding_sure(f, best_b.sure * habit(n) *
				ramp((double)n / (double)MAX(transfers, 1), 0.02, 0.2));
	if (f->confidence > 0)
		say_flow(&best, &best_b, n, f);
}

/* ---- rows of ss ---- */

/* Still in slow start (no ssthresh), the window full, more waiting, and young. */
static double
judge_sock(const struct sock *s)
{
	double carried = (double)MAX(s->bytes_sent, s->bytes_acked);

	if (s->state != TCP_ESTABLISHED && s->state != TCP_CLOSE_WAIT && s->state != TCP_FIN_WAIT_1)
		return 0;
	if (!(s->has & SOCK_CWND) || (s->has & SOCK_SSTHRESH) || (s->has & SOCK_RETRANS) ||
	    !(s->has & SOCK_UNACKED) || !(s->has & SOCK_RTT) || !s->cwnd_segs)
		return 0;
	if ((s->has & SOCK_RWND_LIMITED) || (s->has & SOCK_SNDBUF_LIMITED))
		return 0;
	return ramp(ns_to_s(s->rtt_ns), RTT_NO_S, RTT_YES_S) *
	       ramp((double)s->unacked / s->cwnd_segs, 0.7, 0.95) *
	       /* eight rounds of doubling are a megabyte and more: no short transfer */
	       (1 - ramp(carried / ((double)MAX(s->mss, 536) * INITIAL_SEGS), 64, 256));
}

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	const struct sock *best = NULL;
	uint8_t key[FOUR_BYTES];
	uint64_t n = 0, busy = 0;
	double best_sure = 0;
	struct map seen, wire;

	map_init(&seen, f->arena);
	wire_map_init(&wire, f->arena, cs);
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];
		double sure = judge_sock(s);
		void **place;

		busy += (s->has & SOCK_UNACKED) && s->unacked > 0;
		if (sure < 0.5 || wire_map_covers(&wire, s))
			continue;
		place = map_put(&seen, four_key(key, &s->local, &s->peer));
		n += *place == NULL;
		*place = (void *)(uintptr_t)s;
		if (sure > best_sure) {
			best = s;
			best_sure = sure;
		}
	}
	if (!best || f->summary.n)
		return;
	/* one row is any download that has just begun */
	finding_sure(f,
		     (n >= 3 ? 0.6 : 0.3) * best_sure *
			     ramp((double)n / (double)MAX(busy, 1), SHARE_ROWS_NO, SHARE_ROWS_YES));
	if (f->confidence <= 0)
		return;
	finding_at(f, best->at,
		   "no ssthresh yet, cwnd %u full with %u under way, rtt %s: it is in slow start",
		   best->cwnd_segs, best->unacked, say_time(f, best->rtt_ns));
	finding_say(f,
		    "%s from %s are young and in slow start each time one looks: round trips of "
		    "%.0f ms, not bandwidth, set their time.",
		    say_things(f, n, "connection", "connections"), say_endpoint(f, &best->local),
		    ns_to_s(best->rtt_ns) * 1000);
	finding_not(f, "random-loss-long-rtt", "ss shows no retransmission");
	finding_settle(f, "how long a transfer takes, and in how many rounds",
		       "tcpdump -ni any -s 96 -w x.pcap host %s", say_addr(f, &best->peer.addr));
	advise(&best->local, &best->peer,
	       &(struct bound){ .bytes = (double)best->bytes_acked + (double)best->send_q,
				.rounds = log2((double)best->cwnd_segs / INITIAL_SEGS + 1) + 1,
				.rtt_s = ns_to_s(best->rtt_ns) },
	       f);
	finding_harm_estimated(f, (double)n * 3 * ns_to_s(best->rtt_ns), n, 0);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_socks(cs, f);
}

const struct rule rule_slow_start_bound = {
	.id = "slow-start-bound",
	.title = "the transfer ends before the window is open",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.rivals = { "random-loss-long-rtt", "receive-window-limited", "bufferbloat",
		    "server-think-time", "policer", "connection-churn" },
	.look = look,
};
