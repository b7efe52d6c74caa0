/*
 * reordering: packets overtake each other.
 *
 * A receiver answers out-of-order data at once with duplicate ACKs and SACK, and
 * a sender that takes them for loss sends again what was only late; the receiver
 * says so with a DSACK (RFC 2883). The proof is in the pair: holes that were
 * filled without a repair, or repairs that were not needed. Single repairs of
 * that kind also come from tail-loss probes against delayed ACKs; those follow no
 * hole.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* Late originals of new segments: one in 200 is felt, one in 2,000 is weather. */
#define LATE_NO 0.0005
#define LATE_YES 0.005
#define LATE_FEW 3
#define LATE_MANY 10
/* Against true losses: most of what looked lost was only late. */
#define LATE_PER_LOSS_NO 0.5
#define LATE_PER_LOSS_YES 2.0
/*
 * On a host and between neighbours packets change places as well, from processor to
 * processor, and are back in order within a round trip of microseconds: nobody waits.
 */
#define COST_NO_S 0.01
#define COST_YES_S 0.05
#define CHEAP 0.45
#define NEAR_NO_S 0.0002 /* a row of ss tells no cost, but how near the peer is */
#define NEAR_YES_S 0.001

struct late {
	double count; /* late originals, or what proves them from the sender */
	double segments, losses;
	uint64_t needless; /* retransmissions */
	const struct view *at_receiver;
	uint64_t overtaken_by; /* packets, the most */
};

static void
of_flow(const struct flow *w, struct late *ret)
{
	uint64_t holes = w->conn->ledger.count[ACCOUNT_REORDERING];

	*ret = (struct late){
		.count = (double)w->me->out_of_order,
		.segments = flow_segments(w),
		.losses = (double)w->me->loss.segments,
		.needless = w->me->unneeded,
	};
	/*
	 * The sender's own capture sees no late original, only holes that close by
	 * themselves: a wait at a hole (the ledger's reordering) that no loss follows.
	 */
	if (holes > w->me->loss.events)
		ret->count = MAX(ret->count, (double)(holes - w->me->loss.events));
}

/* The same connection where its receiver is nearer: late originals are seen there. */
static void
at_receiver(const struct crux_case *cs, const struct flow *w, struct late *l)
{
	const struct view *v = case_view_for(cs, w->view->incident, w->dir == C2S ? S2C : C2S);

	if (!v || (double)v->conn->half[w->dir].out_of_order < l->count)
		return;
	l->at_receiver = v;
	l->count = (double)v->conn->half[w->dir].out_of_order;
	l->overtaken_by = v->conn->half[w->dir].late_max_packets;
}

static double
judge_late(const struct late *l)
{
	if (l->segments <= 0 || l->count < LATE_FEW)
		return 0;
	return 0.95 * ramp(l->count / l->segments, LATE_NO, LATE_YES) *
	       ramp(l->count, LATE_FEW, LATE_MANY) *
	       ramp(l->count / (l->losses + 1), LATE_PER_LOSS_NO, LATE_PER_LOSS_YES);
}

static double
cost_s(const struct flow *w)
{
	return flow_seconds(w, ACCOUNT_REORDERING) + flow_seconds(w, ACCOUNT_LOSS_RECOVERY);
}

/* What the window lost by it shows in no account, so that much is left. */
static double
fits_cost(const struct flow *w)
{
	return CHEAP + (1 - CHEAP) * ramp(cost_s(w), COST_NO_S, COST_YES_S);
}

static void
advise(const struct endpoint *to, struct finding *f)
{
	finding_fix(f, SCOPE_NETWORK,
		    "Find the hop that balances by packet instead of by flow (LAG, ECMP, a bond in "
		    "balance-rr) and make it keep flows together; keep RACK on meanwhile.");
	finding_command(f, "RACK waits a little before it calls a segment lost: must be 1 or 3",
			"sysctl net.ipv4.tcp_recovery");
	finding_command(f, "a bond here that sends round-robin",
			"grep -H Mode /proc/net/bonding/*");
	finding_risk(f, "none for the ends; a flow then has one member link's rate at most");
	finding_expect(f, NULL, NAN, NAN,
		       "TCPSACKReorder and TCPDSACKRecv stop growing; the window is "
		       "no longer cut for what was not lost.");
	finding_verify(f,
		       "nstat -az TcpExtTCPSACKReorder TcpExtTCPDSACKRecv TcpExtTCPFullUndo    # "
		       "twice");
	finding_settle(f, "where packets change places: the same seconds at both ends",
		       "tcpdump -ni any -s 96 -w x.pcap host %s", say_addr(f, &to->addr));
	finding_refuse(f, "Look for the loss: the segments arrived, late.");
}

static void
say_flow(const struct flow *w, const struct late *l, struct finding *f)
{
	struct endpoint to = flow_receiver(w);

	finding_say(f, "Packets to %s overtake each other: %s of %s arrived late%s.",
		    say_endpoint(f, &to), say_count(f, (uint64_t)l->count),
		    say_things(f, (uint64_t)l->segments, "segment", "segments"),
		    l->needless ? ", and what was sent again for it was not needed" : "");
	if (l->at_receiver)
		finding_seen(f, l->at_receiver, 0, "%s came late; the latest was overtaken by %s",
			     say_things(f, (uint64_t)l->count, "original", "originals"),
			     say_things(f, l->overtaken_by, "packet", "packets"));
	else
		finding_seen(f, w->view, flow_packet(w, ACCOUNT_REORDERING),
			     "%s by themselves, without a repair",
			     say_things(f, (uint64_t)l->count, "hole closed", "holes closed"));
	if (l->needless || w->peer->dsacks)
		finding_seen(f, w->view, 0, "%s not needed; the receiver reported %s twice (DSACK)",
			     say_things(f, l->needless, "retransmission was",
					"retransmissions were"),
			     say_things(f, w->peer->dsacks, "segment", "segments"));
	finding_not(f, "random-loss-long-rtt", "%s true losses against %s late originals",
		    say_count(f, (uint64_t)l->losses), say_count(f, (uint64_t)l->count));
	finding_not(f, "policer", "what was missing arrived by itself");
	advise(&to, f);
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };
	struct late l, best_late = { 0 };

	while (flow_next(cs, &w)) {
		double sure;

		of_flow(&w, &l);
		at_receiver(cs, &w, &l);
		sure = judge_late(&l) * fits_cost(&w);
		if (sure >= 0.5)
			finding_harm(f, w.view, cost_s(&w), w.me->retransmitted_bytes);
		if (surest_takes(&best, &w, sure))
			best_late = l;
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, &best_late, f);
}

/* The sender's counters: each TCPSACKReorder is a hole that closed by itself. */
static void
look_counters(const struct crux_case *cs, struct finding *f)
{
	struct counter_found late = counter_of(cs, "TcpExtTCPSACKReorder");
	struct counter_found sent = counter_of(cs, "TcpExtTCPOrigDataSent");
	struct counter_found again = counter_of(cs, "TcpRetransSegs");
	uint64_t needless = counter_growth(cs, "TcpExtTCPDSACKRecv");
	struct late l;

	if (!late.found || late.growth == 0 || !sent.found)
		return;
	l = (struct late){
		.count = (double)late.growth,
		.segments = (double)sent.growth,
		.losses = (double)(again.growth > needless ? again.growth - needless : 0),
		.needless = needless,
	};
	if (judge_late(&l) <= 0)
		return;
	finding_sure(f, judge_late(&l));
	finding_at(f, late.at,
		   "TCPSACKReorder %s of %s segments sent: holes that closed by themselves",
		   say_count(f, late.growth), say_count(f, sent.growth));
	if (needless)
		finding_at(f, late.at, "TCPDSACKRecv %s: what was sent again had arrived",
			   say_count(f, needless));
	if (!f->summary.n)
		finding_say(f,
			    "Packets overtake each other: %s of %s segments arrived late, and %s "
			    "were sent again without need.",
			    say_count(f, late.growth), say_count(f, sent.growth),
			    say_count(f, needless));
}

/* A row of ss: reordering above the initial 3 says that it happened, not how often. */
static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];
		double needless, often;

		if (!(s->has & SOCK_REORDERING) || s->reordering <= 3)
			continue;
		needless = (s->has & SOCK_DSACK_DUPS) && (s->has & SOCK_RETRANS) && s->retrans_total
				   ? MIN((double)s->dsack_dups / (double)s->retrans_total, 1)
				   : 0;
		often = sock_segments(s) > 0
				? ramp((double)s->dsack_dups / sock_segments(s), LATE_NO, LATE_YES)
				: 1;
		if (s->has & SOCK_RTT)
			often *= ramp(ns_to_s((s->has & SOCK_MIN_RTT) ? s->min_rtt_ns : s->rtt_ns),
				      NEAR_NO_S, NEAR_YES_S);
		/* most of what was sent again was not needed, and it was not next to nothing */
		finding_sure(f, s->dsack_dups >= LATE_FEW
					? 0.3 + 0.5 * often * ramp(needless, 0.3, 0.8)
					: 0.3);
		finding_at(f, s->at, "reordering:%u is above 3%s", s->reordering,
			   (s->has & SOCK_DSACK_DUPS)
				   ? say(f,
					 ", %u of %llu retransmissions "
					 "were not needed",
					 s->dsack_dups, (unsigned long long)s->retrans_total)
				   : "; a few of the retransmissions may have been needless");
		if (!f->summary.n)
			finding_say(
				f,
				"Packets to %s may overtake each other: reordering %u is above 3.",
				say_endpoint(f, &s->peer), s->reordering);
		if (!f->fix.action.n)
			advise(&s->peer, f);
	}
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_counters(cs, f);
	look_socks(cs, f);
	if (f->confidence > 0 && !f->fix.action.n)
		advise(&(struct endpoint){ 0 }, f);
}

const struct rule rule_reordering = {
	.id = "reordering",
	.title = "packets overtake each other",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS | WITNESS_SOCKETS,
	.explains = { "random-loss-long-rtt", "spurious-rto" },
	.rivals = { "random-loss-long-rtt", "policer", "tail-loss-rto" },
	.look = look,
};
