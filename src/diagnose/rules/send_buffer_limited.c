/*
 * send-buffer-limited: the socket's send buffer is below the BDP.
 *
 * A sender keeps what it wrote until it is acknowledged. A buffer smaller than what
 * the path holds lets only so much out in each round trip, whatever both windows
 * allow. The kernel accounts for it (sndbuf_limited, tcp_chrono_start), but only
 * while the program sleeps for room with nothing unsent. The state itself tells more:
 * the buffer is full (skmem w at tb), nothing in it is unsent, and the congestion
 * window has room. Auto-tuning keeps tb above twice the window (tcp_sndbuf_expand),
 * so a tb below the window was set by somebody, or is at tcp_wmem's end.
 *
 * Packets show a flight that stands still below both windows with no queue and no
 * loss. A program that paces itself looks alike from far away, so packets alone are
 * sure only where the capture stands at the sender and sees ACKs let data go.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"
#include "predict/predict.h"

/* The kernel's own account, of busy. */
#define LIMITED_NO 0.15
#define LIMITED_YES 0.4
/* A writer is woken when a third of the buffer is free (sk_stream_is_writeable). */
#define FULL_NO 0.5
#define FULL_YES 0.65
/* A buffer that auto-tuning made is twice the window, and a head for each segment more. */
#define TUNED_NO 1.3
#define TUNED_YES 0.9
#define BUSY_NO_S 0.1
#define BUSY_YES_S 0.5
/* On a shorter path any buffer is enough for a while. */
#define RTT_NO_S 0.001
#define RTT_YES_S 0.005
/* Packets: of the connection's life. */
#define SHARE_NO 0.15
#define SHARE_YES 0.35
/* Bursts that its own clock let go, not an ACK: a program or pacing sets the rate. */
#define PACED_NO 0.7
#define PACED_YES 0.4
#define PACED_MIN 8
#define QUEUE_NO 2.0 /* loaded RTT over the shortest: a bottleneck's queue holds it */
#define QUEUE_YES 1.5
/*
 * What waits unsent is filled up to whole segments (tcp_sendmsg appends to the last
 * one), so a small segment in the middle of a transfer says that nothing waited.
 */
#define PARTIAL_NO 0.3 /* of the rounds */
#define PARTIAL_YES 0.6
#define FULL_PER_PARTIAL 3 /* a transfer, not a stream of small writes */
#define HELD_NO 0.4
#define HELD_YES 0.7

struct bound {
	double buffer_bytes, flight_bytes, window_bytes, rtt_s, rate_bps, held_s;
	struct endpoint from, to;
	double sure;
};

/* ---- rows of ss ---- */

static double
by_account(const struct sock *s)
{
	if (!(s->has & SOCK_SNDBUF_LIMITED) || !(s->has & SOCK_BUSY) || s->busy_ns <= 0)
		return 0;
	return 0.9 *
	       ramp((double)s->sndbuf_limited_ns / (double)s->busy_ns, LIMITED_NO, LIMITED_YES) *
	       ramp(ns_to_s(s->sndbuf_limited_ns), BUSY_NO_S, BUSY_YES_S);
}

/* Full, and all of it under way, and the windows would let more out. */
static double
by_state(const struct sock *s, const struct bound *b)
{
	double cwnd = (double)s->cwnd_segs * s->mss, buffer = (double)s->skmem_tb;

	if (!(s->has & SOCK_SKMEM) || !s->skmem_tb || !(s->has & SOCK_CWND) ||
	    !(s->has & SOCK_MSS) || !(s->has & SOCK_UNACKED) || !s->unacked)
		return 0;
	if ((s->has & SOCK_SND_WND) && b->flight_bytes + s->mss > (double)s->snd_wnd_bytes)
		return 0;
	return 0.85 * ramp((double)s->skmem_w / buffer, FULL_NO, FULL_YES) *
	       ramp(buffer / cwnd, TUNED_NO, TUNED_YES) *
	       /* what waits unsent waits for another reason */
	       (1 - ramp((double)s->notsent_bytes / buffer, 0.2, 0.5)) *
	       (1 - ramp(b->flight_bytes / cwnd, 0.9, 1)) * ramp(b->rtt_s, RTT_NO_S, RTT_YES_S) *
	       ((s->has & SOCK_BUSY) ? ramp(ns_to_s(s->busy_ns), BUSY_NO_S, BUSY_YES_S) : 0.8);
}

static double
judge_sock(const struct sock *s, struct bound *b)
{
	if (s->state != TCP_ESTABLISHED && s->state != TCP_CLOSE_WAIT)
		return 0;
	*b = (struct bound){
		.buffer_bytes = (s->has & SOCK_SKMEM) ? (double)s->skmem_tb : 0,
		.flight_bytes = MIN((double)s->unacked * s->mss, (double)s->send_q),
		.window_bytes = (double)s->cwnd_segs * s->mss,
		.rtt_s = (s->has & SOCK_MIN_RTT) ? ns_to_s(s->min_rtt_ns) : ns_to_s(s->rtt_ns),
		.rate_bps = (s->has & SOCK_DELIVERY_RATE) ? (double)s->delivery_rate_bps : NAN,
		.held_s = ns_to_s(s->busy_ns),
		.from = s->local,
		.to = s->peer,
	};
	b->sure = MAX(by_account(s), by_state(s, b));
	return b->sure;
}

/* ---- packets ---- */

static double
fits_ack_clock(const struct flow *w)
{
	const struct mind *m = w->me->mind;

	if (!m)
		return 0;
	if (m->family == CC_BBR)
		return 0.3; /* a flight that stands still is how it works */
	/* from elsewhere a program that paces itself looks the same */
	if (m->paced_of < PACED_MIN)
		return 0.5;
	return ramp(m->paced, PACED_NO, PACED_YES);
}

static double
fits_no_queue(const struct flow *w)
{
	double path_s = ns_to_s(w->me->rtt.min_ns), loaded_s = ns_to_s(flow_loaded_rtt_ns(w));

	/* what the capture does not see of the path has no part in it */
	return path_s > 0.0005 && loaded_s > 0 ? ramp(loaded_s / path_s, QUEUE_NO, QUEUE_YES) : 1;
}

/* What the windows seem to have cost, while there was nothing that they held back. */
static double
waited_s(const struct flow *w)
{
	return flow_seconds(w, ACCOUNT_SEND_BUFFER) + flow_seconds(w, ACCOUNT_CONGESTION_WINDOW);
}

static bool
has_partials(const struct flow *w)
{
	return w->me->mind && w->me->mind->paced_of >= PACED_MIN &&
	       w->me->full_segments > FULL_PER_PARTIAL * w->me->small_segments;
}

/* Nothing waited in the buffer, again and again, and yet an ACK let the next write go. */
static double
by_partials(const struct flow *w)
{
	const struct mind *m = w->me->mind;
	double share = waited_s(w) / MAX(ns_to_s(conn_duration_ns(w->conn)), 0.001);

	if (!has_partials(w))
		return 0;
	return 0.65 *
	       ramp((double)w->me->small_segments / (double)MAX(m->rounds, 1), PARTIAL_NO,
		    PARTIAL_YES) *
	       ramp(share, HELD_NO, HELD_YES) * ramp(waited_s(w), BUSY_NO_S, BUSY_YES_S);
}

static double
judge_flow(const struct flow *w, struct bound *b)
{
	double held_s = flow_seconds(w, ACCOUNT_SEND_BUFFER);
	double loss = flow_loss_rate(w), flat, partial = by_partials(w);

	*b = (struct bound){
		.flight_bytes = (double)w->me->flight_max_bytes,
		.window_bytes = (double)w->peer->window_max_bytes,
		.rtt_s = ns_to_s(flow_path_rtt_ns(w)),
		.rate_bps = flow_goodput_bps(w),
		.held_s = held_s,
		.from = flow_sender(w),
		.to = flow_receiver(w),
	};
	flat = 0.75 * ramp(flow_share(w, ACCOUNT_SEND_BUFFER), SHARE_NO, SHARE_YES) *
	       ramp(held_s, BUSY_NO_S, BUSY_YES_S);
	if (partial > flat)
		b->held_s = waited_s(w);
	/* without the handshake nobody knows how large the receiver's windows are */
	if (w->peer->window_scale_unknown) {
		flat *= 0.55;
		partial *= 0.55;
	}
	b->sure = MAX(flat, partial) * fits_ack_clock(w) * fits_no_queue(w) *
		  ramp(b->rtt_s, RTT_NO_S, RTT_YES_S) * (1 - ramp(loss, 0.002, 0.01));
	return b->sure;
}

/* ---- words ---- */

static void
advise(const struct bound *b, struct finding *f)
{
	finding_fix(f, SCOPE_SOCKET,
		    "At %s stop setting SO_SNDBUF, which turns auto-tuning off, or set it above "
		    "what the path holds; if nobody sets it, raise the largest tcp_wmem.",
		    say_addr(f, &b->from.addr));
	finding_command(f, "does the program set it? (sender)",
			"strace -f -e trace=setsockopt -p PID 2>&1 | grep SO_SNDBUF");
	finding_command(f, "the limit of auto-tuning, for all new sockets of the sender",
			"sysctl -w net.ipv4.tcp_wmem='4096 16384 16777216'");
	finding_command(f, "for good", "sysctl net.ipv4.tcp_wmem > /etc/sysctl.d/60-tcp-wmem.conf");
	finding_risk(f, "more memory for each connection that needs it; a deep buffer also lets a "
			"program write far ahead (bound that with TCP_NOTSENT_LOWAT)");
	if (b->rtt_s > 0 && b->flight_bytes > 0)
		finding_expect(
			f, "goodput_bps", b->rate_bps, NAN,
			"Now about %s in flight in %.1f ms = %s at most. Twice the buffer "
			"gives twice the rate, until a window or the bottleneck is the limit.",
			say_bytes(f, b->flight_bytes), b->rtt_s * 1000,
			say_rate(f, window_rate_bps(b->flight_bytes, b->rtt_s)));
	else
		finding_expect(f, NULL, NAN, NAN,
			       "The flight grows until a window or the bottleneck is the limit.");
	finding_verify(f,
		       "ss -tinm dst %s    # tb grows above twice cwnd x mss; sndbuf_limited "
		       "no longer grows",
		       say_addr(f, &b->to.addr));
	finding_settle(f, "whether the buffer is full (skmem w at tb) while cwnd has room",
		       "ss -tinm dst %s    # at the sender, twice", say_addr(f, &b->to.addr));
	finding_refuse(f, "Another congestion control or a larger cwnd: the window has room that "
			  "the buffer does not fill.");
}

static void
say_what(const struct bound *b, struct finding *f)
{
	if (f->summary.n)
		return;
	finding_say(f,
		    "The send buffer at %s holds the transfer to %s: about %s in flight on a "
		    "%.1f ms path, below both windows.",
		    say_endpoint(f, &b->from), say_endpoint(f, &b->to),
		    say_bytes(f, b->flight_bytes), b->rtt_s * 1000);
	advise(b, f);
}

static void
say_sock(const struct sock *s, const struct bound *b, struct finding *f)
{
	if (by_state(s, b) > 0.3)
		finding_at(f, s->at,
			   "the buffer is full: %s queued, its size is %s; cwnd would let %s out, "
			   "%s are in flight and %s unsent",
			   say_bytes(f, (double)s->skmem_w), say_bytes(f, b->buffer_bytes),
			   say_bytes(f, b->window_bytes), say_bytes(f, b->flight_bytes),
			   say_bytes(f, (double)s->notsent_bytes));
	if (s->has & SOCK_SNDBUF_LIMITED)
		finding_at(f, s->at, "sndbuf_limited %s of %s busy",
			   say_time(f, s->sndbuf_limited_ns), say_time(f, s->busy_ns));
	say_what(b, f);
	if ((s->has & SOCK_BUSY) && !(s->has & SOCK_RWND_LIMITED))
		finding_not(f, "receive-window-limited", "ss shows no rwnd_limited");
	else if (s->has & SOCK_SND_WND)
		finding_not(f, "receive-window-limited", "the peer's window is %s",
			    say_bytes(f, (double)s->snd_wnd_bytes));
	if (sock_loss_rate(s) <= 0)
		finding_not(f, "random-loss-long-rtt", "ss shows nothing that was lost");
	finding_not(f, "application-limited",
		    "the program has written: the buffer is full, and nothing in it is unsent");
	finding_not(f, "bufferbloat", "the RTT is %.1f ms, its least %.1f ms",
		    ns_to_s(s->rtt_ns) * 1000, b->rtt_s * 1000);
}

static void
say_flow(const struct flow *w, const struct bound *b, struct finding *f)
{
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_SEND_BUFFER),
		     "for %s of %s the flight stood still below both windows, or ended within a "
		     "segment, and went on with each ACK",
		     say_time(f, w->conn->ledger.ns[ACCOUNT_SEND_BUFFER]),
		     say_time(f, conn_duration_ns(w->conn)));
	if (has_partials(w) && w->me->small_segments)
		finding_seen(f, w->view, 0,
			     "%s in the middle of the transfer, in %s: nothing waited unsent",
			     say_things(f, w->me->small_segments, "segment was not full",
					"segments were not full"),
			     say_things(f, w->me->mind->rounds, "round", "rounds"));
	finding_seen(f, w->view, 0, "largest flight %s, the peer's window %s",
		     say_bytes(f, b->flight_bytes), say_bytes(f, b->window_bytes));
	say_what(b, f);
	finding_not(f, "receive-window-limited", "the window was the limit for %s of the time",
		    say_percent(f, flow_share(w, ACCOUNT_RECEIVE_WINDOW)));
	if (!w->me->loss.segments)
		finding_not(f, "random-loss-long-rtt", "no segment was lost");
	finding_not(f, "bufferbloat", "the RTT does not grow with the flight");
	finding_not(f, "application-limited",
		    "it goes on as soon as an ACK makes room: there is more to send");
}

/* ---- both ---- */

/* Of each connection the row that shows it best. */
static void
map_rows(struct map *rows, const struct crux_case *cs, struct finding *f)
{
	struct bound b, before;
	uint8_t key[FOUR_BYTES];

	map_init(rows, f->arena);
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];
		void **place;

		if (judge_sock(s, &b) <= 0)
			continue;
		place = map_put(rows, four_key(key, &s->local, &s->peer));
		if (!*place || judge_sock(*place, &before) < b.sure)
			*place = (void *)(uintptr_t)s;
	}
}

/* The row about this flow's sender: what packets leave open it may settle. */
static const struct sock *
row_of(const struct map *rows, const struct flow *w)
{
	struct endpoint from = flow_sender(w), to = flow_receiver(w);
	uint8_t key[FOUR_BYTES];

	return map_get(rows, four_key(key, &from, &to));
}

/* How much of a flow's life the buffer held it, when a row says that it does. */
static double
held_s(const struct flow *w)
{
	return flow_seconds(w, ACCOUNT_SEND_BUFFER) + flow_seconds(w, ACCOUNT_CONGESTION_WINDOW) +
	       flow_seconds(w, ACCOUNT_SLOW_START);
}

struct best { /* of all flows, with their rows */
	struct flow flow;
	struct bound bound, row_bound;
	const struct sock *row;
	double sure;
};

static void
look_flow(const struct flow *w, const struct map *rows, struct best *best, struct finding *f)
{
	struct best now = { .flow = *w, .row = row_of(rows, w) };

	judge_flow(w, &now.bound);
	if (now.row)
		judge_sock(now.row, &now.row_bound);
	/* a spike in the largest flight is not what the buffer holds: the row was in the middle */
	if (now.row_bound.flight_bytes > 0)
		now.bound.flight_bytes = MIN(now.bound.flight_bytes, now.row_bound.flight_bytes);
	/* two witnesses that know nothing of each other */
	now.sure = 1 - (1 - now.bound.sure) * (1 - now.row_bound.sure);
	if (now.sure >= 0.5)
		finding_harm(f, w->view,
			     now.row_bound.sure > now.bound.sure ? held_s(w) : now.bound.held_s,
			     w->me->unique_bytes);
	if (now.sure > best->sure)
		*best = now;
}

static void
look_flows(const struct crux_case *cs, const struct map *rows, struct finding *f)
{
	struct flow w = { 0 };
	struct best best = { 0 };

	while (flow_next(cs, &w))
		look_flow(&w, rows, &best, f);
	if (best.sure <= 0)
		return;
	finding_sure(f, best.sure);
	if (best.bound.sure > 0)
		say_flow(&best.flow, &best.bound, f);
	if (best.row)
		say_sock(best.row, &best.row_bound, f);
}

/* Rows of connections that no packet is here of. */
static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	const struct sock *best = NULL;
	struct bound b, best_b = { 0 };

	for (size_t i = 0; i < cs->socks.n; i++) {
		if (judge_sock(&cs->socks.v[i], &b) <= best_b.sure)
			continue;
		best = &cs->socks.v[i];
		best_b = b;
	}
	if (!best || best_b.sure <= f->confidence)
		return;
	finding_sure(f, best_b.sure);
	say_sock(best, &best_b, f);
	if (!f->harm.connections)
		finding_harm_estimated(f, best_b.held_s, 1, best->bytes_acked);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct map rows;

	map_rows(&rows, cs, f);
	look_flows(cs, &rows, f);
	look_socks(cs, f);
	if (f->confidence <= 0 && (cs->incidents || cs->socks.n))
		finding_not(f, "send-buffer-limited",
			    "no flight stood still below both windows, and no send buffer was full "
			    "with nothing unsent");
}

const struct rule rule_send_buffer_limited = {
	.id = "send-buffer-limited",
	.title = "the send buffer is below what the path holds",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.explains = { "application-limited" },
	.rivals = { "application-limited", "receive-window-limited", "random-loss-long-rtt",
		    "bufferbloat" },
	.look = look,
};
