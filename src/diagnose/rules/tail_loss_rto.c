/*
 * tail-loss-rto: the last segments of a burst are lost, and a timer has to end.
 *
 * Three later segments, or their SACKs, tell a sender of a loss within a round trip.
 * Behind the last one nothing follows: it waits for a probe (RACK-TLP, RFC 8985, 7)
 * or for the retransmission timer (RFC 6298), 200 ms and more on Linux. The signs:
 * repairs by timer, not by duplicate ACKs; few segments out; and the connection goes
 * on afterwards. Counters tell it by timeouts that repair what was not lost again.
 */
#include "diagnose/losses.h"
#include "diagnose/rule.h"

/* Of all recoveries: a path that loses at random has most of them in mid-stream. */
#define BY_TIMER_NO 0.3
#define BY_TIMER_YES 0.7
/* One is an accident. */
#define TAILS_NO 0
#define TAILS_YES 4
/* Of the time in which somebody waits for the network. */
#define WAIT_NO 0.02
#define WAIT_YES 0.15
/* A tail is short: with four behind it a loss would have been noticed (RFC 5681, 3.2). */
#define TAIL_SEGS 4
/* The same segment lost again and again is a path that is gone. */
/* A timer takes 200 ms at least; probes and a wait of a millisecond are nobody's. */
#define FELT_NO_S 0.02
#define FELT_YES_S 0.1
#define AGAIN_NO 0.3
#define AGAIN_YES 0.7

#define BACKOFF_ONE 3  /* the same segment so often: 3 s and more on Linux */
#define OTHERS_LEAST 4 /* beside it, as TAILS_YES */

struct tails {
	uint64_t flows, with_tail; /* flows that lost anything */
	uint64_t events, by_timer, segments;
	double wait_s, busy_s;
	struct flow worst;
	double worst_s;
};

/* Where nothing can be sent, or nobody is there any more, a timer is no tail loss. */
static bool
is_another_trouble(const struct flow *w)
{
	const struct conn *c = w->conn;

	return c->opening == OPENING_UNANSWERED || c->opening == OPENING_HALF ||
	       c->syn_acks_after_ack || w->me->rto_backoff || w->peer->zero_windows;
}

static double
busy_seconds(const struct flow *w)
{
	return ns_to_s(conn_duration_ns(w->conn)) - flow_seconds(w, ACCOUNT_SENDER_IDLE) -
	       flow_seconds(w, ACCOUNT_SERVER_THINKING);
}

/*
 * A whole flight that went under is a path that was gone, not a tail. So is a segment that
 * is lost four times and more; beside many others it is one of them that had bad luck.
 */
static uint64_t
tails_of(const struct flow *w)
{
	const struct loss_stats *ls = &w->me->loss;
	double mean_segs = (double)ls->segments / (double)MAX(ls->events, 1);
	uint64_t n;

	if (!ls->events || mean_segs > TAIL_SEGS)
		return 0;
	n = MIN(MAX(ls->timeouts, MIN(w->me->rto + w->me->tlp, ls->events)), ls->events);
	if (w->me->rto_backoff_max > BACKOFF_ONE)
		return n > OTHERS_LEAST ? n - 1 : 0;
	return n;
}

static void
gather(const struct crux_case *cs, struct tails *t)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w)) {
		uint64_t n;
		double s = flow_seconds(&w, ACCOUNT_RTO);

		t->flows++;
		t->busy_s += busy_seconds(&w);
		if (!w.me->loss.events || is_another_trouble(&w))
			continue;
		n = tails_of(&w);
		t->events += w.me->loss.events;
		t->segments += w.me->loss.segments;
		t->by_timer += n;
		if (!n)
			continue;
		t->with_tail++;
		t->wait_s += s;
		if (t->worst_s > 0 && s <= t->worst_s)
			continue;
		t->worst = w;
		t->worst_s = s;
	}
}

static double
judge(const struct tails *t)
{
	if (!t->by_timer || t->busy_s <= 0)
		return 0;
	return 0.9 * ramp((double)t->by_timer, TAILS_NO, TAILS_YES) *
	       ramp((double)t->by_timer / (double)t->events, BY_TIMER_NO, BY_TIMER_YES) *
	       ramp(t->wait_s / t->busy_s, WAIT_NO, WAIT_YES) *
	       ramp(t->wait_s, FELT_NO_S, FELT_YES_S);
}

static void
count_harm(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w))
		if (w.me->loss.events && !is_another_trouble(&w) && tails_of(&w))
			finding_harm(f, w.view, flow_seconds(&w, ACCOUNT_RTO),
				     w.me->retransmitted_bytes);
}

static void
advise(const struct endpoint *from, const struct endpoint *to, struct finding *f)
{
	finding_fix(
		f, SCOPE_HOST,
		"Turn RACK-TLP on at the sender%s%s: a probe after two round trips replaces the "
		"timer. Then find the loss.",
		from ? " " : "", from ? say_addr(f, &from->addr) : "");
	finding_command(f, "tail-loss probes (3: with RACK's early probe); SACK must be on, too",
			"sysctl -w net.ipv4.tcp_early_retrans=3 net.ipv4.tcp_recovery=1 "
			"net.ipv4.tcp_sack=1");
	finding_command(f, "and after a reboot",
			"printf 'net.ipv4.tcp_early_retrans=3\\nnet.ipv4.tcp_recovery=1\\n' > "
			"/etc/sysctl.d/90-tlp.conf && sysctl --system");
	if (to)
		finding_command(f, "on a short path, this peer only; keep the route's other words",
				"ip route replace %s via GATEWAY dev DEV rto_min 40ms",
				say_addr(f, &to->addr));
	finding_risk(f,
		     "an rto_min below the peer's delayed ACK (40 ms and more) sends what was not "
		     "lost");
	finding_verify(f, "nstat -az TcpExtTCPTimeouts TcpExtTCPLossProbes "
			  "TcpExtTCPLossProbeRecovery    # the first stands, the last counts");
	finding_settle(f, "0: the probes are off",
		       "sysctl net.ipv4.tcp_early_retrans "
		       "net.ipv4.tcp_recovery    # at the sender");
	finding_settle(f, "where they are lost: the same seconds at both ends",
		       "tcpdump -ni any -s 96 -w x.pcap host %s",
		       to ? say_addr(f, &to->addr) : "PEER");
	finding_refuse(
		f, "Look at the server for the slow answers: it had answered, the last segments "
		   "were lost.");
}

static void
say_wire(const struct tails *t, struct finding *f)
{
	const struct flow *w = &t->worst;
	struct endpoint to = flow_receiver(w), from = flow_sender(w);
	bool probes = w->me->tlp > 0;

	finding_say(
		f,
		"The last segments of bursts to %s are lost, and %s had to wait for a timer each: "
		"%.2f s in all.",
		say_addr(f, &to.addr), say_things(f, t->by_timer, "repair", "repairs"), t->wait_s);
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_RTO),
		     "%s of %s by timer; nothing behind them could tell of the loss",
		     say_things(f, t->by_timer, "recovery", "recoveries"), say_count(f, t->events));
	finding_seen(
		f, w->view, 0,
		"%.2f s waiting for the timer in this connection; its round trip is %s, its timer "
		"%s or more",
		t->worst_s, say_time(f, flow_path_rtt_ns(w)), say_time(f, w->me->rto_ns));
	finding_seen(f, w->view, 0, "%s",
		     probes ? "probes (TLP) were sent; some of them were lost as well"
			    : "no tail-loss probe was sent: RACK-TLP is off at the sender");
	finding_not(f, "server-think-time",
		    "the answers were sent at once; what is missing was lost on the way");
	finding_not(f, "nagle-delayed-ack", "the waits end with a retransmission, not with an ACK");
	finding_not(f, "random-loss-long-rtt",
		    "%s of %s waited for a timer; the window is no limit",
		    say_count(f, t->by_timer), say_things(f, t->events, "recovery", "recoveries"));
	finding_not(f, "dead-peer-timeout", "the connection went on each time");
	advise(&from, &to, f);
	finding_expect(f, "stall_s", t->wait_s / (double)t->by_timer,
		       2 * ns_to_s(flow_path_rtt_ns(w)),
		       "A lost tail costs about two round trips (%s) instead of %.0f ms.",
		       say_time(f, 2 * flow_path_rtt_ns(w)),
		       t->wait_s / (double)t->by_timer * 1000);
}

/*
 * Counters of the sender. Timeouts of handshakes are counted as well, and those of a
 * peer that is gone; both are told apart by counters of their own.
 */
static void
look_counters(const struct crux_case *cs, struct finding *f)
{
	struct counter_found t = counter_of(cs, "TcpExtTCPTimeouts");
	uint64_t syns = counter_growth(cs, "TcpExtTCPSynRetrans");
	uint64_t probes = counter_growth(cs, "TcpExtTCPLossProbeRecovery");
	uint64_t undone = counter_growth(cs, "TcpExtTCPSpuriousRTOs") +
			  counter_growth(cs, "TcpExtTCPLossUndo");
	uint64_t fast = counter_growth(cs, "TcpExtTCPSackRecovery") +
			counter_growth(cs, "TcpExtTCPRenoRecovery");
	uint64_t again = counter_growth(cs, "TcpExtTCPLostRetransmit");
	uint64_t data = counter_growth(cs, "TcpRetransSegs");
	double tails = (double)t.growth + (double)probes - (double)syns - (double)undone;

	/* timers of half-open requests are counted, too, and cannot be more than repairs */
	tails = MIN(tails, (double)data - (double)syns);

	if (!t.found || tails < 1 || counter_growth(cs, "TcpExtTCPAbortOnTimeout") ||
	    counter_growth(cs, "TcpExtListenOverflows") || counter_growth(cs, "TcpExtListenDrops"))
		return;
	finding_sure(f, (growth_is_recent(cs, &t) ? 0.55 : 0.4) * ramp(tails, TAILS_NO, TAILS_YES) *
				ramp(tails / (tails + (double)fast), BY_TIMER_NO, BY_TIMER_YES) *
				(1 - ramp((double)again / tails, AGAIN_NO, AGAIN_YES)));
	if (f->confidence <= 0)
		return;
	finding_at(f, t.at,
		   "TCPTimeouts %s and recoveries by probe %s, against %s told by duplicate ACKs",
		   say_count(f, t.growth), say_count(f, probes), say_count(f, fast));
	if (f->summary.n)
		return;
	finding_say(
		f,
		"Most losses of what this host sends are at the end of a burst: %s waited for a "
		"timer.",
		say_count(f, (uint64_t)tails));
	advise(NULL, NULL, f);
	/* 200 ms is the least of Linux; a round trip comes on top */
	finding_harm_estimated(f, 0.2 * tails, 0, 0);
	finding_expect(f, NULL, NAN, NAN,
		       "A lost tail costs about two round trips instead of 200 ms and more.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct tails t = { 0 };

	gather(cs, &t);
	if (judge(&t) > 0) {
		finding_sure(f, judge(&t));
		count_harm(cs, f);
		say_wire(&t, f);
	}
	if (!t.flows)
		look_counters(cs, f);
	if (f->confidence <= 0)
		finding_not(
			f, "tail-loss-rto",
			t.flows ? "no time of note was spent on waiting for a timer after a lost tail"
				: "timeouts are not what most losses were repaired by, as far as told");
}

const struct rule rule_tail_loss_rto = {
	.id = "tail-loss-rto",
	.title = "lost tails wait for a timer",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS,
	.rivals = { "server-think-time", "random-loss-long-rtt", "nagle-delayed-ack",
		    "dead-peer-timeout" },
	.look = look,
};
