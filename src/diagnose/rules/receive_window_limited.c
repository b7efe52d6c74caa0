/*
 * receive-window-limited: the data in flight stands at the advertised window.
 *
 * Goodput is then window / RTT whatever the path can do (RFC 7323, 1.1). A window
 * that fills for a moment while the receiver still opens it (auto-tuning doubles
 * it each round trip) is ordinary; it must have held the sender for much of the
 * life of the connection.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"
#include "predict/predict.h"

#define SHARE_NO 0.25
#define SHARE_YES 0.6
/* Without scaling the window ends here, and the cause is another (RFC 9293, 3.1). */
#define UNSCALED_BYTES 65535
/* A second is felt; a tenth of it is a start-up. */
#define HELD_NO_S 0.1
#define HELD_YES_S 0.5

static bool
is_unscaled(const struct flow *w)
{
	return w->conn->handshake == HANDSHAKE_FULL &&
	       !(w->me->have_wscale && w->peer->have_wscale);
}

static double
judge_flow(const struct flow *w)
{
	double held_s = flow_seconds(w, ACCOUNT_RECEIVE_WINDOW);
	double sure = 0.95 * ramp(flow_share(w, ACCOUNT_RECEIVE_WINDOW), SHARE_NO, SHARE_YES) *
		      ramp(held_s, HELD_NO_S, HELD_YES_S);

	/* a window that shuts is a reader that does not read */
	if (w->conn->ledger.ns[ACCOUNT_ZERO_WINDOW] > w->conn->ledger.ns[ACCOUNT_RECEIVE_WINDOW])
		sure *= 0.5;
	sure *= 1 - 0.6 * flow_reader_lags(w); /* nor one that reads too slowly */
	return is_unscaled(w) ? MIN(sure, 0.45) : sure;
}

static void
advise(const struct endpoint *receiver, double window_bytes, double rtt_s, double rate_bps,
       struct finding *f)
{
	finding_fix(f, SCOPE_PROCESS,
		    "At the receiver %s: stop setting SO_RCVBUF, which turns auto-tuning off; or "
		    "raise the largest tcp_rmem.",
		    say_addr(f, &receiver->addr));
	finding_command(f, "does the program set it? (receiver)",
			"strace -f -e trace=setsockopt -p PID 2>&1 | grep SO_RCVBUF");
	finding_command(f, "the limit of auto-tuning, for all new sockets of the receiver",
			"sysctl -w net.ipv4.tcp_rmem='4096 131072 33554432'");
	finding_command(f, "for good",
			"echo 'net.ipv4.tcp_rmem = 4096 131072 33554432' > "
			"/etc/sysctl.d/60-tcp-rmem.conf");
	finding_risk(f, "more memory for each connection that needs it");
	finding_expect(
		f, "goodput_bps", rate_bps, NAN,
		"Now %s / %.0f ms = %s at most. Twice the window gives twice the rate, until "
		"the congestion window or the bottleneck is the limit.",
		say_bytes(f, window_bytes), rtt_s * 1000,
		say_rate(f, window_rate_bps(window_bytes, rtt_s)));
	finding_verify(f, "ss -tin    # at the sender: rwnd_limited no longer grows");
	finding_settle(f, "how large the receiver's buffer is, and who set it",
		       "ss -tmin src %s    # at the receiver: skmem rb, rcv_space",
		       say_addr(f, &receiver->addr));
	finding_refuse(f, "Another congestion control: the sender would send more if it were let.");
}

static void
say_flow(const struct flow *w, struct finding *f)
{
	struct endpoint to = flow_receiver(w);
	double window = (double)w->peer->window_max_bytes, rtt_s = ns_to_s(flow_path_rtt_ns(w));

	finding_say(f,
		    "The receive window of %s holds the sender: at most %s in flight on a %.0f ms "
		    "path, %s.",
		    say_endpoint(f, &to), say_bytes(f, window), rtt_s * 1000,
		    say_rate(f, flow_goodput_bps(w)));
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_RECEIVE_WINDOW),
		     "data in flight stood at the advertised window for %s of %s",
		     say_time(f, w->conn->ledger.ns[ACCOUNT_RECEIVE_WINDOW]),
		     say_time(f, conn_duration_ns(w->conn)));
	finding_seen(f, w->view, 0, "largest window %s, largest flight %s", say_bytes(f, window),
		     say_bytes(f, (double)w->me->flight_max_bytes));
	if (!w->me->loss.segments)
		finding_not(f, "random-loss-long-rtt", "no segment was lost");
	else
		finding_not(f, "random-loss-long-rtt", "%s in %s segments",
			    say_things(f, w->me->loss.segments, "loss", "losses"),
			    say_count(f, (uint64_t)flow_segments(w)));
	finding_not(f, "zero-window-stall", "the window never stays shut");
	if (!is_unscaled(w))
		finding_not(f, "window-scaling-off", "both sides scale; the receiver's shift is %u",
			    w->peer->wscale);
	finding_not(f, "send-buffer-limited", "the flight reaches the advertised window");
	finding_not(f, "application-limited", "the sender has data as soon as the window opens");
	advise(&to, window, rtt_s, flow_goodput_bps(w), f);
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };

	while (flow_next(cs, &w)) {
		double sure = judge_flow(&w);

		if (sure >= 0.5)
			finding_harm(f, w.view, flow_seconds(&w, ACCOUNT_RECEIVE_WINDOW),
				     w.me->unique_bytes);
		surest_takes(&best, &w, sure);
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, f);
}

/* The kernel's own ledger: rwnd_limited of busy (include/uapi/linux/tcp.h). */
static double
judge_sock(const struct sock *s)
{
	double share;

	if (!(s->has & SOCK_RWND_LIMITED) || !(s->has & SOCK_BUSY) || s->busy_ns <= 0)
		return 0;
	share = (double)s->rwnd_limited_ns / (double)s->busy_ns;
	if ((s->has & SOCK_TIMER) && s->timer == TIMER_PERSIST)
		return 0; /* shut, not small */
	if ((s->has & SOCK_WSCALE) == 0 && s->has_options)
		return 0.45 * ramp(share, SHARE_NO, SHARE_YES);
	return 0.9 * ramp(share, SHARE_NO, SHARE_YES) *
	       ramp(ns_to_s(s->rwnd_limited_ns), HELD_NO_S, HELD_YES_S);
}

static void
say_sock(const struct sock *s, struct finding *f)
{
	double window = (s->has & SOCK_SND_WND) ? (double)s->snd_wnd_bytes : 0;
	double rtt_s = (s->has & SOCK_RTT) ? ns_to_s(s->rtt_ns) : 0;

	finding_at(f, s->at, "rwnd_limited %s of %s busy: the peer's window held the sender",
		   say_time(f, s->rwnd_limited_ns), say_time(f, s->busy_ns));
	if (f->summary.n)
		return;
	finding_say(f, "The receive window of %s holds this sender for %s of the time it had data.",
		    say_endpoint(f, &s->peer),
		    say_percent(f, (double)s->rwnd_limited_ns / (double)s->busy_ns));
	if (!(s->has & SOCK_RETRANS))
		finding_not(f, "random-loss-long-rtt", "ss shows no retransmission");
	finding_not(f, "send-buffer-limited", "ss shows rwnd_limited, which is the peer's window");
	if (s->has & SOCK_WSCALE)
		finding_not(f, "window-scaling-off", "wscale %u,%u is on", s->snd_wscale,
			    s->rcv_wscale);
	advise(&s->peer, window, rtt_s,
	       (s->has & SOCK_DELIVERY_RATE) ? (double)s->delivery_rate_bps : NAN, f);
}

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	struct map wire;
	const struct sock *best = NULL;
	double best_sure = 0;

	wire_map_init(&wire, f->arena, cs);
	for (size_t i = 0; i < cs->socks.n; i++) {
		double sure = judge_sock(&cs->socks.v[i]);

		if (sure <= 0 || sure < best_sure || wire_map_covers(&wire, &cs->socks.v[i]))
			continue;
		best = &cs->socks.v[i];
		best_sure = sure;
	}
	if (!best)
		return;
	finding_sure(f, best_sure);
	say_sock(best, f);
	if (!f->harm.connections)
		finding_harm_estimated(f, ns_to_s(best->rwnd_limited_ns), 1, best->bytes_acked);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_socks(cs, f);
}

const struct rule rule_receive_window_limited = {
	.id = "receive-window-limited",
	.title = "the receiver's window holds the sender",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.rivals = { "random-loss-long-rtt", "send-buffer-limited", "window-scaling-off",
		    "zero-window-stall", "application-limited" },
	.look = look,
};
