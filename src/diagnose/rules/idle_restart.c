/*
 * idle-restart: the congestion window falls back after each rest.
 *
 * After a rest longer than the RTO a sender may not burst its old window into a path
 * it knows nothing of any more (RFC 5681, 4.1): Linux halves the window for each RTO
 * of rest, down to the initial one (tcp_cwnd_restart), unless tcp_slow_start_after_idle
 * is 0 or the congestion control paces by itself (BBR). What that costs are the round
 * trips until the window is back, for each burst that would have filled it: log2 of
 * what it fell by, times the RTT. On a short path that is nothing.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* A tenth of a second for each burst is felt; less is not worth a word. */
#define COST_NO_S 0.05
#define COST_YES_S 0.2
/* Of the time in which anything was under way. */
#define SHARE_NO 0.05
#define SHARE_YES 0.2
/* Of the rests after which there was enough to send. */
#define FELL_NO 0.3
#define FELL_YES 0.6
/* Once is an event, three times a habit. */
#define SURE_ONCE 0.45
#define SURE_TWICE 0.8
/* Rows of ss: the window was at least halved while nothing was lost. */
#define FALL_NO 1.5
#define FALL_YES 3.0
#define RTT_NO_S 0.01
#define RTT_YES_S 0.04

struct restart {
	double before_bytes, after_bytes, rounds, rtt_s, cost_s; /* of one */
	uint64_t times, kept;
	struct endpoint from, to;
};

static double
habit(uint64_t times)
{
	return times >= 3 ? 1 : times == 2 ? SURE_TWICE : times ? SURE_ONCE : 0;
}

/* ---- packets ---- */

/* Nothing under way and nobody asked; the rest is somebody's wait. */
static double
busy_s(const struct flow *w)
{
	return ns_to_s(conn_duration_ns(w->conn)) - flow_seconds(w, ACCOUNT_SENDER_IDLE) -
	       flow_seconds(w, ACCOUNT_SERVER_THINKING) - flow_seconds(w, ACCOUNT_CLOSING);
}

/* The time that windows cost, which is all that this can be a part of. */
static double
window_s(const struct flow *w)
{
	return flow_seconds(w, ACCOUNT_CONGESTION_WINDOW) + flow_seconds(w, ACCOUNT_SLOW_START) +
	       flow_seconds(w, ACCOUNT_PATH) + flow_seconds(w, ACCOUNT_SEND_BUFFER);
}

static double
judge_flow(const struct flow *w, struct restart *r)
{
	const struct mind *m = w->me->mind;
	double all_s;

	if (!m || !m->idle_restarts || m->idle_after_bytes == 0)
		return 0;
	*r = (struct restart){
		.before_bytes = (double)MAX(m->idle_before_bytes, m->cwnd_bytes),
		.after_bytes = (double)m->idle_after_bytes,
		.rtt_s = ns_to_s(flow_path_rtt_ns(w)),
		.times = m->idle_restarts,
		.kept = m->idle_kept,
		.from = flow_sender(w),
		.to = flow_receiver(w),
	};
	r->rounds = log2(MAX(r->before_bytes / r->after_bytes, 1));
	all_s = MIN(r->rounds * r->rtt_s * (double)r->times, window_s(w));
	r->cost_s = all_s / (double)r->times;
	return 0.92 * habit(r->times) * ramp(r->cost_s, COST_NO_S, COST_YES_S) *
	       ramp(all_s / MAX(busy_s(w), 0.001), SHARE_NO, SHARE_YES) *
	       ramp((double)r->times / (double)(r->times + r->kept), FELL_NO, FELL_YES) *
	       (m->family == CC_BBR ? 0.3 : 1);
}

/* ---- words ---- */

static void
advise(const struct restart *r, struct finding *f)
{
	finding_fix(f, SCOPE_HOST,
		    "At the sender %s let windows survive a rest: tcp_slow_start_after_idle=0.",
		    say_addr(f, &r->from.addr));
	finding_command(f, "what it is now (there)", "sysctl net.ipv4.tcp_slow_start_after_idle");
	finding_command(f, "only towards that peer: a larger window to restart from",
			"ip route replace %s via GATEWAY dev DEV initcwnd 40",
			say_addr(f, &r->to.addr));
	finding_command(f, "or the whole host, also for connections that exist",
			"sysctl -w net.ipv4.tcp_slow_start_after_idle=0");
	finding_command(
		f, "for good",
		"echo net.ipv4.tcp_slow_start_after_idle=0 > /etc/sysctl.d/60-tcp-idle.conf");
	finding_risk(f, "each burst starts with the old window at once: pace it (fq), or a small "
			"buffer on the way may overflow");
	if (r->cost_s > 0)
		finding_expect(
			f, "burst_seconds", r->cost_s, 0,
			"Each burst after a rest gets up to %.0f ms faster: about %.1f round "
			"trips of %.1f ms in which the window grows back.",
			r->cost_s * 1000, r->rounds, r->rtt_s * 1000);
	else
		finding_expect(f, NULL, NAN, NAN,
			       "Each burst after a rest starts with the window that the one before "
			       "had reached.");
	finding_verify(f,
		       "ss -tin dst %s    # at the sender, after a rest: cwnd stays where it was",
		       say_addr(f, &r->to.addr));
	finding_settle(f, "whether cwnd falls while nothing is sent and nothing is lost",
		       "ss -tin dst %s    # at the sender, before and after a rest",
		       say_addr(f, &r->to.addr));
	finding_refuse(f, "Keepalive probes: they are no data, and the window falls all the same.");
}

static void
say_flow(const struct flow *w, const struct restart *r, struct finding *f)
{
	const struct mind *m = w->me->mind;

	finding_say(f,
		    "After each rest %s starts again with a window of %s where it had %s: about "
		    "%.0f ms lost for each burst to %s, on a path of %.0f ms.",
		    say_endpoint(f, &r->from), say_bytes(f, r->after_bytes),
		    say_bytes(f, r->before_bytes), r->cost_s * 1000, say_endpoint(f, &r->to),
		    r->rtt_s * 1000);
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_SENDER_IDLE),
		     "%s of %s longer than the RTO of %s were followed by a smaller window",
		     say_count(f, r->times), say_things(f, r->times + r->kept, "rest", "rests"),
		     say_time(f, m->rto_ns));
	finding_seen(f, w->view, 0,
		     "window before %s, after %s: %.1f round trips of %.1f ms to grow back",
		     say_bytes(f, r->before_bytes), say_bytes(f, r->after_bytes), r->rounds,
		     r->rtt_s * 1000);
	if (!w->me->loss.segments) {
		finding_not(f, "random-loss-long-rtt", "no segment was lost: only time passed");
		finding_not(f, "bufferbloat", "no segment was lost, and it starts small");
	}
	finding_not(f, "receive-window-limited", "the window was the limit for %s of the time",
		    say_percent(f, flow_share(w, ACCOUNT_RECEIVE_WINDOW)));
	finding_not(f, "server-think-time", "the wait is while data is under way");
	finding_not(f, "slow-start-bound", "the connection is old: it had a window, and lost it");
	advise(r, f);
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 }, best = { 0 };
	struct restart r = { 0 }, best_r = { 0 };
	double best_sure = 0;
	uint64_t short_ones = 0;

	while (flow_next(cs, &w)) {
		double sure = judge_flow(&w, &r);

		short_ones += w.me->mind && w.me->mind->idle_restarts;
		if (sure >= 0.5)
			finding_harm(f, w.view, r.cost_s * (double)r.times, 0);
		if (sure <= best_sure)
			continue;
		best = w;
		best_r = r;
		best_sure = sure;
	}
	if (best_sure > 0) {
		finding_sure(f, best_sure);
		say_flow(&best, &best_r, f);
	} else if (short_ones) {
		finding_not(f, "idle-restart",
			    "windows fell after rests, but grew back within a few milliseconds");
	} else if (cs->incidents) {
		finding_not(f, "idle-restart", "no window fell back after a rest");
	}
}

/* ---- rows of ss: the same socket twice ---- */

/* Nothing that would explain a smaller window but a rest. */
static bool
only_rested(const struct sock *a, const struct sock *b)
{
	const uint32_t both = a->has & b->has;

	if (!(both & SOCK_CWND) || a->state != TCP_ESTABLISHED || b->state != TCP_ESTABLISHED ||
	    (b->has & SOCK_BBR) || str_eq(b->cc, STR("bbr")))
		return false;
	/* retrans is printed once there was one */
	if (b->retrans_total != a->retrans_total || b->retrans_now || b->lost || b->backoff)
		return false;
	if ((both & SOCK_BYTES_ACKED) && b->bytes_acked < a->bytes_acked)
		return false;			     /* another connection of the same numbers */
	return !b->ecn || !(b->has & SOCK_SSTHRESH); /* marks shrink it, too */
}

/* A rest that is known to be long enough for it. */
static bool
rested(const struct sock *a, const struct sock *b)
{
	return ((a->has & SOCK_LAST_TIMES) && (a->has & SOCK_RTO) && a->lastsnd_ns > a->rto_ns) ||
	       ((b->has & SOCK_LAST_TIMES) && (b->has & SOCK_RTO) && b->lastsnd_ns > b->rto_ns);
}

static double
judge_pair(const struct sock *a, const struct sock *b, struct restart *r)
{
	double rtt_s = (b->has & SOCK_MIN_RTT) ? ns_to_s(b->min_rtt_ns) : ns_to_s(b->rtt_ns);

	if (!only_rested(a, b) || b->cwnd_segs == 0)
		return 0;
	*r = (struct restart){
		.before_bytes = (double)a->cwnd_segs * a->mss,
		.after_bytes = (double)b->cwnd_segs * b->mss,
		.rtt_s = rtt_s,
		.times = 1,
		.from = b->local,
		.to = b->peer,
	};
	r->rounds = log2(MAX((double)a->cwnd_segs / b->cwnd_segs, 1));
	r->cost_s = r->rounds * rtt_s;
	return (rested(a, b) ? 0.8 : 0.4) *
	       ramp((double)a->cwnd_segs / b->cwnd_segs, FALL_NO, FALL_YES) *
	       ramp(rtt_s, RTT_NO_S, RTT_YES_S);
}

static void
say_pair(const struct sock *a, const struct sock *b, const struct restart *r, struct finding *f)
{
	finding_at(f, b->at, "cwnd %u, it was %u (line %u); nothing was lost between", b->cwnd_segs,
		   a->cwnd_segs, a->at.line);
	if (f->summary.n)
		return;
	finding_say(f,
		    "The window of %s to %s fell from %u to %u segments during a rest: each burst "
		    "after one has to grow it again.",
		    say_endpoint(f, &r->from), say_endpoint(f, &r->to), a->cwnd_segs, b->cwnd_segs);
	finding_not(f, "random-loss-long-rtt", "ss shows no retransmission between the two looks");
	finding_not(f, "slow-start-bound", "the connection is old: it had a window, and lost it");
	advise(r, f);
	finding_harm_estimated(f, r->cost_s, 1, 0);
}

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	const struct sock *best[2] = { 0 };
	struct restart r = { 0 }, best_r = { 0 };
	uint8_t key[FOUR_BYTES];
	double best_sure = 0;
	struct map last, wire;

	if (cs->samples.n < 2)
		return;
	map_init(&last, f->arena);
	wire_map_init(&wire, f->arena, cs);
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];
		void **place = map_put(&last, four_key(key, &s->local, &s->peer));
		const struct sock *before = *place;
		double sure;

		*place = (void *)(uintptr_t)s;
		if (!before || before->sample == s->sample)
			continue;
		sure = judge_pair(before, s, &r);
		/* packets show what the fall cost: rows may support them, not stand against them */
		if (f->confidence < 0.5 && wire_map_covers(&wire, s))
			continue;
		if (sure <= best_sure)
			continue;
		best[0] = before;
		best[1] = s;
		best_r = r;
		best_sure = sure;
	}
	if (!best[1])
		return;
	finding_sure(f, f->confidence > 0.5 ? 1 - (1 - f->confidence) * (1 - best_sure / 2)
					    : best_sure);
	say_pair(best[0], best[1], &best_r, f);
}

/* Linux does not do it with the setting at 0: then packets deceive, or show another host. */
static void
look_setting(const struct crux_case *cs, struct finding *f)
{
	struct str v = str_trim(case_setting(cs, "net.ipv4.tcp_slow_start_after_idle"));

	if (str_eq(v, STR("0")))
		finding_doubt(f, 0.3);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_socks(cs, f);
	if (f->confidence > 0)
		look_setting(cs, f);
}

const struct rule rule_idle_restart = {
	.id = "idle-restart",
	.title = "the window falls back after each rest",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.explains = { "slow-start-bound" },
	.rivals = { "random-loss-long-rtt", "slow-start-bound", "receive-window-limited",
		    "bufferbloat", "server-think-time" },
	.look = look,
};
