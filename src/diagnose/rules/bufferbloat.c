/*
 * bufferbloat: a deep queue at the bottleneck.
 *
 * Once more is in flight than the path holds (rate times shortest RTT), the rest
 * stands in a queue, and every round trip of everybody behind it takes so much
 * longer. One BDP of buffer, which doubles the RTT, is what a loss-based sender
 * needs to keep the link busy (Appenzeller et al. 2004: less for many flows).
 * What is more than that, and long enough to be felt, is bloat: 150 ms one way is
 * all that a conversation has (ITU-T G.114).
 */
#include "diagnose/losses.h"
#include "diagnose/rule.h"

/* Of tc -s qdisc: more than a few full bursts of a card (64 kB each). */
#define OWN_QUEUE_BYTES 150000
#define ADDED_NO_NS (75 * (int64_t)NS_PER_MS)
#define ADDED_YES_NS (150 * (int64_t)NS_PER_MS)
#define RATIO_NO 2.0  /* one BDP of queue */
#define RATIO_YES 4.0 /* three */
/* Less than a few round trips of load is a burst, not a standing queue. */
#define LOADED_SAMPLES_MIN 20
#define ECHO_SAMPLES_MIN 50 /* a mean that a spike or two do not make */
/* A standing queue is there most of the time; a moment of it is a spike of delay. */
#define STANDING_NO 0.1
#define STANDING_YES 0.4

static double
judge(double min_ns, double loaded_ns)
{
	return 0.95 * ramp(loaded_ns - min_ns, (double)ADDED_NO_NS, (double)ADDED_YES_NS) *
	       ramp(loaded_ns / min_ns, RATIO_NO, RATIO_YES);
}

/* Delay that timeouts made is a path that stood still, not a queue that stands. */
/* One place to see the sender's round trips from. */
struct trips {
	double min_ns, loaded_ns, max_ns;
	double standing; /* share of the samples that were taken under load */
	uint64_t samples;
	bool echoed; /* by time stamps, at the receiver: no load is known for each */
};

/*
 * A capture at the receiver does not see how long an ACK takes, but the sender's data
 * echoes its time stamps (half.echo): their mean is high where a queue stands.
 */
static bool
trips_of(const struct flow *w, struct trips *t)
{
	const struct rtt_stats *r = &w->me->rtt, *e = &w->me->echo;
	int64_t min_ns = flow_path_rtt_ns(w);

	if (min_ns <= 0)
		return false;
	if (flow_seen_by_receiver(w)) {
		if (e->samples < ECHO_SAMPLES_MIN)
			return false;
		*t = (struct trips){
			.min_ns = (double)min_ns,
			.loaded_ns = (double)e->sum_ns / (double)e->samples,
			.max_ns = (double)e->max_ns,
			.standing = 1,
			.samples = e->samples,
			.echoed = true,
		};
		return true;
	}
	if (r->loaded_samples < LOADED_SAMPLES_MIN)
		return false;
	*t = (struct trips){
		.min_ns = (double)min_ns,
		.loaded_ns = (double)flow_loaded_rtt_ns(w),
		.max_ns = (double)r->max_ns,
		.standing = (double)r->loaded_samples / (double)r->samples,
		.samples = r->loaded_samples,
	};
	return true;
}

static double
judge_flow(const struct flow *w)
{
	struct trips t;
	double waiting = flow_share(w, ACCOUNT_CONGESTION_WINDOW) +
			 flow_share(w, ACCOUNT_SLOW_START) + flow_share(w, ACCOUNT_PATH) +
			 flow_share(w, ACCOUNT_RECEIVE_WINDOW) +
			 flow_share(w, ACCOUNT_LOSS_RECOVERY) + flow_share(w, ACCOUNT_SEND_BUFFER);

	if (!trips_of(w, &t))
		return 0;
	return judge(t.min_ns, t.loaded_ns) * (t.echoed ? 0.85 : 1) * ramp(waiting, 0.1, 0.4) *
	       ramp(t.standing, STANDING_NO, STANDING_YES) *
	       (w->me->loss.timeouts > w->me->loss.events / 2 ? 0.5 : 1);
}

static void
advise(const struct endpoint *to, double min_ms, double loaded_ms, struct finding *f)
{
	finding_fix(
		f, SCOPE_NETWORK,
		"Put a queue that drops early (fq_codel, CAKE) at the bottleneck; until then keep "
		"less in flight from here.");
	finding_command(f, "where the bottleneck's queue is: shape a little below its rate",
			"tc qdisc replace dev DEV root cake bandwidth RATE");
	finding_command(f,
			"this socket: what is not sent yet waits in the program, not in the path",
			"setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, 131072)");
	finding_command(f, "this socket: never faster than the bottleneck",
			"setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, BYTES_PER_SECOND)");
	finding_risk(f, "a shaped rate below the real one gives that difference away");
	finding_expect(f, "rtt_ms", loaded_ms, min_ms,
		       "Round trips under load go from %.0f ms towards %.0f ms; the goodput stays.",
		       loaded_ms, min_ms);
	finding_verify(f, "ping %s    # while the transfer runs: near %.0f ms",
		       say_addr(f, &to->addr), min_ms);
	finding_verify(f, "ss -tin dst %s    # rtt near minrtt", say_addr(f, &to->addr));
	finding_settle(f, "which hop adds the delay, under load", "mtr -n --tcp %s",
		       say_addr(f, &to->addr));
	finding_refuse(f, "Larger buffers: the queue is the trouble.");
	finding_not(f, "zero-window-stall", "the receiver's window stays open");
}

static void
say_flow(const struct flow *w, struct finding *f)
{
	struct endpoint to = flow_receiver(w);
	struct trips t = { 0 };
	double min_ms, loaded_ms;
	double rate = flow_goodput_bps(w);
	double bdp;

	trips_of(w, &t);
	min_ms = t.min_ns / NS_PER_MS;
	loaded_ms = t.loaded_ns / NS_PER_MS;
	bdp = rate / 8 * min_ms / 1000;

	finding_say(f,
		    "A deep queue at the bottleneck towards %s: under load a round trip takes "
		    "%.0f ms instead of %.0f ms.",
		    say_endpoint(f, &to), loaded_ms, min_ms);
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_CONGESTION_WINDOW),
		     "RTT %s: mean %.0f ms, largest %.0f ms; shortest %.0f ms",
		     t.echoed ? "by echoed time stamps" : "with much in flight", loaded_ms,
		     t.max_ns / NS_PER_MS, min_ms);
	finding_seen(f, w->view, 0,
		     "up to %s in flight; %s times %.0f ms need only %s: the rest stood in a queue",
		     say_bytes(f, (double)w->me->flight_max_bytes), say_rate(f, rate), min_ms,
		     say_bytes(f, bdp));
	finding_not(f, "random-loss-long-rtt",
		    "the RTT grows with the data in flight: %.0f ms from %.0f ms", loaded_ms,
		    min_ms);
	finding_not(f, "policer", "the RTT is not flat: data is queued, not dropped above a rate");
	advise(&to, min_ms, loaded_ms, f);
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };

	while (flow_next(cs, &w)) {
		double sure = judge_flow(&w);

		if (sure >= 0.5)
			finding_harm(f, w.view,
				     ns_to_s(conn_duration_ns(w.conn)) *
					     (flow_share(&w, ACCOUNT_CONGESTION_WINDOW) +
					      flow_share(&w, ACCOUNT_SLOW_START)),
				     w.me->unique_bytes);
		surest_takes(&best, &w, sure);
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, f);
}

/*
 * One late sample d above the mean moves SRTT by d/8 and RTTVAR by d/4 (RFC 6298, 2.3): a
 * variance above the rise itself is a spike, and no queue that stands.
 */
#define SPIKE_NO 0.5
#define SPIKE_YES 1.0

/*
 * A row of ss: srtt is a mean over the last flight or so, minrtt the path's.
 * Only a socket that has data out under load tells of a queue.
 */
static double
judge_sock(const struct sock *s)
{
	bool loaded = (s->has & SOCK_UNACKED) && s->unacked >= 10;

	if (!(s->has & SOCK_RTT) || !(s->has & SOCK_MIN_RTT) || s->min_rtt_ns <= 0 || !loaded ||
	    ((s->has & SOCK_RTO) && s->backoff))
		return 0;
	return judge((double)s->min_rtt_ns, (double)s->rtt_ns) *
	       (1 - ramp((double)s->rttvar_ns / (double)MAX(s->rtt_ns - s->min_rtt_ns, 1), SPIKE_NO,
			 SPIKE_YES));
}

static void
say_sock(const struct sock *s, struct finding *f)
{
	double min_ms = ns_to_ms(s->min_rtt_ns), rtt_ms = ns_to_ms(s->rtt_ns);

	finding_at(f, s->at, "rtt %.0f ms against minrtt %.0f ms with %u segments out", rtt_ms,
		   min_ms, s->unacked);
	if (s->mss && (s->has & SOCK_DELIVERY_RATE) && s->delivery_rate_bps)
		finding_at(f, s->at, "%s in flight; %s times %.0f ms need only %s",
			   say_bytes(f, (double)s->unacked * s->mss),
			   say_rate(f, (double)s->delivery_rate_bps), min_ms,
			   say_bytes(f, (double)s->delivery_rate_bps / 8 * min_ms / 1000));
	if (f->summary.n)
		return;
	finding_say(f,
		    "A deep queue at the bottleneck towards %s: under load a round trip takes "
		    "%.0f ms instead of %.0f ms.",
		    say_endpoint(f, &s->peer), rtt_ms, min_ms);
	finding_not(f, "random-loss-long-rtt", "the RTT is %.1f times its minimum: a queue",
		    rtt_ms / min_ms);
	advise(&s->peer, min_ms, rtt_ms, f);
}

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	struct map wire;
	const struct sock *best = NULL;
	double best_sure = 0;

	wire_map_init(&wire, f->arena, cs);
	for (size_t i = 0; i < cs->socks.n; i++) {
		double sure = judge_sock(&cs->socks.v[i]);

		if (sure <= best_sure || wire_map_covers(&wire, &cs->socks.v[i]))
			continue;
		best = &cs->socks.v[i];
		best_sure = sure;
	}
	if (!best)
		return;
	/* one moment of one socket: less than a capture's many samples */
	finding_sure(f, best_sure * 0.9);
	say_sock(best, f);
	if (!f->harm.connections)
		finding_harm_estimated(f, (best->has & SOCK_BUSY) ? ns_to_s(best->busy_ns) : 0, 1,
				       best->bytes_acked);
}

/* A queue of this host that was seen full: where it stands need not be looked for. */
static void
look_own_queue(const struct crux_case *cs, struct finding *f)
{
	struct counter_found backlog = case_counter(cs, "QdiscBacklogBytes");
	struct counter_found dropped = case_counter(cs, "QdiscDropped");
	uint64_t packets;

	if (f->confidence <= 0 || !backlog.found || backlog.value < OWN_QUEUE_BYTES)
		return;
	packets = case_counter_in(cs, backlog.sample, "QdiscBacklogPackets");
	finding_sure(f, MIN(f->confidence + 0.15, 0.95));
	finding_at(f, backlog.at, "the queue \"" STR_F "\" of this host holds %s%s%s",
		   STR_A(backlog.of), say_bytes(f, (double)backlog.value),
		   packets ? say(f, " in %s", say_things(f, packets, "packet", "packets")) : "",
		   dropped.value ? say(f, "; %s dropped so far",
				       say_things(f, dropped.value, "packet was", "packets were"))
				 : "");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_socks(cs, f);
	look_own_queue(cs, f);
}

const struct rule rule_bufferbloat = {
	.id = "bufferbloat",
	.title = "a deep queue at the bottleneck",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS | WITNESS_COUNTERS,
	.explains = { "tail-loss-rto", "spurious-rto", "random-loss-long-rtt" },
	.rivals = { "random-loss-long-rtt", "policer", "zero-window-stall",
		    "receive-window-limited" },
	.look = look,
};
