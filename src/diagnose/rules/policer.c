/*
 * policer: a token bucket drops all above a rate.
 *
 * It has no queue: a burst passes at line rate until the tokens are gone, then every
 * further packet is dropped until there are new ones (RFC 2475, 2.3.3.4). So losses
 * come in runs, always at about the same flight (rate times RTT and the bucket), and
 * the round trip is no longer then than at any other time. A full queue, however
 * small, makes the round trip longer first; loss by chance comes singly and anywhere.
 */
#include "diagnose/losses.h"
#include "diagnose/rule.h"

/* Losses that follow another: half and more of an empty bucket's, at twice the rate. */
#define RUNS_NO 0.1
#define RUNS_YES 0.3
/* What a queue of that size would have added to the RTT, and how much of it is seen. */
#define QUEUED_FLAT 0.3
#define QUEUED_QUEUE 0.6
/* Echoed RTT with much in flight to the shortest: a bucket adds none. */
#define LOADED_FLAT 1.04
#define LOADED_QUEUE 1.12
/* Always at the same flight; bursts of interference strike at any. */
#define STEADY_NO 0.55
#define STEADY_YES 0.75
/* When loss strikes the RTT is as at any time; at the top it is a queue's. */
#define TOP_NO 1.1
#define TOP_YES 1.6
#define STANDS_OUT_NO 0.2 /* of what a queue of the excess would add */
#define STANDS_OUT_YES 0.4
#define RISE_FLAT 0.3 /* of the shortest RTT, with the noise of hosts in it */
#define RISE_QUEUE 0.8
#define NOISE_NS (12 * (int64_t)NS_PER_MS) /* a tick of HZ=100, and a little */
/* Of a sender that rests in between. */
#define BURSTS_NO 2
#define BURSTS_YES 6
/* Below one in 2,000 nobody feels it. */
#define LOSS_NO 0.0005
#define LOSS_YES 0.004
#define EVENTS_NO 1
#define EVENTS_YES 5
/* Counters: segments in a recovery, as in random_loss_long_rtt.c */
#define RECOVERY_SEGS_NO 2.0
#define RECOVERY_SEGS_YES 3.5
/* A row of ss: no queue to speak of (RFC 6298's deviation is a part of it). */
#define ROW_RATIO_FLAT 1.15
#define ROW_RATIO_QUEUE 1.5

/* Losses in runs that no queue explains; without it all times are only echoes. */
/*
 * BBR has two BDPs out: what it loses at the top of the RTT, it lost to a queue, and so
 * has who rests in between, when a burst has filled it. The
 * excess of a loss-based sender would make a queue that stands out above the mean.
 */
static double
fits_no_queue(const struct losses *l, uint64_t pauses)
{
	double rise_s = l->strike_s - l->min_s;
	double flat = 1 - MAX(ramp(rise_s / l->min_s, RISE_FLAT, RISE_QUEUE),
			      ramp(rise_s * NS_PER_S, (double)NOISE_NS, 2.5 * (double)NOISE_NS));

	if (l->blind || !l->at_sender || pauses > BURSTS_NO)
		return flat * (1 - ramp(l->queued, QUEUED_FLAT, QUEUED_QUEUE)) *
		       (1 - ramp(l->top, TOP_NO, TOP_YES));
	return flat * (1 - ramp(l->stood_out, STANDS_OUT_NO, STANDS_OUT_YES));
}

static double
judge_losses(const struct losses *l, uint64_t pauses)
{
	double steady;
	double sure = 0.93 *
		      (l->paced ? ramp(l->in_runs, RUNS_NO / 2, RUNS_YES / 2)
				: ramp(l->in_runs, RUNS_NO, RUNS_YES)) *
		      ramp((double)l->events, EVENTS_NO, EVENTS_YES) *
		      ramp(l->rate, LOSS_NO, LOSS_YES) * fits_no_queue(l, pauses) *
		      (1 - 0.8 * ramp((double)l->timeouts / (double)l->events, 0.2, 0.6));

	if (l->min_s <= 0)
		return 0;
	/* the flight there is what has passed: steadiness is not seen, a queue still is */
	if (!l->at_sender)
		return 0.5 * sure * (1 - ramp(l->loaded_s / l->min_s, LOADED_FLAT, LOADED_QUEUE));

	/* nothing was in flight beyond what the path holds: then nothing was too much */
	if (l->excess_s <= 0)
		sure *= 0.5;
	/* BBR probes: what it has out when the bucket is empty varies more */
	steady = l->blind ? ramp(l->flight_steady, STEADY_NO - 0.2, STEADY_YES - 0.2)
			  : ramp(l->flight_steady, STEADY_NO, STEADY_YES);
	/* after each rest the bucket is full again: what is out at the first loss varies */
	return sure * MAX(steady, 0.7 * ramp((double)pauses, BURSTS_NO, BURSTS_YES));
}

static double
judge_flow(const struct flow *w, struct losses *l)
{
	if (!losses_of(w, l))
		return 0;
	return judge_losses(l, w->me->pauses) *
	       (w->me->unneeded > w->me->loss.segments / 2 ? 0.5 : 1);
}

/* Rounded down to what the measure is worth. */
static double
two_digits(double v)
{
	double step = v > 0 ? pow(10, floor(log10(v)) - 1) : 1;

	return floor(v / step) * step;
}

static void
advise(const struct endpoint *from, const struct endpoint *to, double goodput_bps,
       struct finding *f)
{
	/* five percent below, headers on top of the payload: what a bucket refills */
	double pace_bps = two_digits(goodput_bps * 0.95);
	const char *bytes = pace_bps > 0 ? say(f, "%.0f", two_digits(pace_bps / 8))
					 : "BYTES_PER_SECOND";
	const char *rate = pace_bps > 0 ? say(f, "%.0fkbit", pace_bps / 1000) : "RATE";

	finding_fix(f, SCOPE_SOCKET,
		    "Send below the policed rate: pace the sender%s%s, or ask whoever "
		    "polices for a shaper (a queue) instead.",
		    from ? " at " : "", from ? say_addr(f, &from->addr) : "");
	finding_command(f, "this socket; raise it until losses begin",
			"setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, %s)    # bytes a second",
			bytes);
	finding_command(f, "all that this interface sends: a queue in front of the bucket",
			"tc qdisc replace dev DEV root tbf rate %s burst 16kb latency 50ms", rate);
	finding_command(f, "is the bucket ours? drops of a policer, overlimits of a filter",
			"tc -s filter show dev DEV ingress; tc -s filter show dev DEV");
	finding_risk(f,
		     "a pace below the real rate gives the difference away; a shaper delays other "
		     "traffic of this host, too");
	finding_verify(f, "ss -tin%s%s    # retrans stops growing, delivery_rate stays",
		       to ? " dst " : "", to ? say_addr(f, &to->addr) : "");
	finding_settle(f, "losses in runs at an RTT that stays: at the sender, 10 s of it",
		       "tcpdump -ni any -s 96 -w x.pcap%s%s", to ? " host " : "",
		       to ? say_addr(f, &to->addr) : "");
	finding_refuse(f, "Larger buffers or another congestion control: what is above the rate is "
			  "dropped whoever sends it.");
}

static void
say_flow(const struct flow *w, const struct losses *l, struct finding *f)
{
	const struct loss_stats *ls = &w->me->loss;
	struct endpoint to = flow_receiver(w), from = flow_sender(w);

	finding_say(
		f,
		"A policer drops what is above about %s on the way to %s: %s lost, in runs, and no "
		"queue grows before it.",
		say_rate(f, l->goodput_bps), say_endpoint(f, &to), say_percent(f, l->rate));
	finding_seen(
		f, w->view, flow_packet(w, ACCOUNT_LOSS_RECOVERY),
		"%s repaired in %s; %s followed another without a gap, the longest recovery had %s",
		say_things(f, ls->segments, "loss was", "losses were"),
		say_things(f, ls->events, "recovery", "recoveries"), say_count(f, ls->adjacent),
		say_things(f, ls->largest_event, "segment", "segments"));
	if (l->at_sender)
		finding_seen(
			f, w->view, 0,
			"RTT when loss struck %.1f ms, mean %.1f ms, shortest %.1f ms: a queue for "
			"what was out would have added %.1f ms",
			l->strike_s * 1000, l->mean_s * 1000, l->min_s * 1000, l->excess_s * 1000);
	else
		finding_seen(f, w->view, 0,
			     "RTT by echoed time stamps: mean %.1f ms, shortest %.1f ms",
			     l->mean_s * 1000, l->min_s * 1000);
	finding_seen(f, w->view, 0, "losses strike at about the same flight, %s, at %s",
		     say_bytes(f, l->flight_bytes), say_rate(f, l->goodput_bps));
	finding_not(f, "bufferbloat", "RTT at loss %.1f ms, shortest %.1f ms: no queue grew",
		    l->strike_s * 1000, l->min_s * 1000);
	finding_not(f, "random-loss-long-rtt",
		    "losses come in runs and at one rate: %s of %s followed another",
		    say_count(f, ls->adjacent), say_count(f, ls->segments));
	finding_not(f, "shallow-buffer-overrun", "not even a small queue shows in the RTT");
	finding_not(f, "receive-window-limited", "the window was the limit for %s of the time",
		    say_percent(f, flow_share(w, ACCOUNT_RECEIVE_WINDOW)));
	advise(&from, &to, l->goodput_bps, f);
	finding_expect(
		f, "loss_rate", l->rate, 0,
		"The goodput stays near %s, without the losses and the stalls after them (%.2f s "
		"in repairs).",
		say_rate(f, l->goodput_bps),
		flow_seconds(w, ACCOUNT_LOSS_RECOVERY) + flow_seconds(w, ACCOUNT_RTO));
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };
	struct losses l, best_losses = { 0 };

	while (flow_next(cs, &w)) {
		double sure = judge_flow(&w, &l);

		if (sure >= 0.5)
			finding_harm(f, w.view,
				     flow_seconds(&w, ACCOUNT_LOSS_RECOVERY) +
					     flow_seconds(&w, ACCOUNT_RTO) +
					     flow_seconds(&w, ACCOUNT_CONGESTION_WINDOW),
				     w.me->retransmitted_bytes);
		if (surest_takes(&best, &w, sure))
			best_losses = l;
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, &best_losses, f);
}

/*
 * Text alone: large recoveries by the counters, and a socket whose RTT does not grow.
 * Bursts of interference look the same, so it stays a suspicion.
 */
static void
look_text(const struct crux_case *cs, struct finding *f)
{
	uint64_t fast = counter_growth(cs, "TcpExtTCPFastRetrans");
	uint64_t recoveries = counter_growth(cs, "TcpExtTCPSackRecovery") +
			      counter_growth(cs, "TcpExtTCPRenoRecovery");
	struct counter_found again = counter_of(cs, "TcpRetransSegs");
	const struct sock *best = NULL;
	double best_sure = 0;

	if (recoveries <= EVENTS_NO)
		return;
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];
		double ratio, sure;

		if (!(s->has & SOCK_RTT) || !(s->has & SOCK_MIN_RTT) || s->min_rtt_ns <= 0)
			continue;
		ratio = (double)s->rtt_ns / (double)s->min_rtt_ns;
		/* BBR repairs many at a time whatever takes them */
		sure = (str_starts(s->cc, STR("bbr")) ? 0.25 : 0.47) *
		       ramp(sock_loss_rate(s), LOSS_NO, LOSS_YES) *
		       (1 - ramp(ratio, ROW_RATIO_FLAT, ROW_RATIO_QUEUE)) *
		       ramp((double)fast / (double)recoveries, RECOVERY_SEGS_NO,
			    RECOVERY_SEGS_YES) *
		       ramp((double)recoveries, EVENTS_NO, EVENTS_YES);
		if (sure <= best_sure)
			continue;
		best = s;
		best_sure = sure;
	}
	if (!best)
		return;
	finding_sure(f, best_sure);
	finding_at(f, best->at, "rtt %s against minrtt %s, %s retransmissions: no queue",
		   say_time(f, best->rtt_ns), say_time(f, best->min_rtt_ns),
		   say_count(f, best->retrans_total));
	finding_at(f, again.at, "%s in %s: losses come in runs",
		   say_things(f, fast, "fast retransmission", "fast retransmissions"),
		   say_things(f, recoveries, "recovery", "recoveries"));
	finding_say(f,
		    "Segments to %s are lost in runs while the RTT stays: a policer would do that.",
		    say_endpoint(f, &best->peer));
	advise(&best->local, &best->peer, 0, f);
	finding_expect(f, NULL, NAN, NAN,
		       "Paced below the rate, nothing is lost and the goodput stays.");
	finding_harm_estimated(f, (best->has & SOCK_BUSY) ? ns_to_s(best->busy_ns) : 0, 1,
			       best->bytes_retrans);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	if (cs->incidents == 0)
		look_text(cs, f);
	if (f->confidence <= 0)
		finding_not(f, "policer",
			    "no losses in runs at a steady rate with an RTT that stays flat");
}

const struct rule rule_policer = {
	.id = "policer",
	.title = "a token bucket drops what is above its rate",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS | WITNESS_COUNTERS,
	.explains = { "random-loss-long-rtt", "tail-loss-rto", "shallow-buffer-overrun" },
	.rivals = { "bufferbloat", "random-loss-long-rtt", "receive-window-limited",
		    "shallow-buffer-overrun" },
	.look = look,
};
