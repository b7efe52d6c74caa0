/*
 * link-flap: the path is gone for seconds, for everybody at once, and comes back.
 *
 * One connection whose timer backs off may have lost its peer; several of them, in the
 * same seconds, that all go on afterwards have lost their path for that time. The
 * kernel's log names the link where it was this host's; ss shows many timers with the
 * same backoff while it lasts.
 */
#include <stdlib.h>

#include "diagnose/losses.h"
#include "diagnose/rule.h"

/*
 * A timer that ends twice says 600 ms of silence at least (200 ms + 400, Linux's
 * floor): longer than a burst of losses, and than the moment of a route's change.
 */
#define BACKOFF_MIN 2
#define GONE_NO_NS (500 * (int64_t)NS_PER_MS)
#define GONE_YES_NS (1500 * (int64_t)NS_PER_MS)
#define GONE_LONG_NS NS_PER_S /* longer than a first timer of Linux on most paths (RFC 6298: 1 s) */
/* Everybody: one alone may be its peer or a queue. */
#define TOGETHER_NO 1
#define TOGETHER_YES 4
#define OF_ACTIVE_NO 0.3
#define OF_ACTIVE_YES 0.7
#define ALONE 0.4 /* a suspicion: nobody else was there to ask */
#define BOOT_NS (120 * (int64_t)NS_PER_S)
#define GONE_MOST_NS (24 * 3600 * (int64_t)NS_PER_S) /* longer is no flap */
#define KEPT 100000

struct gap {
	int64_t from_ns, to_ns;
	const struct view *view;
	enum direction dir;
	bool came_back;
};

struct gaps {
	VEC(struct gap) v;
	uint64_t together; /* most at one moment */
	uint64_t active;   /* connections that had something to send then */
	uint64_t back;	   /* of those together, that went on */
	int64_t from_ns, to_ns;
	const struct gap *first;
};

/*
 * Something had been acknowledged before: else it is the opening that fails (a queue
 * that is full at the listener makes just such timers).
 */
static bool
had_worked(const struct half *h)
{
	return h->data_packets && h->unique_bytes > h->loss.flight_max_bytes + h->mss_seen;
}

/*
 * Most repeats by a timer were not needed, or were captured on arrival: the path carried
 * them, and the host there did not take them.
 */
static bool
reached(const struct flow *w)
{
	uint64_t by_timer = w->me->retransmissions - MIN(w->me->fast, w->me->retransmissions);

	if (w->me->unneeded && 2 * w->me->unneeded > by_timer)
		return true;
	return flow_seen_by_receiver(w) && w->me->bytes > w->me->unique_bytes + w->me->mss_seen;
}

/* The longest wait for the timer of one connection, with more than one backoff. */
static bool
gap_of(const struct flow *w, struct gap *ret)
{
	const struct episode *e = w->conn->ledger.longest ? w->conn->ledger.longest[ACCOUNT_RTO]
							  : NULL;
	const struct half *h;

	if (!e || e->to_ns - e->from_ns < GONE_NO_NS)
		return false;
	h = &w->conn->half[e->dir];
	/* at the other end the repeats that were lost are not seen: the silence says it */
	if ((h->rto_backoff_max < BACKOFF_MIN && e->to_ns - e->from_ns < GONE_LONG_NS) ||
	    w->conn->opening != OPENING_DONE || !had_worked(h) || reached(w))
		return false;
	*ret = (struct gap){
		.from_ns = e->from_ns,
		.to_ns = e->to_ns,
		.view = w->view,
		.dir = (enum direction)e->dir,
		.came_back = h->rto_backoff == 0,
	};
	return true;
}

static void
gather(const struct crux_case *cs, struct arena *a, struct gaps *g)
{
	struct flow w = { 0 };
	struct gap gap;

	while (flow_next(cs, &w))
		if (g->v.n < KEPT && gap_of(&w, &gap))
			vec_push(a, &g->v, gap);
}

static int
by_start(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;

	return x->from_ns < y->from_ns ? -1 : x->from_ns > y->from_ns;
}

/*
 * The moment that most gaps have in common: when some gap begins, those that began
 * before and last on. Sorted by start, the ends that passed are taken off by a second
 * walk over the ends in order.
 */
static int
by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void
find_moment(struct arena *a, struct gaps *g)
{
	int64_t *ends = arena_new(a, int64_t, g->v.n);
	size_t passed = 0;

	qsort(g->v.v, g->v.n, sizeof *g->v.v, by_start);
	for (size_t i = 0; i < g->v.n; i++)
		ends[i] = g->v.v[i].to_ns;
	qsort(ends, g->v.n, sizeof *ends, by_time);
	for (size_t i = 0; i < g->v.n; i++) {
		while (ends[passed] < g->v.v[i].from_ns)
			passed++;
		if (i + 1 - passed <= g->together)
			continue;
		g->together = i + 1 - passed;
		g->from_ns = g->v.v[i].from_ns;
		g->to_ns = ends[passed];
	}
	for (size_t i = 0; i < g->v.n; i++) {
		const struct gap *p = &g->v.v[i];

		if (p->from_ns > g->from_ns || p->to_ns < g->from_ns)
			continue;
		g->back += p->came_back;
		if (!g->first || p->to_ns - p->from_ns > g->first->to_ns - g->first->from_ns)
			g->first = p;
	}
}

/* Who could have told at that moment: began before, ended after, and sent meanwhile. */
static void
count_active(const struct crux_case *cs, struct gaps *g)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w))
		g->active += w.conn->opening == OPENING_DONE && w.conn->first_ns < g->from_ns &&
			     w.conn->last_ns > g->from_ns && w.me->last_data_ns != TIME_NONE &&
			     w.me->last_data_ns > g->from_ns;
}

static double
judge_gaps(const struct gaps *g)
{
	int64_t gone_ns = g->first->to_ns - g->first->from_ns;
	double sure = ramp((double)gone_ns, (double)GONE_NO_NS, (double)GONE_YES_NS);

	if (g->together <= TOGETHER_NO)
		return g->back ? ALONE * sure : 0;
	return sure *
	       (ALONE + (0.9 - ALONE) * ramp((double)g->together, TOGETHER_NO, TOGETHER_YES)) *
	       ramp((double)g->together / (double)MAX(g->active, g->together), OF_ACTIVE_NO,
		    OF_ACTIVE_YES) *
	       /* most did not come back: then it is gone, and that has other names */
	       (0.5 + 0.5 * ramp((double)g->back / (double)g->together, 0.2, 0.5));
}

struct flaps { /* by the log of this host */
	uint64_t downs, ups;
	const struct log_line *first;
	int64_t longest_ns; /* 0 not told */
};

/* Drivers take their links down and up when they start. */
static bool
is_boot(const struct log_line *l)
{
	return l->uptime_ns != TIME_NONE && l->uptime_ns < BOOT_NS;
}

static void
read_log(const struct crux_case *cs, struct flaps *p)
{
	int64_t down_ns = TIME_NONE;

	for (size_t i = 0; i < cs->logs.n; i++) {
		const struct log_line *l = &cs->logs.v[i];
		int64_t at_ns = l->time_ns != TIME_NONE ? l->time_ns : l->uptime_ns;

		if (l->kind != LOG_LINK || is_boot(l))
			continue;
		*(l->link_down ? &p->downs : &p->ups) += l->repeats ? l->repeats : 1;
		if (l->link_down && !p->first)
			p->first = l;
		if (!l->link_down && down_ns >= 0 && at_ns > down_ns)
			p->longest_ns = MAX(p->longest_ns, MIN(at_ns - down_ns, GONE_MOST_NS));
		down_ns = l->link_down ? (down_ns == TIME_NONE ? at_ns : down_ns) : TIME_NONE;
	}
}

static void
advise(bool own_link, struct finding *f)
{
	finding_fix(
		f, SCOPE_NETWORK,
		own_link
			? "Repair the link that goes down: cable, transceiver, switch port; until "
			  "then take it out of the bond or route."
			: "Find the link, bond or route that all of them share and that was away.");
	finding_command(f, "when links went down and up on this host",
			"journalctl -k | grep -iE 'link is|link becomes|carrier|bond'");
	finding_command(f, "how often: each flap counts two",
			"grep -H . /sys/class/net/*/carrier_changes");
	finding_command(f, "the legs of a bond, and their failures",
			"grep -HE 'Slave Interface|MII Status|Link Failure' /proc/net/bonding/*");
	finding_command(f, "the next hop that went away",
			"mtr -n --tcp PEER; ip monitor route neigh");
	finding_risk(f, "taking one leg out leaves the other alone: look at its load first");
	finding_verify(f, "grep -H . /sys/class/net/*/carrier_changes    # stands still");
	finding_verify(f, "nstat -az TcpExtTCPTimeouts    # twice: stands still");
	finding_settle(f, "down and up in the same seconds as the silence",
		       "journalctl -k --since "
		       "'1 hour ago' | grep -i link");
	finding_refuse(
		f, "Shorten TCP's timers: nothing passes while the path is away, and they end a "
		   "moment after it is back.");
}

static void
say_gaps(const struct gaps *g, struct finding *f)
{
	const struct conn *c = g->first->view->conn;
	int64_t gone_ns = g->first->to_ns - g->first->from_ns;

	if (g->together > TOGETHER_NO)
		finding_say(
			f,
			"The path was gone for about %s, for %s of %s in the same seconds; then "
			"they went on.",
			say_time(f, gone_ns), say_count(f, g->together),
			say_things(f, MAX(g->active, g->together), "active connection",
				   "active connections"));
	else
		finding_say(
			f,
			"The path to %s was gone for about %s and came back; no other connection "
			"was there to tell whether it was gone for all.",
			say_endpoint(f, g->first->dir == C2S ? &c->server : &c->client),
			say_time(f, gone_ns));
	finding_seen(
		f, g->first->view, flow_packet(&(struct flow){ .conn = c }, ACCOUNT_RTO),
		"silence of %s: whole flights were lost, then the timers of %s backed off together",
		say_time(f, gone_ns), say_things(f, g->together, "connection", "connections"));
	finding_not(f, "dead-peer-timeout", "%s went on afterwards",
		    say_things(f, g->back, "connection", "connections"));
	finding_not(f, "tail-loss-rto", "not tails were lost but everything for %s",
		    say_time(f, gone_ns));
	finding_not(f, "random-loss-long-rtt", "everything was lost for a while, and nothing else");
	advise(false, f);
	finding_expect(f, "stall_s", ns_to_s(gone_ns), 0, "No silence of %s for all at once.",
		       say_time(f, gone_ns));
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct gaps g = { 0 };
	double sure;

	gather(cs, f->arena, &g);
	if (!g.v.n)
		return;
	find_moment(f->arena, &g);
	count_active(cs, &g);
	sure = judge_gaps(&g);
	if (sure <= 0)
		return;
	finding_sure(f, sure);
	for (size_t i = 0; i < g.v.n && sure >= 0.5; i++)
		if (g.v.v[i].from_ns <= g.from_ns && g.v.v[i].to_ns >= g.from_ns)
			finding_harm(f, g.v.v[i].view, ns_to_s(g.v.v[i].to_ns - g.v.v[i].from_ns),
				     0);
	say_gaps(&g, f);
}

/* Rows with a timer that has backed off, of one sample: how many stand at the same step. */
static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	const struct sock *best = NULL;
	uint64_t most = 0, run = 0, waiting = 0, best_waiting = 0;
	uint32_t sample = NO_SAMPLE;
	uint64_t steps[16];

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];
		unsigned step = MIN(s->timer_retries, 15);

		if (s->sample != sample) {
			for (size_t j = 0; j < COUNT_OF(steps); j++)
				steps[j] = 0;
			sample = s->sample;
			waiting = 0;
		}
		if (s->state != TCP_ESTABLISHED || !(s->has & SOCK_TIMER) || s->timer != TIMER_ON ||
		    s->bytes_acked + s->bytes_received == 0)
			continue;
		waiting++;
		if (step < BACKOFF_MIN)
			continue;
		/* begun within one step of one another: counted with the step below */
		steps[step]++;
		run = steps[step] + steps[step - 1];
		if (run <= most)
			continue;
		most = run;
		best_waiting = waiting;
		best = s;
	}
	if (!best || most <= TOGETHER_YES)
		return;
	finding_sure(f, 0.65 * ramp((double)most, TOGETHER_YES, 3 * TOGETHER_YES) *
				ramp((double)most / (double)MAX(best_waiting, most), OF_ACTIVE_NO,
				     OF_ACTIVE_YES));
	if (f->confidence <= 0)
		return;
	finding_at(f, best->at,
		   "%s with timer:(on) and about %u retransmissions each, at one moment",
		   say_things(f, most, "socket", "sockets"), best->timer_retries);
	if (f->summary.n)
		return;
	finding_say(
		f,
		"%s wait for a timer that has backed off equally: their path went away in the same "
		"moment.",
		say_things(f, most, "socket", "sockets"));
	advise(false, f);
	finding_expect(f, NULL, NAN, NAN, "They go on within one backoff after the path is back.");
	finding_harm_estimated(f, 0, most, 0);
}

static void
look_log(const struct crux_case *cs, struct finding *f)
{
	struct flaps p = { 0 };
	bool others = f->confidence > 0;
	const char *gone;

	read_log(cs, &p);
	if (!p.first)
		return;
	/* a log alone may be of another day: packets that show no silence speak against it */
	finding_sure(f, others		       ? MIN(f->confidence + 0.4, 0.95)
			: cs->views.n	       ? 0.3
			: p.ups || p.downs > 1 ? 0.6
					       : 0.45);
	gone = p.longest_ns ? say(f, " for up to %s", say_time(f, p.longest_ns)) : "";
	finding_at(f, p.first->at, "\"" STR_F "\": %s down, %s up in this log%s",
		   STR_A(str_sub(p.first->text, 0, 120)), say_things(f, p.downs, "time", "times"),
		   say_things(f, p.ups, "time", "times"), gone);
	if (!others) {
		finding_say(
			f,
			"A link of this host went down %s%s: all connections over it stood still.",
			say_things(f, p.downs, "time", "times"), gone);
		finding_harm_estimated(f, ns_to_s(p.longest_ns), 0, 0);
		finding_expect(f, NULL, NAN, NAN, "The link stays up.");
	}
	f->fix.commands.n = 0;
	f->verify.n = f->settle.n = f->refused.n = 0;
	advise(true, f);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_socks(cs, f);
	look_log(cs, f);
	if (f->confidence <= 0)
		finding_not(f, "link-flap",
			    "no time in which several connections fell silent together, "
			    "no link down in a log");
}

const struct rule rule_link_flap = {
	.id = "link-flap",
	.title = "the path was gone for a while, for everybody",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS | WITNESS_LOG,
	.explains = { "tail-loss-rto", "spurious-rto", "random-loss-long-rtt", "dead-peer-timeout",
		      "shallow-buffer-overrun", "policer" },
	.rivals = { "dead-peer-timeout", "tail-loss-rto", "random-loss-long-rtt" },
	.look = look,
};
