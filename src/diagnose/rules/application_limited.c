/*
 * application-limited: the sender has nothing to send.
 *
 * A one-way stream that stops with all its data acknowledged, and goes on without
 * having been asked, waits for its own program: a read from disk, a timer, a
 * lock. Request and answer is another shape (there the other side was asked), and
 * so is somebody at a keyboard: no more than a small segment at a time.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* A pause is a habit when it comes again and again. */
#define PAUSES_MIN 3
#define SHARE_NO 0.25
#define SHARE_YES 0.6
/* Bursts of at least two segments: a program that writes, not a hand that types. */
#define BURST_SEGS_NO 1.0
#define BURST_SEGS_YES 3.0
/* One way: the other side says next to nothing. */
#define OTHER_WAY_SHARE 0.1

static double
mean_burst_segs(const struct flow *w)
{
	return (double)w->me->unique_bytes / (double)(w->me->pauses + 1) / flow_mss(w);
}

static double
judge_flow(const struct flow *w)
{
	int64_t life_ns = conn_duration_ns(w->conn);
	double rtt_s = ns_to_s(flow_path_rtt_ns(w));
	double mean_pause_s;

	if (w->me->pauses < PAUSES_MIN || life_ns <= 0 ||
	    (double)w->peer->unique_bytes > OTHER_WAY_SHARE * (double)w->me->unique_bytes)
		return 0;
	mean_pause_s = ns_to_s(w->me->pause_ns) / (double)w->me->pauses;
	return 0.9 * ramp((double)w->me->pause_ns / (double)life_ns, SHARE_NO, SHARE_YES) *
	       ramp(mean_burst_segs(w), BURST_SEGS_NO, BURST_SEGS_YES) *
	       /* shorter than a round trip it could still be ACK clocking */
	       ramp(mean_pause_s / MAX(rtt_s, 0.001), 1, 3) *
	       /* of an unknown length the pauses may be round trips */
	       (flow_path_known(w) ? 1 : 0.5);
}

static void
say_flow(const struct flow *w, struct finding *f)
{
	struct endpoint from = flow_sender(w);
	int64_t life_ns = conn_duration_ns(w->conn);

	finding_say(f,
		    "The application at %s is the limit: for %s of the time it had nothing to "
		    "send, with all data acknowledged.",
		    say_endpoint(f, &from),
		    say_percent(f, (double)w->me->pause_ns / (double)life_ns));
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_SENDER_IDLE),
		     "%s of silence at the sender, nothing in flight: %s in all, of %s",
		     say_things(f, w->me->pauses, "stretch", "stretches"),
		     say_time(f, w->me->pause_ns), say_time(f, life_ns));
	finding_seen(f, w->view, 0, "between them bursts of about %s",
		     say_bytes(f, (double)w->me->unique_bytes / (double)(w->me->pauses + 1)));
	if (!w->me->loss.segments)
		finding_not(f, "random-loss-long-rtt", "no segment was lost");
	finding_not(f, "receive-window-limited", "the window stood open during each pause");
	finding_not(f, "send-buffer-limited", "nothing was in flight or unsent during the pauses");
	finding_not(f, "bufferbloat", "an idle sender fills no queue");
	finding_fix(f, SCOPE_CODE,
		    "Look at the sending application at %s: the network is idle and "
		    "waits for it.",
		    say_endpoint(f, &from));
	finding_command(f, "what it does in the pauses",
			"strace -fp PID -tt -T -e trace=read,write,poll,futex");
	finding_command(f, "app_limited, and Send-Q 0 (at the sender)", "ss -tin 'sport = :%u'",
			from.port);
	finding_expect(f, "goodput_bps", flow_goodput_bps(w), NAN,
		       "Now %s over all; without the pauses %s until the network is the limit.",
		       say_rate(f, flow_goodput_bps(w)),
		       say_rate(f, flow_goodput_bps(w) * (double)life_ns /
					   (double)MAX(life_ns - w->me->pause_ns, 1)));
	finding_verify(f, "ss -tin    # app_limited gone while it should be busy");
	finding_refuse(f, "Tune TCP: no setting sends what was not written.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };

	while (flow_next(cs, &w)) {
		double sure = judge_flow(&w);

		if (sure >= 0.5)
			finding_harm(f, w.view, ns_to_s(w.me->pause_ns), 0);
		surest_takes(&best, &w, sure);
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, f);
}

const struct rule rule_application_limited = {
	.id = "application-limited",
	.title = "the sender has nothing to send",
	.harm = HARM_HELD,
	.witnesses = WITNESS_WIRE,
	.rivals = { "random-loss-long-rtt", "receive-window-limited", "send-buffer-limited",
		    "bufferbloat" },
	.look = look,
};
