/*
 * ecn-marked: marks, not losses, hold the window.
 *
 * A queue that manages itself marks packets (CE) before it has to drop any, the
 * receiver echoes that (ECE) until the sender has cut its window once and says so
 * (CWR; RFC 3168, 6.1). It is how it should be: nothing is lost, and the place to
 * look at is the link whose queue marks. The sender's cuts and their cause are on
 * the wire; from one end's counters only that marks came.
 */
#include "diagnose/losses.h"
#include "diagnose/rule.h"

/* One cut may end a slow start; two and more are how the rate is set. */
#define CUTS_NO 0
#define CUTS_YES 3
/* Below, the window is not what the sender waits for. */
#define HELD_NO 0.1
#define HELD_YES 0.3
/*
 * Share of packets that came marked. CUBIC over one marking queue sees a mark a
 * saw-tooth, some hundred packets; DCTCP several percent (RFC 8257).
 */
#define MARKS_NO 0.0002
#define MARKS_YES 0.002

struct marks {
	uint64_t cuts;	 /* of the window, for marks */
	uint64_t ce;	 /* packets that came marked: seen behind the queue only */
	uint64_t echoes; /* ACKs that say so */
	uint64_t losses; /* events */
};

static void
of_flow(const struct crux_case *cs, const struct flow *w, struct marks *m)
{
	struct flow r;

	*m = (struct marks){
		.cuts = MAX(w->me->cwr, w->me->mind ? w->me->mind->ecn_reductions : 0),
		.ce = w->me->ce,
		.echoes = w->peer->ece,
		.losses = w->me->loss.events,
	};
	if (flow_at_receiver(cs, w, &r))
		m->ce = MAX(m->ce, r.me->ce);
}

static double
judge_flow(const struct flow *w, const struct marks *m)
{
	/* a handshake that agrees on ECN has an ECE and a CWR, too: echoes count after it */
	if (!m->cuts || (!m->ce && !m->echoes))
		return 0;
	return 0.92 * ramp((double)m->cuts, CUTS_NO, CUTS_YES) *
	       ramp(flow_share(w, ACCOUNT_CONGESTION_WINDOW) + flow_share(w, ACCOUNT_SLOW_START),
		    HELD_NO, HELD_YES) *
	       ramp((double)m->cuts / (double)(m->cuts + m->losses), 0.3, 0.7);
}

static void
advise(const struct endpoint *to, struct finding *f)
{
	finding_fix(
		f, SCOPE_NETWORK,
		"Leave ECN on: it works as designed. Find the queue that marks; if the rate there "
		"is too low, give it more, or less other traffic.");
	finding_command(f, "on each hop that is yours: ecn_mark counts",
			"tc -s qdisc show | grep -B3 ecn_mark");
	finding_command(f, "where the delay under load begins", "mtr -n --tcp %s",
			to ? say_addr(f, &to->addr) : "PEER");
	finding_risk(f, "none: nothing is changed at the ends");
	finding_verify(f,
		       "nstat -az TcpExtTCPDeliveredCE IpExtInCEPkts    # twice: grows under load "
		       "only");
	finding_settle(f, "marks at the receiver (IpExtInCEPkts) and losses at the sender",
		       "nstat -az IpExtInCEPkts IpExtInECT0Pkts TcpRetransSegs    # at both ends");
	finding_refuse(f, "Turn tcp_ecn off: the same queue then drops what it now marks.");
	finding_refuse(f, "Larger buffers: the queue marks because it is long enough.");
}

static void
say_flow(const struct flow *w, const struct marks *m, struct finding *f)
{
	struct endpoint to = flow_receiver(w);
	double rate = flow_goodput_bps(w);

	finding_say(
		f,
		"A queue towards %s marks packets instead of dropping them, and the sender slows "
		"down for that as it should: %s, %s cut for marks, %s.",
		say_endpoint(f, &to), say_rate(f, rate),
		say_things(f, m->cuts, "window", "windows"),
		m->losses ? say_things(f, m->losses, "loss event", "loss events") : "no loss");
	if (m->ce)
		finding_seen(f, w->view, 0, "%s of %s arrived marked (CE)",
			     say_things(f, m->ce, "packet", "packets"),
			     say_count(f, (uint64_t)flow_segments(w)));
	finding_seen(f, w->view, 0, "%s with ECE; the sender answered with CWR %s",
		     say_things(f, m->echoes, "ACK", "ACKs"),
		     say_things(f, m->cuts, "time", "times"));
	if (!m->losses)
		finding_not(f, "random-loss-long-rtt", "no segment was lost");
	finding_not(f, "bufferbloat",
		    "the queue marks before it is deep: RTT under load %s, shortest %s",
		    say_time(f, flow_loaded_rtt_ns(w)), say_time(f, flow_path_rtt_ns(w)));
	finding_not(f, "policer", "what is too much is marked, not dropped");
	advise(&to, f);
	finding_expect(
		f, "goodput_bps", rate, NAN,
		"The rate is the marking link's share, %s here; only that link can give more.",
		say_rate(f, rate));
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };
	struct marks m, best_marks = { 0 };

	while (flow_next(cs, &w)) {
		double sure;

		of_flow(cs, &w, &m);
		sure = judge_flow(&w, &m);
		if (sure >= 0.5)
			finding_harm(f, w.view, 0, w.me->unique_bytes);
		if (surest_takes(&best, &w, sure))
			best_marks = m;
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, &best_marks, f);
}

/* Marks came, as one end counts them: of what arrived, or of what was delivered. */
static double
marked_share(const struct crux_case *cs, struct finding *f)
{
	struct counter_found in = counter_of(cs, "IpExtInCEPkts");
	struct counter_found out = counter_of(cs, "TcpExtTCPDeliveredCE");
	double capable = (double)(counter_growth(cs, "IpExtInECT0Pkts") +
				  counter_growth(cs, "IpExtInECT1Pkts") + in.growth);
	double sent = (double)counter_growth(cs, "TcpExtTCPDelivered"), share = 0;

	if (in.growth && capable > 0) {
		share = (double)in.growth / capable;
		finding_at(f, in.at, "InCEPkts %s of %.0f packets that could be marked",
			   say_count(f, in.growth), capable);
	}
	if (out.growth && sent > 0) {
		share = MAX(share, (double)out.growth / sent);
		finding_at(f, out.at,
			   "TCPDeliveredCE %s of %.0f segments delivered: their ACKs told of marks",
			   say_count(f, out.growth), sent);
	}
	return share;
}

static void
look_counters(const struct crux_case *cs, struct finding *f)
{
	double share = marked_share(cs, f), lost = 0;
	double sent = (double)counter_growth(cs, "TcpExtTCPOrigDataSent");

	if (share <= 0)
		return;
	if (sent > 0)
		lost = (double)counter_growth(cs, "TcpRetransSegs") / sent;
	/* more lost than marked: the marks are not what sets the rate */
	finding_sure(f, 0.65 * ramp(share, MARKS_NO, MARKS_YES) * (1 - ramp(lost / share, 0.5, 2)));
	if (f->summary.n || f->confidence <= 0)
		return;
	finding_say(
		f,
		"A queue on the path marks packets (ECN), %s of them, and drops %s: senders slow "
		"down for the marks as they should.",
		say_percent(f, share), lost > 0 ? "few" : "none");
	advise(NULL, f);
	finding_expect(f, NULL, NAN, NAN,
		       "It stays as it is until the marking link gets more rate.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_counters(cs, f);
	if (f->confidence <= 0)
		finding_not(f, "ecn-marked",
			    "no packet came marked (CE), no window was cut for a mark");
}

const struct rule rule_ecn_marked = {
	.id = "ecn-marked",
	.title = "marks, not losses, hold the window",
	.harm = HARM_HELD,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS,
	.rivals = { "random-loss-long-rtt", "bufferbloat", "policer", "receive-window-limited" },
	.look = look,
};
