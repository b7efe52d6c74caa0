/*
 * spurious-rto: a delay longer than the retransmission timer.
 *
 * The path stands still for a moment (a radio, a handover, a paused machine), the
 * timer ends, and what was only late is sent again; the window is cut for nothing.
 * Proof is that the repair was not needed: ACKs echo time stamps of the originals
 * (Eifel, RFC 3522), a DSACK says twice (RFC 3708), the kernel takes its timeout back
 * (F-RTO, RFC 5682). That a round trip then took longer than the timer's floor
 * separates it from reordering and from lost ACKs.
 */
#include "diagnose/losses.h"
#include "diagnose/rule.h"

#define RTO_FLOOR_NS (200 * (int64_t)NS_PER_MS) /* TCP_RTO_MIN of Linux; RFC 6298: 1 s */
/* Against timeouts that repaired a loss. */
#define NEEDLESS_FEW 2 /* one may be a probe that met a delayed ACK */
#define NEEDLESS_NO 0.3
#define NEEDLESS_YES 0.7

/*
 * Against segments that were lost. Where a timer was seen to end without a loss, a queue that
 * overflows beside it, as it fills anew behind each spike, takes nothing from that.
 */
#define OF_REPAIRS_NO 0.1
#define OF_REPAIRS_YES 0.5
#define OF_REPAIRS_PROVEN_NO 0.05
#define OF_REPAIRS_PROVEN_YES 0.25

/* Of all timeouts, those that the kernel took back itself. */
#define TAKEN_BACK_NO 0.1
#define TAKEN_BACK_YES 0.5

struct spikes {
	uint64_t timeouts; /* that repaired nothing */
	uint64_t needless; /* segments sent again in vain */
	uint64_t true_timeouts;
	int64_t longest_ns, shortest_ns;
	bool proven; /* a timeout without a loss was seen, not only needless repairs */
};

static void
of_flow(const struct flow *w, struct spikes *s)
{
	const struct rtt_stats *r = flow_seen_by_receiver(w) && w->me->echo.samples ? &w->me->echo
										    : &w->me->rtt;
	uint64_t by_timeout = w->me->mind ? w->me->mind->recoveries_by_timeout : 0;

	*s = (struct spikes){
		.needless = w->me->unneeded,
		.true_timeouts = w->me->loss.timeouts,
		.longest_ns = r->max_ns,
		.shortest_ns = r->samples ? r->min_ns : 0,
	};
	s->timeouts = by_timeout > s->true_timeouts ? by_timeout - s->true_timeouts : 0;
	s->proven = s->timeouts > 0 && s->needless > 0 && !flow_seen_by_receiver(w);
	/* from the receiver a timer is not seen to end, and a probe repeats as well */
	if (!s->timeouts && s->needless >= NEEDLESS_FEW && !w->me->fast &&
	    flow_seen_by_receiver(w) && s->longest_ns - s->shortest_ns > 2 * RTO_FLOOR_NS)
		s->timeouts = 1;
}

static double
judge_flow(const struct flow *w, const struct spikes *s)
{
	double needless, late = (double)w->me->out_of_order;

	if (!s->needless || !s->timeouts || s->longest_ns - s->shortest_ns < RTO_FLOOR_NS)
		return 0;
	needless = (double)s->timeouts / (double)(s->timeouts + s->true_timeouts);
	return (s->proven ? 0.9 : 0.47) * ramp(needless, NEEDLESS_NO, NEEDLESS_YES) *
	       /* losses in number are another matter; late originals are reordering's */
	       ramp((double)s->needless / (double)(s->needless + w->me->loss.segments),
		    s->proven ? OF_REPAIRS_PROVEN_NO : OF_REPAIRS_NO,
		    s->proven ? OF_REPAIRS_PROVEN_YES : OF_REPAIRS_YES) *
	       (1 - ramp(late / (double)s->needless, 0.5, 2)) *
	       /* damage, refused data and dying paths make needless repairs, too */
	       (w->me->rto_backoff ? 0.3 : 1);
}

static void
advise(const struct endpoint *from, const struct endpoint *to, double longest_ms, struct finding *f)
{
	finding_fix(
		f, SCOPE_NETWORK,
		"Find what stops the path to %s%s; keep F-RTO and time stamps on, they take the "
		"timeout back.",
		to ? say_addr(f, &to->addr) : "the peer",
		longest_ms > 0 ? say(f, " for up to %.0f ms", longest_ms) : "");
	finding_command(f, "must be 2 and 1 at the sender",
			"sysctl net.ipv4.tcp_frto "
			"net.ipv4.tcp_timestamps");
	finding_command(f, "which hop stands still: leave it running over a spike",
			"mtr -n --tcp -i 0.2 %s", to ? say_addr(f, &to->addr) : "PEER");
	finding_command(f, "where the spikes stay: a timer above them, this peer only",
			"ip route replace %s via GATEWAY dev DEV rto_min %s",
			to ? say_addr(f, &to->addr) : "PEER", longest_ms > 1000 ? "2s" : "1s");
	finding_risk(f,
		     "a larger rto_min makes true losses at the end of a burst cost as much more");
	finding_verify(f,
		       "nstat -az TcpExtTCPTimeouts TcpExtTCPSpuriousRTOs TcpExtTCPLossUndo "
		       "TcpExtTCPDSACKRecv    # twice%s",
		       from ? say(f, ", at %s", say_addr(f, &from->addr)) : "");
	finding_settle(f, "spikes above 200 ms, when nothing else is sent",
		       "ping -D -i 0.2 %s    # for a minute or two",
		       to ? say_addr(f, &to->addr) : "PEER");
	finding_refuse(f, "Look for the loss: what was sent again had arrived.");
	finding_refuse(f, "Turn time stamps off: then the sender cannot tell late from lost.");
}

static void
say_flow(const struct flow *w, const struct spikes *s, struct finding *f)
{
	struct endpoint to = flow_receiver(w), from = flow_sender(w);
	double longest_ms = ns_to_ms(s->longest_ns);

	finding_say(f,
		    "The path to %s stood still for up to %.0f ms, longer than the retransmission "
		    "timer: %s sent again%s.",
		    say_endpoint(f, &to), longest_ms,
		    say_things(f, s->needless, "segment was", "segments were"),
		    w->me->loss.segments ? " without need" : ", and nothing was lost");
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_RTO),
		     "%s not needed: %s, ACKs for the originals",
		     say_things(f, s->needless, "retransmission was", "retransmissions were"),
		     w->peer->dsacks ? say(f, "%s told as received twice (DSACK)",
					   say_things(f, w->peer->dsacks, "segment", "segments"))
				     : "by the echoed time stamps");
	finding_seen(f, w->view, 0,
		     "round trips: shortest %s, longest %s; the timer's floor is 200 ms",
		     say_time(f, s->shortest_ns), say_time(f, s->longest_ns));
	finding_not(f, "random-loss-long-rtt", "%s true losses against %s needless repairs",
		    say_count(f, w->me->loss.segments), say_count(f, s->needless));
	finding_not(f, "tail-loss-rto", "what was waited for had not been lost");
	finding_not(f, "dead-peer-timeout", "the ACKs came, late");
	finding_not(f, "policer", "what was missing arrived by itself");
	advise(&from, &to, longest_ms, f);
	finding_expect(f, "rtt_max_ms", longest_ms, ns_to_ms(s->shortest_ns),
		       "Without the spikes no timer ends; each of them stops everything for up to "
		       "%.0f ms now.",
		       longest_ms);
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };
	struct spikes s, best_spikes = { 0 };

	while (flow_next(cs, &w)) {
		double sure;

		of_flow(&w, &s);
		sure = judge_flow(&w, &s);
		if (sure >= 0.5)
			finding_harm(f, w.view,
				     flow_seconds(&w, ACCOUNT_RTO) +
					     flow_seconds(&w, ACCOUNT_REORDERING),
				     w.me->retransmitted_bytes);
		if (surest_takes(&best, &w, sure))
			best_spikes = s;
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, &best_spikes, f);
}

/* The kernel's own verdict on its timeouts. */
static void
look_counters(const struct crux_case *cs, struct finding *f)
{
	struct counter_found t = counter_of(cs, "TcpExtTCPTimeouts");
	uint64_t frto = counter_growth(cs, "TcpExtTCPSpuriousRTOs");
	uint64_t undo = counter_growth(cs, "TcpExtTCPLossUndo");
	uint64_t needless = counter_growth(cs, "TcpExtTCPDSACKRecv");
	uint64_t again = counter_growth(cs, "TcpRetransSegs");
	uint64_t recoveries = counter_growth(cs, "TcpExtTCPSackRecovery") +
			      counter_growth(cs, "TcpExtTCPRenoRecovery");
	uint64_t taken_back;
	double share;

	if (!t.growth || frto + undo == 0)
		return;
	/* one taken back by F-RTO is counted as undone, too (tcp_try_undo_loss) */
	taken_back = MAX(frto, undo);
	share = ramp((double)taken_back / (double)t.growth, TAKEN_BACK_NO, TAKEN_BACK_YES);
	/* one beside many true losses is not what is wrong */
	share *= ramp((double)taken_back / (double)(taken_back + recoveries), 0.05, 0.3);
	finding_sure(f, (growth_is_recent(cs, &t) ? 1 : 0.6) * share *
				(0.55 +
				 0.15 * ramp((double)needless / (double)MAX(again, 1), 0.2, 0.6)));
	if (f->confidence <= 0)
		return;
	finding_at(f, t.at,
		   "TCPTimeouts %s, taken back: %s by time stamps (LossUndo), %s by F-RTO "
		   "(SpuriousRTOs)",
		   say_count(f, t.growth), say_count(f, undo), say_count(f, frto));
	if (needless)
		finding_at(f, t.at, "TCPDSACKRecv %s of %s sent again: they had arrived",
			   say_count(f, needless), say_count(f, again));
	if (f->summary.n)
		return;
	finding_say(
		f,
		"Retransmission timers ended although nothing was lost: %s of %s taken back. The "
		"path stands still at times.",
		say_count(f, taken_back), say_things(f, t.growth, "timeout was", "timeouts were"));
	advise(NULL, NULL, 0, f);
	finding_expect(f, NULL, NAN, NAN, "TCPTimeouts stands still once the delay is gone.");
	finding_harm_estimated(f, 0.2 * (double)taken_back, 0, 0);
}

/* All that was sent again had arrived: late, by a spike or by reordering. */
static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		if (!(s->has & SOCK_DSACK_DUPS) || !(s->has & SOCK_RETRANS) || !s->dsack_dups ||
		    s->dsack_dups < s->retrans_total || !(s->has & SOCK_RTT) ||
		    !(s->has & SOCK_MIN_RTT) || ((s->has & SOCK_REORDERING) && s->reordering > 3))
			continue;
		/* srtt or its deviation still tells of a spike; later nothing does */
		if (s->rtt_ns + 4 * s->rttvar_ns < s->min_rtt_ns + RTO_FLOOR_NS)
			continue;
		finding_sure(f, 0.45);
		finding_at(
			f, s->at,
			"all of %s had arrived (dsack_dups %u) and no reordering is noted: rtt %s, "
			"deviation %s, minrtt %s",
			say_things(f, s->retrans_total, "retransmission", "retransmissions"),
			s->dsack_dups, say_time(f, s->rtt_ns), say_time(f, s->rttvar_ns),
			say_time(f, s->min_rtt_ns));
		if (f->summary.n)
			return;
		finding_say(f,
			    "What was sent again to %s had arrived: a delay may have outlasted the "
			    "timer.",
			    say_endpoint(f, &s->peer));
		advise(&s->local, &s->peer, 0, f);
		finding_expect(f, NULL, NAN, NAN, "retrans stops growing once the delay is gone.");
		finding_harm_estimated(f, 0, 1, s->bytes_retrans);
		return;
	}
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_counters(cs, f);
	look_socks(cs, f);
	if (f->confidence <= 0)
		finding_not(
			f, "spurious-rto",
			"no timeout was found needless by a DSACK, by echoed time stamps or by the "
			"kernel's own counters");
}

const struct rule rule_spurious_rto = {
	.id = "spurious-rto",
	.title = "a delay longer than the retransmission timer",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS | WITNESS_SOCKETS,
	.rivals = { "random-loss-long-rtt", "tail-loss-rto", "dead-peer-timeout", "policer" },
	.look = look,
};
