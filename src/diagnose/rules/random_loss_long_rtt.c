/*
 * random-loss-long-rtt: loss that is not congestion, under a congestion control
 * that takes it for congestion.
 *
 * A loss-based sender cuts its window for each loss event and needs many round
 * trips to grow it back, so its average window follows from the loss rate alone
 * (predict.h, the response functions). The signs, and what each excludes:
 *
 *   the RTT stays near its minimum when loss strikes   no queue: not bufferbloat
 *   losses come singly, neighbours arrive              no bucket and no full
 *                                                      buffer: not a policer
 *   the window is what the response function says      loss is the limit, not a
 *                                                      receive window or buffer
 *   a loss-based congestion control                    BBR would not mind
 */
#include "diagnose/losses.h"
#include "diagnose/rule.h"
#include "predict/predict.h"

/*
 * Below it CUBIC holds over 100 segments at 100 ms (RFC 9438, 5.1): other
 * limits come first on most paths.
 */
#define LOSS_MIN 0.0005
/* Above, timeouts rule and no response function holds: the path is broken. */
#define LOSS_MAX 0.2
/* One loss is no rate; six are one, to a factor of two or so. */
#define EVENTS_MIN 2
#define EVENTS_MANY 6
/*
 * Loss costs a loss-based sender some round trips each; with a round trip of a
 * few milliseconds nobody feels that (1 % at 10 ms still gives 12 Mbit/s).
 */
#define LONG_RTT_NO_NS (10 * (int64_t)NS_PER_MS)
#define LONG_RTT_YES_NS (30 * (int64_t)NS_PER_MS)
/* A row of ss does not show how losses are spread: the RTT has to say more. */
#define ROW_RTT_NO_NS (20 * (int64_t)NS_PER_MS)
#define ROW_RTT_YES_NS (80 * (int64_t)NS_PER_MS)
/*
 * A buffer of one BDP, what a loss-based sender needs, doubles the RTT when it is
 * full: there loss is congestion. Full is at the top of the saw-tooth; where loss
 * strikes at any RTT, a host or a radio that delays is not a queue that overflows.
 */
#define RTT_RATIO_FLAT 1.4
#define RTT_RATIO_FULL 2.0
#define RTT_RATIO_QUEUE 3.0
/* A row tells the smoothed RTT alone: of such a buffer 1.7 on average, half of the saw-tooth. */
#define RTT_RATIO_ROW 1.8
/*
 * In the middle of a transfer such a buffer is never empty: CUBIC leaves 0.7 of what path
 * and buffer hold, so the RTT goes from 1.4 to 2 times the path's (RFC 9438, 4.6).
 */
#define RTT_PART_FLAT 1.12
#define RTT_PART_FULL 1.43
#define RTT_TOP 1.05	    /* of the mean */
#define ECHO_SAMPLES_MIN 20 /* for a mean */
#define TOP_TO_MEAN 1.33    /* of a saw-tooth: AIMD halves (RFC 5681); CUBIC, 0.7, has less */
/*
 * The window at a loss is the top of a saw-tooth, 1.3 times its average, and what
 * is in flight then includes what is lost; a loss-blind sender fills the path
 * instead, ten times more and above.
 */
#define WINDOW_RATIO_FITS 5.0
#define WINDOW_RATIO_BLIND 15.0

/*
 * Losses that follow another without a gap, above what chance makes of them. A
 * token bucket that is empty drops at least every second of a burst at twice the
 * rate (slow start), so half of its drops and more stand in runs.
 */
#define RECOVERY_SEGS_FEW 2.0 /* a window of a few dozen, one in a hundred lost */
#define RECOVERY_SEGS_MANY 3.5
#define RUNS_RANDOM 0.1
#define RUNS_BUCKET 0.3

/* What is left in flight behind a loss, of a few that could be measured. */
#define FACTORS_MIN 3
#define PACED 0.5      /* of its bursts */
#define FACTOR_CUT 0.8 /* CUBIC's 0.7 (RFC 9438, 4.6), and what grew back meanwhile */
#define FACTOR_KEPT 0.95

struct loss {
	double rate;	 /* share of segments */
	double segments; /* sent */
	uint64_t lost;
	double rtt_s, rtt_min_s; /* when loss struck (or now), and the shortest */
	bool at_top;		 /* losses strike at long RTTs, not at any */
	bool min_of_part;   /* the shortest of a part of a transfer, in which a queue may stand */
	bool of_row;	    /* of ss: rtt_s is smoothed over it all */
	double window_segs; /* at loss, or now */
	double predicted_segs;
	uint32_t mss;
	double goodput_bps;
};

static double
fits_loss(double rate)
{
	return ramp(rate, LOSS_MIN / 2, LOSS_MIN * 2) * (rate < LOSS_MAX);
}

static double
fits_events(uint64_t events)
{
	return 0.5 + 0.5 * ramp((double)events, EVENTS_MIN - 1, EVENTS_MANY);
}

static double
fits_rtt(double rtt_s)
{
	return ramp(rtt_s * NS_PER_S, (double)LONG_RTT_NO_NS, (double)LONG_RTT_YES_NS);
}

static double
fits_row_rtt(double rtt_s)
{
	return ramp(rtt_s * NS_PER_S, (double)ROW_RTT_NO_NS, (double)ROW_RTT_YES_NS);
}

static double
fits_no_queue(const struct loss *l)
{
	if (l->rtt_min_s <= 0)
		return 0.9; /* not told; the response function must say it all */
	if (l->min_of_part)
		return 1 - ramp(l->rtt_s / l->rtt_min_s, RTT_PART_FLAT, RTT_PART_FULL);
	return 1 - ramp(l->rtt_s / l->rtt_min_s, RTT_RATIO_FLAT,
			l->at_top   ? RTT_RATIO_FULL
			: l->of_row ? RTT_RATIO_ROW
				    : RTT_RATIO_QUEUE);
}

/* A window far above what loss allows is no loss-based sender's. */
static double
fits_window(const struct loss *l)
{
	double ratio = l->window_segs / l->predicted_segs;

	if (!(ratio > 0))
		return 0.5;
	return 1 - ramp(ratio, WINDOW_RATIO_FITS, WINDOW_RATIO_BLIND);
}

/* ---- a row of ss ---- */

static bool
is_loss_based(struct str cc)
{
	static const char *const names[] = { "cubic",	  "reno",     "bic",   "htcp",
					     "highspeed", "scalable", "hybla", "illinois",
					     "westwood",  "yeah",     "veno",  "lp" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq(cc, str_from(names[i])))
			return true;
	return false;
}

/* "CUBIC", as people write it. */
static const char *
cc_words(struct finding *f, struct str cc)
{
	char *words = str_to_cstr(f->arena, cc);

	for (char *p = words; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return words;
}

static bool
of_sock(const struct sock *s, struct loss *ret)
{
	uint64_t dsacks = (s->has & SOCK_DSACK_DUPS) ? s->dsack_dups : 0;

	if (!is_loss_based(s->cc) || !(s->has & SOCK_RTT) || !(s->has & SOCK_RETRANS) ||
	    !(s->has & SOCK_CWND) || !s->mss)
		return false;
	if (s->retrans_total < dsacks + EVENTS_MIN)
		return false;
	*ret = (struct loss){
		.rate = sock_loss_rate(s),
		.segments = sock_segments(s),
		.lost = s->retrans_total - dsacks,
		.rtt_s = ns_to_s(s->rtt_ns),
		.rtt_min_s = (s->has & SOCK_MIN_RTT) ? ns_to_s(s->min_rtt_ns) : 0,
		.of_row = true,
		.window_segs = s->cwnd_segs,
		.mss = s->mss,
	};
	ret->predicted_segs = str_eq(s->cc, STR("reno")) ? reno_window_segs(ret->rate)
							 : cubic_window_segs(ret->rtt_s, ret->rate);
	if (s->has & SOCK_DELIVERY_RATE)
		ret->goodput_bps = (double)s->delivery_rate_bps;
	else if (s->has & SOCK_SEND_RATE)
		ret->goodput_bps = (double)s->send_rate_bps;
	return ret->rate > 0;
}

/* Timeouts without end, or a peer that does not open its window: something else. */
static double
fits_sock(const struct sock *s)
{
	if ((s->has & SOCK_RTO) && s->backoff > 1)
		return 0;
	/* nothing waits to be sent: the window is not what holds it */
	if (s->app_limited && s->has_queues && s->send_q == 0)
		return 0.3;
	if ((s->has & SOCK_RWND_LIMITED) && (s->has & SOCK_BUSY) && s->busy_ns > 0 &&
	    s->rwnd_limited_ns > s->busy_ns / 2)
		return 0;
	return 1;
}

static void
say_sock(const struct sock *s, const struct loss *l, struct finding *f)
{
	double window_bps = window_rate_bps(l->window_segs * l->mss, l->rtt_s);

	finding_say(f,
		    "This socket to %s is held back by packet loss that its congestion control "
		    "takes for congestion: %s runs %s on a %s path.",
		    say_endpoint(f, &s->peer), cc_words(f, s->cc),
		    say_rate(f, l->goodput_bps > 0 ? l->goodput_bps : window_bps),
		    say_time(f, s->rtt_ns));
	finding_at(f, s->at, "cwnd %u x %u bytes / %s = %s%s: the window is the limit",
		   s->cwnd_segs, s->mss, say_time(f, s->rtt_ns), say_rate(f, window_bps),
		   l->goodput_bps > 0
			   ? say(f, ", and the socket shows %s", say_rate(f, l->goodput_bps))
			   : "");
	finding_at(f, s->at, "%s retransmissions in about %s segments: %s lost",
		   say_count(f, s->retrans_total), say_count(f, (uint64_t)l->segments),
		   say_percent(f, l->rate));
	finding_at(f, s->at, "%s at %s loss and %s holds about %.0f segments; cwnd is %u",
		   cc_words(f, s->cc), say_percent(f, l->rate), say_time(f, s->rtt_ns),
		   l->predicted_segs, s->cwnd_segs);
	if (s->has & SOCK_SSTHRESH)
		finding_at(f, s->at, "ssthresh %u: the window was cut and has not grown back",
			   s->ssthresh_segs);
	if (l->rtt_min_s > 0)
		finding_at(f, s->at, "rtt %s against minrtt %s: no queue to speak of",
			   say_time(f, s->rtt_ns), say_time(f, s->min_rtt_ns));
	finding_at(
		f, s->at,
		"a row of ss does not tell a policer's losses, many at a time, from single ones: "
		"packets do");
}

/* Needless retransmissions among them: a part of "lost" may be reordering. */
static double
fits_no_reordering(const struct sock *s)
{
	bool high = (s->has & SOCK_REORDERING) && s->reordering > 30;

	return high ? 0.6 : 1;
}

static bool
judge_sock(const struct sock *s, struct loss *ret, double *ret_sure)
{
	if (!of_sock(s, ret))
		return false;
	/* how the losses are spread is not seen: a policer's come at a flat RTT, too */
	*ret_sure = 0.8 * fits_loss(ret->rate) * fits_row_rtt(ret->rtt_s) * fits_no_queue(ret) *
		    fits_window(ret) * fits_sock(s) * fits_no_reordering(s);
	*ret_sure *= fits_events(ret->lost);
	/* SACK shown missing: each loss costs more, for another reason */
	if (s->ts && s->has_options && !s->sack)
		*ret_sure *= 0.6;
	return *ret_sure > 0;
}

static void
sock_not_others(const struct sock *s, const struct loss *l, struct finding *f)
{
	if (s->has & SOCK_WSCALE)
		finding_not(f, "window-scaling-off", "wscale %u,%u allows windows up to %s",
			    s->snd_wscale, s->rcv_wscale, say_bytes(f, sock_window_limit_bytes(s)));
	if (s->has & SOCK_BYTES_ACKED)
		finding_not(f, "pmtu-blackhole",
			    "full segments of %u bytes pass: %s were acknowledged", s->mss,
			    say_bytes(f, (double)s->bytes_acked));
	if (s->state == TCP_ESTABLISHED)
		finding_not(f, "close-wait-leak", "the socket is established and sending");
	if (l->rtt_min_s > 0)
		finding_not(f, "bufferbloat", "rtt %s is near minrtt %s", say_time(f, s->rtt_ns),
			    say_time(f, s->min_rtt_ns));
	if (s->has & SOCK_RWND_LIMITED && s->busy_ns > 0)
		finding_not(f, "receive-window-limited", "rwnd_limited %s of %s busy",
			    say_time(f, s->rwnd_limited_ns), say_time(f, s->busy_ns));
	else if (s->has & SOCK_WSCALE)
		finding_not(f, "receive-window-limited",
			    "cwnd alone gives the rate that is seen; no rwnd_limited is shown");
}

/* What to do, as far as it needs no numbers; to NULL: no socket is known. */
static void
advise_bbr(const struct endpoint *to, struct finding *f)
{
	finding_fix(f, SCOPE_SOCKET,
		    "Use BBR for this path: it models the bottleneck's rate and does not slow down "
		    "for each lost packet.");
	finding_command(f, "this socket only",
			"setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, \"bbr\", 3)");
	finding_command(f, "this peer only; keep the route's other words",
			"ip route replace %s via GATEWAY dev DEV congctl bbr",
			to ? say_addr(f, &to->addr) : "PEER");
	finding_command(f, "new sockets of this host",
			"modprobe tcp_bbr && sysctl -w net.core.default_qdisc=fq "
			"net.ipv4.tcp_congestion_control=bbr");
	finding_command(f, "for good",
			"echo tcp_bbr > /etc/modules-load.d/bbr.conf; printf '%%s\\n' "
			"'net.core.default_qdisc = fq' 'net.ipv4.tcp_congestion_control = bbr' > "
			"/etc/sysctl.d/60-bbr.conf");
	finding_risk(f, "a shallow buffer on the path: BBR v1 may overrun it; watch retrans after "
			"the change");
	finding_verify(f, "ss -tin%s%s    # bbr:(bw:…), delivery_rate up, retrans not exploding",
		       to ? " dst " : "", to ? say_addr(f, &to->addr) : "");
	finding_settle(f, "rtt against minrtt, cwnd, retrans: delivery_rate is the bottleneck's",
		       "ss -tinO%s%s    # twice, 10 s apart", to ? " dst " : "",
		       to ? say_addr(f, &to->addr) : "");
	finding_refuse(f, "Raise the socket buffers: the congestion window is the limit, and it is "
			  "far below them.");
}

static void
advise(const struct endpoint *from, const struct endpoint *to, const struct loss *l,
       struct finding *f)
{
	double now_bps = window_rate_bps(l->window_segs * l->mss, l->rtt_s);
	double model_bps = window_rate_bps(l->predicted_segs * l->mss, l->rtt_s);

	advise_bbr(to, f);
	finding_expect(
		f, "goodput_bps", l->goodput_bps > 0 ? l->goodput_bps : now_bps, NAN,
		"The loss no longer sets the rate. A loss-based sender at %s and %.0f ms holds "
		"about %.0f segments, %s; one that is blind to loss is bounded by the "
		"bottleneck, and this evidence does not show its rate.",
		say_percent(f, l->rate), l->rtt_s * 1000, l->predicted_segs,
		say_rate(f, model_bps));
	finding_settle(f, "whether losses come singly, and at which RTT",
		       "tcpdump -ni any -s 96 -w x.pcap host %s    # 10 s, at %s",
		       say_addr(f, &to->addr), say_addr(f, &from->addr));
}

static void
look_socks(const struct crux_case *cs, const struct map *wire, double fits, struct finding *f)
{
	const struct sock *best = NULL;
	struct loss l, best_loss = { 0 };
	double sure, best_sure = 0, seconds = 0;

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		if (!judge_sock(s, &l, &sure) || sure < best_sure || wire_map_covers(wire, s))
			continue;
		best = s;
		best_loss = l;
		best_sure = sure;
		if (s->has & SOCK_BUSY)
			seconds = MAX(seconds, ns_to_s(s->busy_ns));
	}
	if (!best || best_sure * fits <= 0)
		return;
	finding_sure(f, best_sure * fits);
	say_sock(best, &best_loss, f);
	sock_not_others(best, &best_loss, f);
	advise(&best->local, &best->peer, &best_loss, f);
	if (f->harm.connections == 0)
		finding_harm_estimated(f, seconds, 1, best->bytes_sent);
}

/* ---- packets ---- */

/*
 * A capture near the receiver does not see the sender's RTT grow. But what is in
 * flight passes at the goodput (Little's law): with a full queue the top of the
 * saw-tooth takes longer than the path, without one only as much as it is above
 * the mean window.
 */
static void
rtt_from_flight(struct loss *l)
{
	if (l->goodput_bps <= 0 || l->window_segs <= 0)
		return;
	l->rtt_s = MAX(l->rtt_s, l->window_segs * l->mss * 8 / l->goodput_bps / TOP_TO_MEAN);
	l->at_top = true;
}

/* The sender's time stamps, echoed: its mean RTT, and from that the top of a saw-tooth. */
static void
rtt_from_echo(const struct rtt_stats *e, struct loss *l)
{
	double mean_s;

	l->rtt_s = l->rtt_min_s;
	if (e->samples < ECHO_SAMPLES_MIN)
		return;
	mean_s = ns_to_s(e->sum_ns) / (double)e->samples;

	l->rtt_s = l->rtt_min_s + MAX(mean_s - l->rtt_min_s, 0) * TOP_TO_MEAN;
}

static void
of_flow(const struct flow *w, struct loss *ret)
{
	const struct loss_stats *ls = &w->me->loss;
	double rtt_at_loss_s = ls->rtt_events ? ns_to_s(ls->rtt_sum_ns) / (double)ls->rtt_events
					      : 0;
	double path_s = ns_to_s(flow_path_rtt_ns(w)), seen_min_s = ns_to_s(w->me->rtt.min_ns);

	*ret = (struct loss){
		.rate = flow_loss_rate(w),
		.segments = flow_segments(w),
		.lost = ls->segments,
		/* the part beyond the capture is as the path's minimum has it */
		.rtt_s = rtt_at_loss_s > 0 ? rtt_at_loss_s + path_s - seen_min_s : path_s,
		.rtt_min_s = path_s,
		.mss = flow_mss(w),
		.min_of_part = w->conn->handshake != HANDSHAKE_FULL,
		.goodput_bps = flow_goodput_bps(w),
	};
	if (w->me->rtt.samples)
		ret->at_top = rtt_at_loss_s >
			      RTT_TOP * ns_to_s(w->me->rtt.sum_ns) / (double)w->me->rtt.samples;
	/* the first loss may end a slow start far above what loss allows: the rest tells */
	if (ls->events > 1)
		ret->window_segs = (double)(ls->flight_sum_bytes - ls->flight_max_bytes) /
				   (double)(ls->events - 1) / ret->mss;
	if (seen_min_s < path_s / 2) {
		rtt_from_echo(&w->me->echo, ret);
		rtt_from_flight(ret);
	}
	ret->predicted_segs = cubic_window_segs(ret->rtt_s, ret->rate);
}

/*
 * The neighbour of a lost segment is lost as seldom as any other. A bucket without
 * tokens, or a full buffer, takes the next one too.
 */
static double
fits_single(const struct loss_stats *ls, double rate)
{
	double in_runs = (double)ls->adjacent / (double)MAX(ls->segments, 1);

	return 1 - ramp(in_runs - rate, RUNS_RANDOM, RUNS_BUCKET);
}

/* Timeouts are for tails and dead paths; random loss is repaired by fast retransmit. */
static double
fits_repairs(const struct half *h)
{
	const struct loss_stats *ls = &h->loss;
	uint64_t by_timer = MIN(MAX(ls->timeouts, h->rto + h->tlp), ls->events);
	return 1 - 0.7 * ramp((double)by_timer / (double)ls->events, 0.3, 0.7);
}

/* Requests and answers of a few segments never fill a window: it is not what holds them. */
static double
fits_filled(const struct half *h)
{
	const struct mind *m = h->mind;

	if (!m || !m->rounds)
		return 1;
	return 1 - 0.7 * ramp((double)m->rounds_application_limited / (double)m->rounds, 0.5, 0.9);
}

/*
 * A sender like BBR does not slow down for a loss: it is named so, or it paces, and what it
 * has in flight stays where it was. CUBIC leaves 0.7 of it, Reno half.
 */
static double
fits_family(const struct flow *w)
{
	const struct mind *m = w->me->mind;

	if (!m)
		return 1;
	if (m->family == CC_BBR)
		return 1 - m->confidence;
	if (m->factors < FACTORS_MIN || !(m->paced > PACED) || !flow_seen_by_sender(w))
		return 1;
	return 1 - ramp(m->factor_mean, FACTOR_CUT, FACTOR_KEPT);
}

/* Time that the small window and the repairs took. */
static double
lost_share(const struct flow *w)
{
	return flow_share(w, ACCOUNT_CONGESTION_WINDOW) + flow_share(w, ACCOUNT_LOSS_RECOVERY) +
	       flow_share(w, ACCOUNT_RTO);
}

/* Late originals and needless repairs in number: what looked lost was not. */
static double
fits_not_late(const struct half *h)
{
	double late = (double)(h->out_of_order + h->unneeded);

	return 1 - ramp(late / (double)(h->loss.segments + 1), 0.3, 1.5);
}

/* Lost behind the capture at the receiver: damaged there, or dropped by that host. */
static double
fits_lost_on_the_way(const struct crux_case *cs, const struct flow *w)
{
	struct flow r;

	if (!flow_at_receiver(cs, w, &r))
		r = *w;
	if (!flow_seen_by_receiver(&r))
		return 1;
	return 1 - 0.7 * ramp(flow_came_again(&r) / (double)MAX(w->me->loss.segments, 1), 0.3, 0.7);
}

static double
judge_flow(const struct crux_case *cs, const struct flow *w, struct loss *l)
{
	const struct loss_stats *ls = &w->me->loss;
	double sure;

	if (ls->events < EVENTS_MIN)
		return 0;
	of_flow(w, l);
	sure = 0.95 * fits_loss(l->rate) * fits_rtt(l->rtt_min_s) * fits_no_queue(l) *
	       fits_window(l) * fits_single(ls, l->rate) * fits_repairs(w->me) *
	       fits_filled(w->me) * fits_lost_on_the_way(cs, w) * fits_family(w) *
	       fits_not_late(w->me) * ramp(lost_share(w), 0.1, 0.4);
	sure *= fits_events(ls->events);
	if (w->conn->handshake == HANDSHAKE_FULL && !(w->me->sack_ok && w->peer->sack_ok))
		sure *= 0.6; /* each loss costs more, for another reason */
	if (w->me->bad_checksums)
		sure *= 0.6; /* damaged, not dropped */
	return sure;
}

static const char *
queue_words(const struct loss *l)
{
	return l->rtt_s < RTT_RATIO_FLAT * l->rtt_min_s ? "no queue" : "a short queue";
}

static void
say_flow(const struct flow *w, const struct loss *l, struct finding *f)
{
	const struct loss_stats *ls = &w->me->loss;
	struct endpoint to = flow_receiver(w), from = flow_sender(w);

	finding_say(f,
		    "Packet loss that is not congestion holds the transfer to %s at %s: %s lost on "
		    "a %.0f ms path, and the sender slows down for each.",
		    say_endpoint(f, &to), say_rate(f, l->goodput_bps), say_percent(f, l->rate),
		    l->rtt_min_s * 1000);
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_LOSS_RECOVERY),
		     "%s repaired in %s, of %s segments: %s; %s of them followed another without "
		     "a gap",
		     say_things(f, ls->segments, "loss was", "losses were"),
		     say_things(f, ls->events, "recovery", "recoveries"),
		     say_count(f, (uint64_t)l->segments), say_percent(f, l->rate),
		     ls->adjacent ? say_count(f, ls->adjacent) : "none");
	finding_seen(f, w->view, 0,
		     "RTT when loss struck: %.1f ms; the path's shortest: %.1f ms: %s",
		     l->rtt_s * 1000, l->rtt_min_s * 1000, queue_words(l));
	finding_seen(f, w->view, 0,
		     "about %.0f segments in flight when loss struck; CUBIC at this loss "
		     "and RTT holds about %.0f",
		     l->window_segs, l->predicted_segs);
	finding_seen(f, w->view, 0, "%s of %s went to a small window and to repairs",
		     say_percent(f, lost_share(w)), say_time(f, conn_duration_ns(w->conn)));
	finding_not(f, "bufferbloat", "RTT at loss %.1f ms, shortest %.1f ms: %s", l->rtt_s * 1000,
		    l->rtt_min_s * 1000, queue_words(l));
	finding_not(f, "policer",
		    "losses come singly: %s of %s in a run; a bucket without tokens drops the next "
		    "one too",
		    say_count(f, ls->adjacent), say_count(f, ls->segments));
	finding_not(f, "receive-window-limited", "the window was the limit for %s of the time",
		    say_percent(f, flow_share(w, ACCOUNT_RECEIVE_WINDOW)));
	if (w->me->have_wscale && w->peer->have_wscale)
		finding_not(f, "window-scaling-off", "both sides scale their windows");
	advise(&from, &to, l, f);
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };
	struct loss l, best_loss = { 0 };

	while (flow_next(cs, &w)) {
		double sure = judge_flow(cs, &w, &l);

		if (sure >= 0.5)
			finding_harm(f, w.view, lost_share(&w) * ns_to_s(conn_duration_ns(w.conn)),
				     w.me->retransmitted_bytes);
		if (surest_takes(&best, &w, sure))
			best_loss = l;
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, &best_loss, f);
}

/* ---- both ---- */

/* Counters of the host that received: what arrived and was dropped there. */
static void
look_against(const struct crux_case *cs, struct finding *f)
{
	struct counter_found damaged = counter_of(cs, "TcpInCsumErrors");

	if (damaged.found && damaged.growth) {
		finding_doubt(f, 0.49);
		finding_at(f, damaged.at, "InCsumErrors %s: segments arrive damaged",
			   say_count(f, damaged.growth));
	}
	if (counter_growth(cs, "TcpExtRcvPruned") || counter_growth(cs, "TcpExtTCPBacklogDrop") ||
	    counter_growth(cs, "TcpExtTCPRcvQDrop"))
		finding_doubt(f, 0.4); /* the receiving host drops, not the path */
}

/* What a host's counters say of the data segments that it sent. */
struct repairs {
	struct counter_found again;
	double sent, lost, rate;
	uint64_t fast, recoveries, timeouts;
};

static void
of_counters(const struct crux_case *cs, struct repairs *r)
{
	uint64_t handshakes = counter_growth(cs, "TcpExtTCPSynRetrans");
	uint64_t timeouts = counter_growth(cs, "TcpExtTCPTimeouts");
	double needless = (double)counter_growth(cs, "TcpExtTCPDSACKRecv");

	*r = (struct repairs){
		.again = counter_of(cs, "TcpRetransSegs"),
		.sent = (double)counter_growth(cs, "TcpExtTCPOrigDataSent"),
		.fast = counter_growth(cs, "TcpExtTCPFastRetrans"),
		.recoveries = counter_growth(cs, "TcpExtTCPSackRecovery") +
			      counter_growth(cs, "TcpExtTCPRenoRecovery"),
		/* SYNs and SYN-ACKs sent again are in both counts */
		.timeouts = timeouts - MIN(timeouts, handshakes),
	};
	r->lost = (double)r->again.growth - (double)handshakes - needless;
	r->rate = r->sent > 0 ? r->lost / r->sent : 0;
}

/* Runs of losses make large recoveries; tails and dead paths make timeouts. */
static double
fits_counters(const struct repairs *r)
{
	if (!r->again.found || r->recoveries + r->timeouts == 0)
		return 1;
	return (r->recoveries ? 1 - ramp((double)r->fast / (double)r->recoveries, RECOVERY_SEGS_FEW,
					 RECOVERY_SEGS_MANY)
			      : 1) *
	       ramp((double)r->fast / (double)(r->fast + r->timeouts), 0.3, 0.6);
}

/* The longest path that any row of ss shows, in seconds; 0 none does. */
static double
longest_path_s(const struct crux_case *cs)
{
	int64_t most_ns = 0;

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		if (s->has & SOCK_RTT)
			most_ns = MAX(most_ns, (s->has & SOCK_MIN_RTT) ? s->min_rtt_ns : s->rtt_ns);
	}
	return ns_to_s(most_ns);
}

/*
 * Counters alone: segments of data lost one at a time and repaired at once. They
 * do not tell the RTT, so they give a suspicion that is worth a look, no more.
 */
static void
look_counters(const struct crux_case *cs, const struct repairs *r, struct finding *f)
{
	if (!r->again.found || r->rate <= 0 || r->recoveries < EVENTS_MIN ||
	    (double)counter_growth(cs, "TcpExtTCPSACKReorder") > r->lost)
		return;
	/*
	 * Timeouts of handshakes are counted too. One look alone is the host's whole life and
	 * knows no RTT: two looks, or rows that show a long path, make it of now or of here.
	 */
	finding_sure(f,
		     (0.48 + 0.12 * (r->again.has_before ? 1 : fits_row_rtt(longest_path_s(cs)))) *
			     fits_loss(r->rate) * fits_events(r->recoveries) *
			     (1 - ramp((double)r->fast / (double)r->recoveries, RECOVERY_SEGS_FEW,
				       RECOVERY_SEGS_MANY)) *
			     ramp((double)r->fast / r->lost, 0.4, 0.7));
	if (f->confidence <= 0)
		return;
	finding_say(
		f,
		"Single segments are lost, %s of what this host sends, and repaired one at a time; "
		"on a long path a loss-based sender gets slow by that.",
		say_percent(f, r->rate));
	finding_at(f, r->again.at,
		   "%.0f segments of data sent again of %.0f (%s), handshakes and needless ones "
		   "taken off",
		   r->lost, r->sent, say_percent(f, r->rate));
	finding_at(f, r->again.at, "%s in %s: losses come singly",
		   say_things(f, r->fast, "fast retransmission", "fast retransmissions"),
		   say_things(f, r->recoveries, "recovery", "recoveries"));
	advise_bbr(NULL, f);
	finding_expect(f, NULL, NAN, NAN, "The loss no longer sets the rate: the bottleneck does.");
	finding_harm_estimated(f, 0, 0, 0);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct repairs r;
	struct map wire;

	of_counters(cs, &r);
	wire_map_init(&wire, f->arena, cs);
	look_flows(cs, f);
	if (!f->summary.n)
		look_socks(cs, &wire, fits_counters(&r), f);
	if (!f->summary.n && cs->incidents == 0)
		look_counters(cs, &r, f);
	if (f->confidence > 0)
		look_against(cs, f);
}

const struct rule rule_random_loss_long_rtt = {
	.id = "random-loss-long-rtt",
	.title = "loss that is not congestion slows a loss-based sender",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.explains = { "tail-loss-rto" },
	.rivals = { "bufferbloat", "policer", "receive-window-limited", "window-scaling-off",
		    "pmtu-blackhole", "reordering" },
	.look = look,
};
