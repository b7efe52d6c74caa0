/*
 * ack-path-loss: ACKs are lost or thinned, data is not.
 *
 * ACKs are cumulative, so one that is lost is repaired by the next: the sender sees
 * larger steps, sends in larger bursts, opens its window more slowly, and now and then
 * waits for a timer although all had arrived (RFC 3449, 2). Captures at both ends
 * count it outright. At the sender alone a stretch ACK is also what a receiver with
 * offload makes, so there it is a suspicion at most; at the receiver alone it is seen
 * only by repairs of what had arrived and was acknowledged.
 */
#include "diagnose/losses.h"
#include "diagnose/rule.h"

/* Of the ACKs: they are small and many, a lost one in twenty is not felt. */
#define GONE_NO 0.05
#define GONE_YES 0.25
#define ACKS_MIN 20
/* Data must get through much better than its ACKs. */
#define DATA_TO_ACKS_NO 0.5
#define DATA_TO_ACKS_YES 0.2
/* At least every second full segment is to be acknowledged (RFC 9293, 3.8.6.3). */
#define STRETCH_NO 2.6
#define STRETCH_YES 4.0
/* A receiver with GRO acknowledges up to 64 kB at once: beyond a few it is that. */
#define STRETCH_GRO 10.0
/* Both captures must have the same of the connection, to a few packets. */
#define SAME 0.01

struct acks {
	double sent, seen, gone; /* gone: share */
	const struct view *at_receiver;
};

/* Near to equal: what both captures have is the same stretch. */
static bool
same(uint64_t a, uint64_t b)
{
	return (double)(a > b ? a - b : b - a) <= SAME * (double)MAX(a, b);
}

static bool
of_pair(const struct crux_case *cs, const struct flow *w, struct acks *ret)
{
	struct flow r;

	*ret = (struct acks){ 0 };
	if (!flow_at_receiver(cs, w, &r) || !flow_seen_by_receiver(&r) || !flow_seen_by_sender(w))
		return false;
	/* a capture that loses packets loses data, too */
	if (!same(r.me->unique_bytes, w->me->unique_bytes) || w->me->acked_unseen_bytes ||
	    (!w->me->over_mss && w->me->data_packets < r.me->data_packets) ||
	    r.peer->pure_acks < ACKS_MIN)
		return false;
	*ret = (struct acks){
		.sent = (double)r.peer->pure_acks,
		.seen = (double)MIN(w->peer->pure_acks, r.peer->pure_acks),
		.at_receiver = r.view,
	};
	ret->gone = 1 - ret->seen / ret->sent;
	return true;
}

static double
judge_pair(const struct flow *w, const struct acks *a)
{
	if (a->gone <= 0)
		return 0;
	return 0.95 * ramp(a->gone, GONE_NO, GONE_YES) *
	       (1 - ramp(flow_loss_rate(w) / a->gone, DATA_TO_ACKS_YES, DATA_TO_ACKS_NO));
}

static double
stretch_of(const struct flow *w)
{
	return w->peer->pure_acks ? flow_segments(w) / (double)w->peer->pure_acks : 0;
}

/* From the sender alone; needless repairs make it likelier. */
static double
judge_sender(const struct flow *w)
{
	double stretch = stretch_of(w), needless = (double)w->me->unneeded;

	if (!flow_seen_by_sender(w) || w->peer->pure_acks < ACKS_MIN || w->me->over_mss ||
	    flow_loss_rate(w) > 0.01)
		return 0;
	return (0.3 + 0.15 * ramp(needless, 0, 3)) * ramp(stretch, STRETCH_NO, STRETCH_YES) *
	       (1 - ramp(stretch, STRETCH_YES, STRETCH_GRO));
}

static void
advise(const struct endpoint *from, const struct endpoint *to, struct finding *f)
{
	finding_fix(
		f, SCOPE_NETWORK,
		"Find the queue on the way back, from %s to %s, that drops or thins ACKs: an uplink "
		"that is full, or a device that filters them.",
		say_addr(f, &to->addr), say_addr(f, &from->addr));
	finding_command(f, "at each hop of the way back: drops of the queue that faces the sender",
			"tc -s qdisc show");
	finding_command(f, "where the uplink is full: ACKs pass between the uploads",
			"tc qdisc replace dev DEV root cake bandwidth RATE ack-filter");
	finding_command(f, "which hop loses, seen from the receiver", "mtr -n --tcp %s",
			say_addr(f, &from->addr));
	finding_risk(f, "none for the ends; a shaped uplink gives a few percent of its rate away");
	finding_verify(f,
		       "nstat -az TcpInSegs TcpExtTCPPureAcks    # at the sender: one ACK for two "
		       "segments");
	finding_settle(f, "the same seconds at both ends: ACKs sent against ACKs that arrive",
		       "tcpdump -ni any -s 96 -w x.pcap host %s and host %s",
		       say_addr(f, &from->addr), say_addr(f, &to->addr));
	finding_refuse(f, "Look for loss of data: the data arrives, its ACKs do not.");
}

static void
say_common(const struct flow *w, struct finding *f)
{
	struct endpoint to = flow_receiver(w), from = flow_sender(w);

	finding_not(f, "random-loss-long-rtt", "%s lost on the way there",
		    w->me->loss.segments
			    ? say_things(f, w->me->loss.segments, "segment was", "segments were")
			    : "no segment was");
	finding_not(f, "policer", "data passes; nothing is dropped above a rate");
	finding_not(f, "reordering", "nothing arrived late: %s out of order",
		    say_things(f, w->me->out_of_order, "segment", "segments"));
	finding_not(f, "capture-loss", "data is complete in the captures; only ACKs are missing");
	advise(&from, &to, f);
	finding_expect(f, "segments_per_ack", stretch_of(w), 2,
		       "An ACK for every second segment arrives, not for every %.1f; windows open "
		       "faster and bursts get smaller.",
		       stretch_of(w));
}

static void
say_pair(const struct flow *w, const struct acks *a, struct finding *f)
{
	struct endpoint to = flow_receiver(w);

	finding_say(
		f,
		"%s of the ACKs that %s sends never arrive, while its data does: the way back loses "
		"them.",
		say_percent(f, a->gone), say_endpoint(f, &to));
	finding_seen(f, a->at_receiver, 0, "%.0f ACKs left the receiver", a->sent);
	finding_seen(f, w->view, 0, "%.0f of them arrived at the sender; of the data %s lost",
		     a->seen,
		     w->me->loss.segments ? say_percent(f, flow_loss_rate(w)) : "nothing was");
	say_common(w, f);
}

static void
say_sender(const struct flow *w, struct finding *f)
{
	struct endpoint to = flow_receiver(w);

	finding_say(
		f,
		"ACKs from %s may be lost or thinned on the way: one for every %.1f segments arrives "
		"instead of one for two.",
		say_endpoint(f, &to), stretch_of(w));
	finding_seen(f, w->view, 0, "%.0f segments, %s ACKs, %s lost; %s sent again without need",
		     flow_segments(w), say_count(f, w->peer->pure_acks),
		     w->me->loss.segments ? say_count(f, w->me->loss.segments) : "none",
		     w->me->unneeded ? say_count(f, w->me->unneeded) : "none");
	say_common(w, f);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 }, best = { 0 };
	struct acks a, best_acks = { 0 };
	double best_sure = 0;

	while (flow_next(cs, &w)) {
		bool pair = of_pair(cs, &w, &a);
		double sure = pair ? judge_pair(&w, &a) : judge_sender(&w);

		if (sure >= 0.5)
			/* a window that opens by ACKs opens by so much more slowly */
			finding_harm(f, w.view,
				     a.gone * flow_seconds(&w, ACCOUNT_SLOW_START) +
					     flow_seconds(&w, ACCOUNT_RTO),
				     w.me->unique_bytes);
		if (sure <= best_sure)
			continue;
		best = w;
		best_acks = a;
		best_sure = sure;
	}
	if (best_sure <= 0) {
		finding_not(f, "ack-path-loss",
			    "about as many ACKs arrive as two segments each need");
		return;
	}
	finding_sure(f, best_sure);
	if (best_acks.at_receiver)
		say_pair(&best, &best_acks, f);
	else
		say_sender(&best, f);
}

const struct rule rule_ack_path_loss = {
	.id = "ack-path-loss",
	.title = "ACKs are lost on the way back",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE,
	.explains = { "spurious-rto", "tail-loss-rto", "slow-start-bound" },
	.rivals = { "random-loss-long-rtt", "policer", "reordering", "capture-loss" },
	.look = look,
};
