/*
 * receiver-drops: the receiving host drops what arrived.
 *
 * Between the wire and the program a host drops in four places, and counts each:
 * the card's ring (ethtool), the processor's backlog (softnet), the socket's backlog
 * while its owner is busy (TCPBacklogDrop), and the receive buffer (RcvPruned,
 * OfoPruned, TCPRcvQDrop). A capture at the receiver shows the last two: data that
 * arrived, was captured, and has to come again without the receiver saying that it
 * had it (DSACK, RFC 2883).
 */
#include "diagnose/losses.h"
#include "diagnose/rule.h"

/* Of the segments received: one in 10,000 is a moment, one in 1,000 a habit. */
#define SHARE_NO 0.0001
#define SHARE_YES 0.001
/* Repeats of what had arrived, without a DSACK: lost ACKs may leave a few unreported. */
#define AGAIN_NO 0.002
#define AGAIN_YES 0.01
#define AGAIN_FEW 5
#define SINGLE_PER_EVENT 1.5
/* Of what is sent again: a device that mangles SACK makes a few. */
#define RENEGED_NO 0.002
#define RENEGED_YES 0.03
/* A socket's own count has probes of a shut window and old ACKs in it, too. */
#define ROW_FEW 20
#define ROW_SHARE 0.01

enum place { RING, SOFTNET, BACKLOG, BUFFER, PLACES };

static const char *const place_words[] = {
	[RING] = "the network card's ring",
	[SOFTNET] = "the processor's input queue (softnet)",
	[BACKLOG] = "the socket's backlog, its owner being busy",
	[BUFFER] = "the socket's receive buffer",
};

/* Counters of packets or segments that were dropped, not of how often it was tried. */
static const struct drop_counter {
	const char *name;
	enum place place;
} drop_counters[] = {
	{ "EthtoolRxMissedErrors", RING }, { "EthtoolRxNoBufferCount", RING },
	{ "EthtoolRxFifoErrors", RING },   { "EthtoolRxOutOfBuffer", RING },
	{ "LinkRxMissed", RING },	   { "LinkRxFifo", RING },
	{ "LinkRxOverruns", RING },	   { "SoftnetDropped", SOFTNET },
	{ "SoftnetFlowLimit", SOFTNET },   { "TcpExtTCPBacklogDrop", BACKLOG },
	{ "TcpExtRcvPruned", BUFFER },	   { "TcpExtTCPRcvQDrop", BUFFER },
	{ "TcpExtTCPOFODrop", BUFFER },	   { "TcpExtOfoPruned", BUFFER },
};

struct drops {
	uint64_t of[PLACES];
	uint64_t received; /* segments, or packets */
	enum place worst;
};

static uint64_t
received(const struct crux_case *cs, enum place p)
{
	if (p == RING || p == SOFTNET) {
		uint64_t n = counter_growth(cs, p == RING ? "LinkRxPackets" : "SoftnetProcessed");

		if (n)
			return n;
		n = counter_growth(cs, "IpInReceives");
		if (n)
			return n;
	}
	return counter_growth(cs, "TcpInSegs");
}

static void
gather_counters(const struct crux_case *cs, struct drops *d, struct finding *f)
{
	for (size_t i = 0; i < COUNT_OF(drop_counters); i++) {
		const struct drop_counter *dc = &drop_counters[i];
		struct counter_found c = counter_of(cs, dc->name);
		const char *name = dc->name;

		if (!c.growth)
			continue;
		/* the same packets are often told by several names: the largest */
		d->of[dc->place] = MAX(d->of[dc->place], c.growth);
		if (str_starts(str_from(name), STR("TcpExt")))
			name += 6;
		finding_at(f, c.at, "%s %s: dropped in %s", name, say_count(f, c.growth),
			   place_words[dc->place]);
	}
	for (size_t p = 0; p < PLACES; p++)
		if (d->of[p] > d->of[d->worst])
			d->worst = (enum place)p;
	d->received = received(cs, d->worst);
}

static void
advise(const struct crux_case *cs, enum place p, const struct endpoint *at, struct finding *f)
{
	const char *port = at && at->port ? say(f, " 'sport = :%u'", at->port) : "";

	(void)cs;
	switch (p) {
	case RING:
		finding_fix(f, SCOPE_HOST,
			    "Give the card's ring more room and its interrupts a processor "
			    "that has time.");
		finding_command(f, "up to the maximum that -g shows", "ethtool -G DEV rx 4096");
		finding_command(f, "which processor serves which queue",
				"grep DEV /proc/interrupts");
		break;
	case SOFTNET:
		finding_fix(f, SCOPE_HOST,
			    "Spread the packets over processors, then let each take more at "
			    "a time.");
		finding_command(f, "all processors for the first queue (RPS)",
				"echo ff > /sys/class/net/DEV/queues/rx-0/rps_cpus");
		finding_command(
			f, "a longer input queue and poll",
			"sysctl -w net.core.netdev_max_backlog=5000 net.core.netdev_budget=600");
		break;
	case BACKLOG:
		finding_fix(f, SCOPE_PROCESS,
			    "Give the receiving program processor time: segments come "
			    "while it holds the socket and does not get on.");
		finding_command(f, "is it runnable and not running?", "pidstat -wu -p PID 1");
		finding_command(f,
				"room for more meanwhile: the backlog's limit follows the buffers",
				"setsockopt(fd, SOL_SOCKET, SO_RCVBUF, BYTES) removed, or larger");
		break;
	case BUFFER:
	case PLACES:
		finding_fix(f, SCOPE_PROCESS,
			    "Stop setting a small SO_RCVBUF in the receiving program, and "
			    "read faster; only then raise the host's limit.");
		finding_command(f,
				"rb is the limit, d what was dropped, Recv-Q what waits to be read",
				"ss -tnmp%s", port);
		finding_command(f, "this socket",
				"setsockopt(fd, SOL_SOCKET, SO_RCVBUF, …) removed: the "
				"kernel sizes it");
		finding_command(f, "and after a reboot",
				"echo \"net.ipv4.tcp_rmem=4096 131072 33554432\" > "
				"/etc/sysctl.d/90-rmem.conf && sysctl --system");
		finding_command(f, "new sockets, where the program sets nothing",
				"sysctl -w net.ipv4.tcp_rmem='4096 131072 33554432'");
		break;
	}
	finding_risk(f, "larger buffers take memory for each connection that is not read");
	finding_verify(f, "nstat -az TcpExtRcvPruned TcpExtTCPRcvQDrop TcpExtTCPBacklogDrop "
			  "TcpExtOfoPruned    # twice: stand still");
	finding_verify(f, "cat /proc/net/softnet_stat    # second column stands still");
	finding_settle(f, "which of them counts while it happens",
		       "nstat -az | grep -E 'Prune|Drop|Collapsed'; cat /proc/net/softnet_stat; "
		       "ethtool -S DEV | grep -iE 'drop|miss|no_buf'    # at the receiver, twice");
	finding_refuse(f,
		       "Look for loss on the path, or change the congestion control: the segments "
		       "arrived.");
}

static void
say_common(const struct crux_case *cs, enum place p, const struct endpoint *at, struct finding *f)
{
	finding_not(f, "random-loss-long-rtt",
		    "the segments arrived: the receiving host dropped them");
	finding_not(f, "policer", "the drops are counted behind the wire, in the receiving host");
	finding_not(f, "reordering", "segments are dropped, not late");
	advise(cs, p, at, f);
	finding_expect(f, NULL, NAN, NAN,
		       "The counters stand still, and what arrives once is not sent again.");
}

static void
look_counters(const struct crux_case *cs, struct finding *f)
{
	struct drops d = { 0 };
	double share;

	gather_counters(cs, &d, f);
	if (!d.of[d.worst])
		return;
	share = d.received ? (double)d.of[d.worst] / (double)d.received : SHARE_YES;
	/* below the socket other traffic is counted, too */
	finding_sure(f, (0.3 + 0.6 * ramp(share, SHARE_NO, SHARE_YES)) *
				(d.worst == RING || d.worst == SOFTNET ? 0.8 : 1) *
				ramp((double)d.of[d.worst], 0, AGAIN_FEW));
	if (f->summary.n)
		return;
	finding_say(f, "The receiving host drops what arrived: %s in %s%s.",
		    say_things(f, d.of[d.worst], "segment", "segments"), place_words[d.worst],
		    d.received ? say(f, ", of %s received", say_count(f, d.received)) : "");
	say_common(cs, d.worst, NULL, f);
	finding_harm_estimated(f, 0, 0, 0);
}

/* ---- packets at the receiver ---- */

static double
judge_flow(const struct flow *w)
{
	double again = flow_came_again(w), segments = flow_segments(w);

	if (again < AGAIN_FEW || segments <= 0 || !flow_seen_by_receiver(w))
		return 0;
	return 0.85 * ramp(again / segments, AGAIN_NO, AGAIN_YES) *
	       /* one at a time: damage does that, and a short capture cannot check sums */
	       (again > SINGLE_PER_EVENT * (double)w->me->loss.events ? 1 : 0.55) *
	       /* a path that died makes repeats, and none of them arrives */
	       (w->peer->pure_acks > 10 ? 1 : 0.3);
}

static void
say_flow(const struct crux_case *cs, const struct flow *w, struct finding *f)
{
	struct endpoint to = flow_receiver(w);

	finding_say(
		f,
		"%s drops what arrived: %.0f segments were captured on arrival there and had to be "
		"sent again.",
		say_endpoint(f, &to), flow_came_again(w));
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_LOSS_RECOVERY),
		     "%s came again of %s, and the receiver reported %s as received twice (DSACK)",
		     say_bytes(f, (double)w->me->bytes - flow_span_bytes(w)),
		     say_bytes(f, flow_span_bytes(w)),
		     say_things(f, w->peer->dsacks, "segment", "segments"));
	finding_seen(f, w->view, 0, "its window went down to %s",
		     say_bytes(f, (double)w->peer->window_min_bytes));
	say_common(cs, BUFFER, &to, f);
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 }, r, best = { 0 };
	double best_sure = 0;

	while (flow_next(cs, &w)) {
		double sure;

		if (!flow_at_receiver(cs, &w, &r))
			r = w;
		sure = judge_flow(&r);
		if (sure >= 0.5)
			finding_harm(f, r.view,
				     flow_seconds(&w, ACCOUNT_LOSS_RECOVERY) +
					     flow_seconds(&w, ACCOUNT_RTO),
				     (uint64_t)(flow_came_again(&r) * flow_mss(&r)));
		if (sure <= best_sure)
			continue;
		best = r;
		best_sure = sure;
	}
	if (best_sure <= 0)
		return;
	finding_sure(f, best_sure);
	say_flow(cs, &best, f);
}

/* skmem's d counts what the socket dropped; behind the buffer, since it was made. */
static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	const struct sock *best = NULL;

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		/* a listener's d counts handshakes that were dropped */
		if (!(s->has & SOCK_SKMEM) || s->state == TCP_LISTEN || s->skmem_drops < ROW_FEW ||
		    ((s->has & SOCK_SEGS_IN) &&
		     (double)s->skmem_drops < ROW_SHARE * (double)s->segs_in))
			continue;
		if (!best || s->skmem_drops > best->skmem_drops)
			best = s;
	}
	if (!best)
		return;
	/* whatever does not fit is counted there, old ACKs as well: a hint, no proof */
	finding_sure(f, 0.45);
	finding_at(f, best->at,
		   "d%s: the socket from %s dropped so many segments; its buffer is %s",
		   say_count(f, best->skmem_drops), say_endpoint(f, &best->peer),
		   say_bytes(f, (double)best->skmem_rb));
	if (f->summary.n)
		return;
	finding_say(f, "This host drops what arrives from %s: %s for want of room in the socket.",
		    say_endpoint(f, &best->peer),
		    say_things(f, best->skmem_drops, "segment", "segments"));
	say_common(cs, BUFFER, &best->local, f);
	finding_harm_estimated(f, 0, 1, 0);
}

/* The sender takes back that something had arrived: the receiver had thrown it away. */
static void
look_sender(const struct crux_case *cs, struct finding *f)
{
	struct counter_found c = counter_of(cs, "TcpExtTCPSACKReneging");

	if (!c.growth)
		return;
	finding_sure(
		f,
		(growth_is_recent(cs, &c) ? 0.2 : 0.1) +
			0.35 * ramp((double)c.growth, 0, AGAIN_FEW) *
				ramp((double)c.growth /
					     (double)MAX(counter_growth(cs, "TcpRetransSegs"), 1),
				     RENEGED_NO, RENEGED_YES));
	finding_at(f, c.at,
		   "TCPSACKReneging %s: the receiver took back what it had acknowledged (SACK)",
		   say_count(f, c.growth));
	if (f->summary.n)
		return;
	finding_say(f,
		    "A receiver throws away what it had received: it took back selective "
		    "acknowledgements %s.",
		    say_things(f, c.growth, "time", "times"));
	say_common(cs, BUFFER, NULL, f);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_counters(cs, f);
	look_socks(cs, f);
	look_sender(cs, f);
	if (f->confidence <= 0)
		finding_not(
			f, "receiver-drops",
			"no counter of drops behind the wire grew, and nothing that was captured on "
			"arrival came again");
}

const struct rule rule_receiver_drops = {
	.id = "receiver-drops",
	.title = "the receiving host drops what arrived",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS | WITNESS_SOCKETS,
	.explains = { "random-loss-long-rtt", "tail-loss-rto", "spurious-rto", "policer",
		      "receive-window-limited", "silly-window", "zero-window-stall", "incast" },
	.rivals = { "random-loss-long-rtt", "policer", "reordering", "bufferbloat" },
	.look = look,
};
