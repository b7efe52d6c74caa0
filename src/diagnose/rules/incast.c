/*
 * incast: many senders answer at once into one shallow port.
 *
 * One host asks many, all answer in the same moment, and the last switch port in
 * front of it has room for a few: synchronised losses, and senders that wait for a
 * timer of 200 ms on a path of less than one. The signs: many flows to one receiver,
 * over a short path, that lose at the same time (Vasudevan et al., SIGCOMM 2009).
 */
#include <stdlib.h>
#include <string.h>

#include "diagnose/losses.h"
#include "diagnose/rule.h"

/* Two or three flows are neighbours; the collapse begins with a handful. */
#define FLOWS_NO 3
#define FLOWS_YES 8
/* Of those to that receiver: at once, all of them are in it. */
#define LOSSY_NO 0.2
#define LOSSY_YES 0.5
/* Their recoveries overlap. */
#define TOGETHER_NO 0.2
#define TOGETHER_YES 0.6
/* One room, one building: there the timer is a hundred round trips. */
#define RTT_YES_NS (5 * (int64_t)NS_PER_MS)
#define RTT_NO_NS (20 * (int64_t)NS_PER_MS)
#define LOSS_NO 0.002
#define LOSS_YES 0.01
#define BACKOFF_MOST 2	       /* a round of answers ends in between: the next one passes */
#define RECOVERIES_KEPT 100000 /* enough to see that they overlap */

struct recovery {
	struct addr to;
	int64_t from_ns, to_ns;
	uint32_t flow;
};

struct sinks { /* all flows to one receiver */
	struct addr to;
	uint64_t flows, lossy, together, senders;
	uint64_t lost, timeouts;
	double segments, wait_s;
	int64_t rtt_ns; /* the longest of the shortest */
	struct flow worst;
};

struct incast {
	VEC(struct recovery) recoveries;
	struct map groups; /* address -> struct sinks */
	struct arena *arena;
	struct sinks *best;
};

static struct str
addr_key(const struct addr *a)
{
	return (struct str){ (const char *)a->b, sizeof a->b };
}

static struct sinks *
group_of(struct incast *in, const struct addr *to)
{
	void **slot = map_put(&in->groups, addr_key(to));

	if (!*slot) {
		struct sinks *g = arena_new(in->arena, struct sinks, 1);

		g->to = *to;
		*slot = g;
	}
	return *slot;
}

/* Where no recovery is kept, all of the time that it sent. */
static void
add_recoveries(struct incast *in, const struct flow *w, uint32_t number)
{
	struct addr to = flow_receiver(w).addr;
	const struct mind *m = w->me->mind;

	if (in->recoveries.n >= RECOVERIES_KEPT)
		return;
	for (size_t i = 0; m && i < MIND_EPISODES && m->longest[i].from_packet; i++)
		vec_push(in->arena, &in->recoveries,
			 (struct recovery){ to, m->longest[i].from_ns, m->longest[i].to_ns,
					    number });
	if (!m || !m->longest[0].from_packet)
		vec_push(in->arena, &in->recoveries,
			 (struct recovery){ to, w->me->first_data_ns, w->me->last_data_ns,
					    number });
}

static void
gather(const struct crux_case *cs, struct incast *in)
{
	struct flow w = { 0 };
	uint32_t number = 0;

	while (flow_next(cs, &w)) {
		struct addr to = flow_receiver(&w).addr;
		int64_t rtt_ns = flow_path_rtt_ns(&w);
		struct sinks *g;

		if (!w.me->data_packets || w.me->first_data_ns == TIME_NONE)
			continue;
		g = group_of(in, &to);
		g->flows++;
		g->segments += flow_segments(&w);
		g->lost += w.me->loss.segments;
		g->timeouts += w.me->loss.timeouts;
		/* a path or a host that is gone: its timers are no collapse */
		if (!w.me->loss.events || w.me->rto_backoff || w.me->rto_backoff_max > BACKOFF_MOST)
			continue;
		g->lossy++;
		g->wait_s +=
			flow_seconds(&w, ACCOUNT_RTO) + flow_seconds(&w, ACCOUNT_LOSS_RECOVERY);
		g->rtt_ns = MAX(g->rtt_ns, rtt_ns);
		if (!g->worst.conn ||
		    flow_seconds(&w, ACCOUNT_RTO) > flow_seconds(&g->worst, ACCOUNT_RTO))
			g->worst = w;
		add_recoveries(in, &w, ++number);
	}
}

static int
by_receiver_and_time(const void *a, const void *b)
{
	const struct recovery *x = a, *y = b;
	int d = memcmp(&x->to, &y->to, sizeof x->to);

	if (d)
		return d;
	return x->from_ns < y->from_ns ? -1 : x->from_ns > y->from_ns;
}

/* Flows that repair while the one before in time still does: sorted, one look back. */
static void
count_together(struct incast *in)
{
	const struct recovery *last = NULL; /* that ends the latest so far */
	uint8_t *seen;

	if (in->recoveries.n == 0)
		return;
	qsort(in->recoveries.v, in->recoveries.n, sizeof *in->recoveries.v, by_receiver_and_time);
	seen = arena_new(in->arena, uint8_t, in->recoveries.n + 2);
	for (size_t i = 0; i < in->recoveries.n; i++) {
		const struct recovery *r = &in->recoveries.v[i];
		bool same = last && memcmp(&last->to, &r->to, sizeof r->to) == 0;

		if (same && r->from_ns <= last->to_ns && r->flow != last->flow) {
			struct sinks *g = group_of(in, &r->to);

			g->together += (uint64_t)!seen[r->flow] + !seen[last->flow];
			seen[r->flow] = seen[last->flow] = 1;
		}
		if (!same || r->to_ns > last->to_ns)
			last = r;
	}
}

static double
judge_group(const struct sinks *g)
{
	if (g->lossy <= FLOWS_NO || g->segments <= 0 || g->rtt_ns <= 0)
		return 0;
	return 0.95 * ramp((double)g->lossy, FLOWS_NO, FLOWS_YES) *
	       ramp((double)g->lossy / (double)g->flows, LOSSY_NO, LOSSY_YES) *
	       ramp((double)g->together / (double)g->lossy, TOGETHER_NO, TOGETHER_YES) *
	       (1 - ramp((double)g->rtt_ns, (double)RTT_YES_NS, (double)RTT_NO_NS)) *
	       ramp((double)g->lost / g->segments, LOSS_NO, LOSS_YES);
}

static void
count_harm(const struct crux_case *cs, const struct addr *to, struct finding *f)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w)) {
		struct addr a = flow_receiver(&w).addr;

		if (w.me->loss.events && memcmp(&a, to, sizeof a) == 0)
			finding_harm(f, w.view,
				     flow_seconds(&w, ACCOUNT_RTO) +
					     flow_seconds(&w, ACCOUNT_LOSS_RECOVERY),
				     w.me->retransmitted_bytes);
	}
}

static void
advise(const struct addr *to, struct finding *f)
{
	const char *receiver = say_addr(f, to);

	finding_fix(
		f, SCOPE_CODE,
		"Let %s ask fewer at once, or spread its requests by some jitter: the last port in "
		"front of it cannot hold all answers.",
		receiver);
	finding_command(f, "at the senders, this peer only: repairs after milliseconds, not 200",
			"ip route replace %s via GATEWAY dev DEV rto_min 10ms", receiver);
	finding_command(f, "at the senders and the receiver, where the switches mark: DCTCP",
			"ip route replace %s via GATEWAY dev DEV congctl dctcp features ecn",
			receiver);
	finding_command(f, "at the receiver: less in flight to it at once",
			"setsockopt(fd, SOL_SOCKET, "
			"SO_RCVBUF, BYTES)    # "
			"each of its connections");
	finding_risk(f,
		     "rto_min below the delayed ACK (40 ms) sends some segments for nothing; DCTCP "
		     "only where all switches mark");
	finding_verify(f,
		       "nstat -az TcpExtTCPTimeouts TcpExtTCPLossProbes TcpRetransSegs    # at the "
		       "senders, over a round of requests");
	finding_settle(
		f, "drops of the port in front of the receiver, while it asks",
		"ethtool -S DEV | grep -iE 'drop|discard'    # or the switch's own counters");
	finding_refuse(
		f, "Larger receive windows: the port in front of the receiver would drop more.");
}

static void
say_group(const struct sinks *g, struct finding *f)
{
	finding_say(
		f,
		"%s send to %s at once, and the port in front of it drops: %s lost together, %s of "
		"%.0f segments, on a path of %s.",
		say_things(f, g->lossy, "connection", "connections"), say_addr(f, &g->to),
		say_count(f, g->together), say_count(f, g->lost), g->segments,
		say_time(f, g->rtt_ns));
	finding_seen(f, g->worst.view, flow_packet(&g->worst, ACCOUNT_RTO),
		     "%s of %s to that host lost segments, %s of them while another did",
		     say_count(f, g->lossy), say_things(f, g->flows, "connection", "connections"),
		     say_count(f, g->together));
	finding_seen(f, g->worst.view, 0,
		     "%.2f s of repairs and timers in all, %s of them by timer", g->wait_s,
		     say_things(f, g->timeouts, "recovery", "recoveries"));
	finding_not(f, "random-loss-long-rtt", "the path is %s long and all lose at the same time",
		    say_time(f, g->rtt_ns));
	finding_not(f, "server-think-time", "the answers were sent at once, and lost");
	finding_not(f, "policer", "it is not one flow's rate: many begin together");
	finding_not(f, "receive-window-limited", "what is lost was sent within the window");
	advise(&g->to, f);
	finding_expect(f, "stall_s", g->wait_s, 0,
		       "A round of answers takes what the port's rate needs, without the %.2f s of "
		       "repairs.",
		       g->wait_s);
}

static void
look_flows(const struct crux_case *cs, struct incast *in, struct finding *f)
{
	double best_sure = 0;

	gather(cs, in);
	count_together(in);
	for (size_t i = 0; i < in->recoveries.n; i++) {
		struct sinks *g = group_of(in, &in->recoveries.v[i].to);
		double sure = judge_group(g);

		if (sure <= best_sure)
			continue;
		in->best = g;
		best_sure = sure;
	}
	if (!in->best)
		return;
	finding_sure(f, best_sure);
	if (best_sure >= 0.5)
		count_harm(cs, &in->best->to, f);
	say_group(in->best, f);
}

/* ---- rows of ss: sockets to one peer that all lost, on a short path ---- */

struct rows {
	uint64_t rows, lossy, lost;
	double segments;
	const struct sock *worst;
};

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	struct map peers;
	struct rows *best = NULL;
	double best_sure = 0;

	map_init(&peers, f->arena);
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];
		struct rows *r;
		void **slot;
		double sure;

		if (s->state != TCP_ESTABLISHED || !(s->has & SOCK_MIN_RTT) ||
		    !(s->has & SOCK_CWND) || s->min_rtt_ns > RTT_YES_NS || sock_segments(s) <= 0)
			continue;
		/* rows of one sample; a later one has the same sockets again */
		slot = map_put(&peers, str_printf(f->arena, "%u " STR_F, s->sample,
						  STR_A(addr_key(&s->peer.addr))));
		r = *slot ? *slot : (*slot = arena_new(f->arena, struct rows, 1));
		r->rows++;
		r->segments += sock_segments(s);
		if (!(s->has & SOCK_RETRANS) || !s->retrans_total)
			continue;
		r->lossy++;
		r->lost += s->retrans_total;
		if (!r->worst || s->retrans_total > r->worst->retrans_total)
			r->worst = s;
		sure = 0.65 * ramp((double)r->lossy, FLOWS_NO, FLOWS_YES) *
		       ramp((double)r->lost / r->segments, LOSS_NO, LOSS_YES);
		if (sure < best_sure)
			continue;
		best = r;
		best_sure = sure;
	}
	if (!best || best_sure <= 0)
		return;
	finding_sure(f, best_sure * ramp((double)best->lossy / (double)best->rows, LOSSY_NO,
					 LOSSY_YES));
	finding_at(f, best->worst->at,
		   "%s of %s to %s sent again: %s of about %.0f segments; minrtt %s, rtt %s",
		   say_count(f, best->lossy), say_things(f, best->rows, "socket", "sockets"),
		   say_addr(f, &best->worst->peer.addr), say_count(f, best->lost), best->segments,
		   say_time(f, best->worst->min_rtt_ns), say_time(f, best->worst->rtt_ns));
	if (f->summary.n)
		return;
	finding_say(f,
		    "%s to %s all lose segments on a path of %s: they send into one port at once.",
		    say_things(f, best->lossy, "socket", "sockets"),
		    say_addr(f, &best->worst->peer.addr), say_time(f, best->worst->min_rtt_ns));
	finding_not(f, "random-loss-long-rtt", "the path is short: minrtt %s",
		    say_time(f, best->worst->min_rtt_ns));
	advise(&best->worst->peer.addr, f);
	finding_expect(f, NULL, NAN, NAN, "A round of answers takes what the port's rate needs.");
	finding_harm_estimated(f, 0, best->lossy, 0);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct incast in = { .arena = f->arena };

	map_init(&in.groups, f->arena);
	look_flows(cs, &in, f);
	look_socks(cs, f);
	if (f->confidence <= 0)
		finding_not(f, "incast",
			    "no receiver that many connections lose towards at the same "
			    "time, over a short path");
}

const struct rule rule_incast = {
	.id = "incast",
	.title = "many senders answer at once into one shallow port",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.explains = { "tail-loss-rto", "random-loss-long-rtt", "policer", "shallow-buffer-overrun",
		      "spurious-rto", "bufferbloat", "link-flap", "slow-start-bound" },
	.rivals = { "random-loss-long-rtt", "server-think-time", "receive-window-limited",
		    "policer" },
	.look = look,
};
