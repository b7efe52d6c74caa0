/*
 * shallow-buffer-overrun: the sender's own bursts, or a congestion control that does not
 * mind losses, overrun a small buffer.
 *
 * A buffer far below the path's BDP overflows before the round trip has grown by
 * much. A loss-based sender then saws close to the rate and loses little; BBR v1 keeps
 * up to two BDPs out whatever is lost, and a sender that does not pace empties a whole
 * burst into it: much is lost again and again, at an RTT that rises by the small
 * queue only. Without any rise it is a policer; with a large one a deep queue.
 */
#include "diagnose/losses.h"
#include "diagnose/rule.h"

/* A saw-tooth of CUBIC over a small buffer loses far less than one in 300. */
#define LOSS_NO 0.003
#define LOSS_YES 0.01
#define EVENTS_NO 1
#define EVENTS_YES 4
/* Share of what is out beyond the path that the RTT shows: it stood in a queue. */
#define QUEUED_NO 0.05
#define QUEUED_YES 0.15
/* Losses strike at the top of the RTT: that is the queue that overflows. */
#define TOP_NO 1.3
#define TOP_YES 1.8
/* The queue against the path: one BDP doubles the RTT and is no small buffer any more. */
#define RISE_SMALL 0.7
#define RISE_LARGE 1.2
#define RISE_FLAT 0.1 /* no loss-based sender fills a path whose RTT stays so flat */
/* Less than one in 50 of the RTT is the noise of hosts. */
#define RISE_NO 0.01
#define RISE_YES 0.04
/* Several at a time, not one here and one there: overrun, not chance. */
#define PER_EVENT_NO 1.5
#define PER_EVENT_YES 4
/* Of a sender that rests in between. */
#define BURSTS_NO 2
#define BURSTS_YES 6
/* Short transfers, one after the other: that many, of so many segments. */
#define STARTS_NO 2
#define STARTS_YES 8
#define STARTS_SEGMENTS 12 /* beyond an initial window of 10 (RFC 6928) */
#define STARTS_EVENTS 2
/* Of ss: BBR does not mind, others would have slowed down. */
#define ROW_LOSS_NO 0.01
#define ROW_LOSS_YES 0.04

static double
rise_of(const struct losses *l)
{
	return l->min_s > 0 ? (l->strike_s - l->min_s) / l->min_s : 0;
}

static double
judge_losses(const struct losses *l)
{
	double rise = rise_of(l);
	double per_event = (double)l->rest_segments / (double)MAX(l->events - 1, 1);

	if (!l->at_sender || l->min_s <= 0 || l->excess_s <= 0)
		return 0;
	return 0.9 * ramp(l->rest_rate, LOSS_NO, LOSS_YES) *
	       ramp((double)l->events, EVENTS_NO, EVENTS_YES) *
	       ramp(per_event, PER_EVENT_NO, PER_EVENT_YES) *
	       ramp(l->queued, QUEUED_NO, QUEUED_YES) *
	       /* little of what is out shows as a queue: the noise of a host could make that */
	       (0.75 + 0.25 * ramp(l->queued, QUEUED_YES, 2 * QUEUED_YES)) *
	       ramp(rise, RISE_NO, RISE_YES) * (1 - ramp(rise, RISE_SMALL, RISE_LARGE)) *
	       ramp(l->top, l->blind ? TOP_NO - 0.2 : TOP_NO, l->blind ? TOP_YES - 0.3 : TOP_YES);
}

static bool
is_bbr(const struct flow *w)
{
	return w->me->mind && w->me->mind->family == CC_BBR;
}

/*
 * A loss-based sender that loses in runs, far below what made the RTT grow, and never at the
 * same flight: its own bursts, or interference that comes in bursts. No more is seen.
 */
static double
suspect(const struct losses *l)
{
	if (!l->at_sender || l->min_s <= 0 || l->blind)
		return 0;
	return 0.45 * ramp(l->in_runs, 0.2, 0.4) *
	       (1 - ramp(rise_of(l), RISE_FLAT, 2 * RISE_FLAT)) *
	       ramp(l->rest_rate, LOSS_NO, LOSS_YES) *
	       ramp((double)l->events, EVENTS_NO, 2 * EVENTS_YES) *
	       (1 - ramp(l->flight_steady, 0.5, 0.65));
}

/*
 * A steady loss-based sender saws at any buffer, that is how it finds the rate; the
 * overrun is by one that does not mind, or by bursts after rests.
 */
static double
fits_sender(const struct flow *w, const struct losses *l)
{
	if (l->blind)
		return 1;
	return 0.4 + 0.6 * ramp((double)w->me->pauses, BURSTS_NO, BURSTS_YES);
}

static void
advise(const struct endpoint *from, const struct endpoint *to, bool bbr, double rate_bps,
       struct finding *f)
{
	const char *peer = to ? say_addr(f, &to->addr) : "PEER";

	if (bbr) {
		finding_fix(
			f, SCOPE_ROUTE,
			"Use CUBIC towards %s: BBR keeps more out than this path's small buffer can "
			"hold.",
			peer);
		finding_command(f, "this socket only",
				"setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, \"cubic\", 5)");
		finding_command(f, "this peer only; keep the route's other words",
				"ip route replace %s via GATEWAY dev DEV congctl cubic", peer);
	} else {
		finding_fix(
			f, SCOPE_SOCKET,
			"Pace what %s sends, in smaller bursts: the buffer on the way to %s holds "
			"only few packets.",
			from ? say_addr(f, &from->addr) : "the sender", peer);
		finding_command(f, "this socket: at most the path's rate, in bytes a second",
				rate_bps > 0
					? "setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, %.0f)"
					: "setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, "
					  "BYTES_PER_SECOND)",
				rate_bps / 8);
	}
	finding_command(f, "all new flows of the interface are paced",
			"tc qdisc replace dev DEV root fq");
	finding_command(f, "smaller bursts from the card, too: segments of at most 16 kB",
			"ip link set dev DEV gso_max_size 16384");
	finding_risk(
		f,
		"CUBIC falls back far where the losses come from chance and not from the buffer; "
		"a pace below the path's rate gives the difference away");
	finding_verify(f, "ss -tin dst %s    # retrans grows slowly, delivery_rate stays", peer);
	finding_settle(
		f, "drops of the queue at the bottleneck, if it is yours",
		"tc -s qdisc show dev DEV    # dropped grows under load, backlog stays small");
	finding_refuse(f, "Larger socket buffers: more would be out, and more dropped.");
}

static void
say_flow(const struct flow *w, const struct losses *l, struct finding *f)
{
	const struct loss_stats *ls = &w->me->loss;
	struct endpoint to = flow_receiver(w), from = flow_sender(w);
	double buffer_bytes = l->goodput_bps / 8 * MAX(l->strike_s - l->min_s, 0);

	finding_say(
		f,
		"%s overruns a small buffer on the way to %s: %s of the segments are lost while the "
		"RTT grows by only %.1f ms.",
		is_bbr(w) ? say(f, "BBR at %s", say_addr(f, &from.addr)) : say_endpoint(f, &from),
		say_endpoint(f, &to), say_percent(f, l->rate), (l->strike_s - l->min_s) * 1000);
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_LOSS_RECOVERY),
		     "%s repaired in %s; the largest had %s",
		     say_things(f, ls->segments, "loss was", "losses were"),
		     say_things(f, ls->events, "recovery", "recoveries"),
		     say_things(f, ls->largest_event, "segment", "segments"));
	finding_seen(
		f, w->view, 0,
		"RTT when loss struck %.1f ms, mean %.1f ms, shortest %.1f ms: a queue of about %s "
		"at %s, then drops",
		l->strike_s * 1000, l->mean_s * 1000, l->min_s * 1000, say_bytes(f, buffer_bytes),
		say_rate(f, l->goodput_bps));
	finding_seen(f, w->view, 0,
		     "%s in flight when loss struck; the path without a queue holds %s",
		     say_bytes(f, l->flight_bytes), say_bytes(f, l->goodput_bps / 8 * l->min_s));
	finding_not(f, "random-loss-long-rtt",
		    "losses strike when a queue has grown, several at a time: %.1f a recovery",
		    (double)ls->segments / (double)ls->events);
	finding_not(f, "policer", "the RTT shows a queue of %s before the drops",
		    say_bytes(f, buffer_bytes));
	finding_not(f, "bufferbloat", "the queue adds %.1f ms to %.1f ms",
		    (l->strike_s - l->min_s) * 1000, l->min_s * 1000);
	advise(&from, &to, is_bbr(w), l->goodput_bps, f);
	finding_expect(f, "loss_rate", l->rate, NAN,
		       "Losses fall from %s to a fraction; the goodput stays near %s.",
		       say_percent(f, l->rate), say_rate(f, l->goodput_bps));
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };
	struct losses l, best_losses = { 0 };

	while (flow_next(cs, &w)) {
		double sure;

		if (!losses_of(&w, &l))
			continue;
		sure = MAX(judge_losses(&l) * fits_sender(&w, &l), suspect(&l));
		if (sure >= 0.5)
			finding_harm(f, w.view,
				     flow_seconds(&w, ACCOUNT_LOSS_RECOVERY) +
					     flow_seconds(&w, ACCOUNT_RTO),
				     w.me->retransmitted_bytes);
		if (surest_takes(&best, &w, sure))
			best_losses = l;
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, &best_losses, f);
}

/*
 * A row of ss: BBR with much loss and an RTT near the shortest. Loss by chance looks
 * the same to BBR, so the counters have to say that losses come several at a time; a
 * bucket does, too: it stays a suspicion.
 */
static double
judge_sock(const struct crux_case *cs, const struct sock *s)
{
	double fast = (double)counter_growth(cs, "TcpExtTCPFastRetrans");
	double recoveries = (double)(counter_growth(cs, "TcpExtTCPSackRecovery") +
				     counter_growth(cs, "TcpExtTCPRenoRecovery"));
	double ratio;

	if (!str_starts(s->cc, STR("bbr")) || !(s->has & SOCK_RTT) || !(s->has & SOCK_MIN_RTT) ||
	    s->min_rtt_ns <= 0 || ((s->has & SOCK_RTO) && s->backoff))
		return 0;
	ratio = (double)s->rtt_ns / (double)s->min_rtt_ns;
	return 0.48 * ramp(sock_loss_rate(s), ROW_LOSS_NO, ROW_LOSS_YES) *
	       (1 - ramp(ratio, 1 + RISE_SMALL, 1 + RISE_LARGE)) *
	       (recoveries > 0 ? ramp(fast / recoveries, PER_EVENT_YES, 4 * PER_EVENT_YES) : 0.5);
}

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	struct map wire;
	const struct sock *best = NULL;
	double best_sure = 0;

	wire_map_init(&wire, f->arena, cs);
	for (size_t i = 0; i < cs->socks.n; i++) {
		double sure = judge_sock(cs, &cs->socks.v[i]);

		if (sure <= best_sure || wire_map_covers(&wire, &cs->socks.v[i]))
			continue;
		best = &cs->socks.v[i];
		best_sure = sure;
	}
	if (!best)
		return;
	finding_sure(f, best_sure);
	finding_at(f, best->at,
		   "BBR, %s retransmissions in about %.0f segments (%s), rtt %s, minrtt %s",
		   say_count(f, best->retrans_total), sock_segments(best),
		   say_percent(f, sock_loss_rate(best)), say_time(f, best->rtt_ns),
		   say_time(f, best->min_rtt_ns));
	if (f->summary.n)
		return;
	finding_say(
		f,
		"BBR loses %s of what it sends to %s, at an RTT near the shortest: it may overrun a "
		"small buffer.",
		say_percent(f, sock_loss_rate(best)), say_endpoint(f, &best->peer));
	finding_not(f, "bufferbloat", "rtt %s is near minrtt %s", say_time(f, best->rtt_ns),
		    say_time(f, best->min_rtt_ns));
	advise(&best->local, &best->peer, true, 0, f);
	finding_expect(f, NULL, NAN, NAN, "retrans grows slowly; delivery_rate stays.");
	finding_harm_estimated(f, 0, 1, best->bytes_retrans);
}

/* ---- many short transfers: the first burst of each ---- */

struct starts {
	uint64_t flows, hit; /* with as much to send; that lost much of their first flights */
	uint64_t lost, sent;
	double queue_s; /* the RTT's rise, the mean of those hit */
	struct flow worst;
};

/* Its only recovery took several segments, of flights that no ACK had paced yet. */
static bool
overran_at_start(const struct flow *w)
{
	const struct loss_stats *ls = &w->me->loss;
	const struct mind *m = w->me->mind;

	return ls->events && ls->events <= STARTS_EVENTS && ls->largest_event >= PER_EVENT_YES &&
	       flow_loss_rate(w) > LOSS_YES && (!m || m->slow_start_rounds + 1 >= m->rounds / 2) &&
	       !w->me->out_of_order && !ls->timeouts;
}

static void
gather_starts(const struct crux_case *cs, struct starts *g)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w)) {
		if (w.conn->opening != OPENING_DONE || !flow_seen_by_sender(&w) ||
		    flow_segments(&w) < STARTS_SEGMENTS)
			continue;
		g->flows++;
		if (!overran_at_start(&w))
			continue;
		if (!g->hit || w.me->loss.segments > g->worst.me->loss.segments)
			g->worst = w;
		g->hit++;
		g->lost += w.me->loss.segments;
		g->sent += (uint64_t)flow_segments(&w);
		g->queue_s += ns_to_s(w.me->rtt.max_ns - w.me->rtt.min_ns);
	}
	if (g->hit)
		g->queue_s /= (double)g->hit;
}

static double
judge_starts(const struct starts *g)
{
	double path_s = ns_to_s(flow_path_rtt_ns(&g->worst));

	if (path_s <= 0)
		return 0;
	/* without a queue that shows it may be a bucket as well */
	return (0.4 + 0.25 * ramp(g->queue_s / path_s, RISE_NO, RISE_YES)) *
	       (1 - ramp(g->queue_s / path_s, RISE_SMALL, RISE_LARGE)) *
	       ramp((double)g->hit, STARTS_NO, STARTS_YES) *
	       ramp((double)g->hit / (double)g->flows, 0.3, 0.6);
}

static void
look_starts(const struct crux_case *cs, struct finding *f)
{
	struct starts g = { 0 };
	struct flow w = { 0 };
	struct endpoint from, to;
	double sure, share;

	gather_starts(cs, &g);
	sure = g.hit ? judge_starts(&g) : 0;
	if (sure <= f->confidence)
		return;
	while (sure >= 0.5 && flow_next(cs, &w))
		if (flow_seen_by_sender(&w) && overran_at_start(&w))
			finding_harm(f, w.view, flow_seconds(&w, ACCOUNT_LOSS_RECOVERY),
				     w.me->retransmitted_bytes);
	finding_sure(f, sure);
	if (f->summary.n)
		return;
	from = flow_sender(&g.worst);
	to = flow_receiver(&g.worst);
	share = (double)g.lost / (double)g.sent;
	finding_say(
		f,
		"The first burst of each transfer from %s overruns a small buffer on the way to "
		"%s: %s of what they send is lost, in %s of %s.",
		say_endpoint(f, &from), say_addr(f, &to.addr), say_percent(f, share),
		say_count(f, g.hit), say_things(f, g.flows, "transfer", "transfers"));
	finding_seen(f, g.worst.view, flow_packet(&g.worst, ACCOUNT_LOSS_RECOVERY),
		     "%s lost in one recovery, before its ACKs could pace it",
		     say_things(f, g.worst.me->loss.largest_event, "segment", "segments"));
	finding_seen(f, g.worst.view, 0,
		     "the RTT grows by no more than %.1f ms: a queue of that length, then drops",
		     g.queue_s * 1000);
	finding_not(f, "connection-churn",
		    "it is the losses that take the time, not the handshakes");
	finding_not(f, "random-loss-long-rtt", "many at a time, and of the first flights only");
	advise(&from, &to, false, 0, f);
	finding_expect(
		f, "loss_rate", share, NAN,
		"A first burst that fits is not lost: each transfer is spared a round trip or "
		"two of repairs.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_starts(cs, f);
	look_socks(cs, f);
	if (f->confidence <= 0)
		finding_not(f, "shallow-buffer-overrun",
			    "no losses in number at an RTT that a small queue has just lengthened");
}

const struct rule rule_shallow_buffer_overrun = {
	.id = "shallow-buffer-overrun",
	.title = "bursts overrun a small buffer",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.explains = { "tail-loss-rto", "random-loss-long-rtt" },
	.rivals = { "random-loss-long-rtt", "policer", "bufferbloat" },
	.look = look,
};
