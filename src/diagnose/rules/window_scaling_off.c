/*
 * window-scaling-off: no window scale, so at most 64 KB are in flight.
 *
 * Both SYNs must carry the option (RFC 7323, 2.2); where one does not, a window is
 * the 16 bits of the header, and goodput at most 65,535 bytes a round trip. That is
 * nobody's trouble as long as less than this is under way: the window must have
 * held the sender. A window that ends far below 65,535 is small for another reason.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"
#include "predict/predict.h"

#define UNSCALED_BYTES 65535.0 /* RFC 9293, 3.1: 16 bits */
/* A buffer below half of it would bind with the option too. */
#define WINDOW_NO 32768.0
#define WINDOW_YES 57344.0
#define SHARE_NO 0.15
#define SHARE_YES 0.4
/* A second is felt; a tenth of it is a start-up. */
#define HELD_NO_S 0.1
#define HELD_YES_S 0.5
/* Of a paste that does not say for how long: so many full windows are no start-up. */
#define WINDOWS_MIN 8

enum culprit {
	CULPRIT_CLIENT,	 /* offers no scale */
	CULPRIT_SERVER,	 /* is offered one and gives none */
	CULPRIT_WAY,	 /* one of them said it, and the other did not hear it */
	CULPRIT_UNKNOWN, /* no SYN was seen */
};

struct unscaled {
	enum culprit by;
	bool all_lost; /* the SYN-ACK has none of the options that the SYN had */
	double window_bytes, rtt_s, rate_bps;
	struct endpoint from, to, server;
};

/* ---- packets ---- */

static bool
lacks(const struct half *h)
{
	return h->options_known && !h->have_wscale;
}

/* Another capture of the same connection has the option that this one lacks. */
static bool
was_taken(const struct crux_case *cs, const struct view *v, enum direction dir)
{
	size_t i = (size_t)(v - cs->views.v);
	uint32_t incident = v->incident;

	while (i > 0 && cs->views.v[i - 1].incident == incident)
		i--;
	for (; i < cs->views.n && cs->views.v[i].incident == incident; i++) {
		const struct half *h = &cs->views.v[i].conn->half[dir];

		if (h->options_known && h->have_wscale)
			return true;
	}
	return false;
}

/* Whose option is missing; false when it is not. */
static bool
find_culprit(const struct crux_case *cs, const struct flow *w, struct unscaled *u)
{
	const struct half *client = &w->conn->half[C2S], *server = &w->conn->half[S2C];

	if (!lacks(client) && !lacks(server))
		return false;
	u->by = lacks(client) ? CULPRIT_CLIENT : CULPRIT_SERVER;
	/* a SYN-ACK that loses it leaves the ends in two minds: not this trouble */
	if (lacks(client) && was_taken(cs, w->view, C2S))
		u->by = CULPRIT_WAY;
	u->all_lost = !lacks(client) && client->sack_ok && client->timestamps && !server->sack_ok &&
		      !server->timestamps;
	return true;
}

/* The ends disagree: each view of this connection says something else of the SYN-ACK. */
static bool
in_two_minds(const struct crux_case *cs, const struct flow *w)
{
	return !lacks(&w->conn->half[C2S]) && lacks(&w->conn->half[S2C]) &&
	       was_taken(cs, w->view, S2C);
}

static double
judge_flow(const struct crux_case *cs, const struct flow *w, struct unscaled *u)
{
	double held_s = flow_seconds(w, ACCOUNT_RECEIVE_WINDOW);
	double sure;

	if (!find_culprit(cs, w, u) || in_two_minds(cs, w))
		return 0;
	u->window_bytes = (double)w->peer->window_max_bytes;
	u->rtt_s = ns_to_s(flow_path_rtt_ns(w));
	u->rate_bps = flow_goodput_bps(w);
	u->from = flow_sender(w);
	u->to = flow_receiver(w);
	u->server = w->conn->server;
	sure = 0.95 * ramp(flow_share(w, ACCOUNT_RECEIVE_WINDOW), SHARE_NO, SHARE_YES) *
	       ramp(held_s, HELD_NO_S, HELD_YES_S) * ramp(u->window_bytes, WINDOW_NO, WINDOW_YES);
	/* a window that shuts is a reader that does not read */
	if (w->conn->ledger.ns[ACCOUNT_ZERO_WINDOW] > w->conn->ledger.ns[ACCOUNT_RECEIVE_WINDOW])
		sure *= 0.5;
	/* SYN cookies do that as well, for all three options at once */
	return u->all_lost ? sure * 0.6 : sure;
}

/* ---- words ---- */

static void
advise_end(const struct unscaled *u, const struct addr *end, struct finding *f)
{
	finding_fix(f, SCOPE_HOST,
		    "At %s switch window scaling on; if it is on there, a device between takes "
		    "the option out of the SYN.",
		    say_addr(f, end));
	finding_command(f, "is it on? (there)", "sysctl net.ipv4.tcp_window_scaling");
	finding_command(f, "for new connections, until the next boot",
			"sysctl -w net.ipv4.tcp_window_scaling=1");
	finding_command(f, "for good",
			"echo net.ipv4.tcp_window_scaling=1 > /etc/sysctl.d/60-tcp-window.conf");
	finding_command(f, "does the option leave, and arrive? (at both ends)",
			"tcpdump -nvi any 'host %s and port %u and tcp[tcpflags] & tcp-syn != 0'",
			say_addr(f, &u->server.addr), u->server.port);
}

static void
advise_unknown(struct finding *f)
{
	finding_fix(f, SCOPE_HOST,
		    "See which end has window scaling off, and switch it on there; if it is on at "
		    "both, a device between takes the option out of the SYN.");
	finding_command(f, "is it on? (at both ends)", "sysctl net.ipv4.tcp_window_scaling");
	finding_command(f, "for new connections, until the next boot",
			"sysctl -w net.ipv4.tcp_window_scaling=1");
	finding_command(f, "for good",
			"echo net.ipv4.tcp_window_scaling=1 > /etc/sysctl.d/60-tcp-window.conf");
}

static void
advise_way(const struct unscaled *u, struct finding *f)
{
	finding_fix(f, SCOPE_NETWORK,
		    "Find the device that takes the window scale out of the SYN on its way to %s, "
		    "and make it leave TCP options alone, or go around it.",
		    say_addr(f, &u->server.addr));
	finding_command(f, "where is it still there? (at each hop that you can reach)",
			"tcpdump -nvi any 'host %s and port %u and tcp[tcpflags] & tcp-syn != 0'",
			say_addr(f, &u->server.addr), u->server.port);
	finding_command(f, "a Linux firewall that strips options",
			"nft list ruleset | grep -i 'tcp option'; iptables-save | grep "
			"TCPOPTSTRIP");
}

static void
advise(const struct unscaled *u, struct finding *f)
{
	if (u->by == CULPRIT_WAY)
		advise_way(u, f);
	else if (u->by == CULPRIT_UNKNOWN)
		advise_unknown(f);
	else
		advise_end(u, u->by == CULPRIT_CLIENT ? &u->from.addr : &u->server.addr, f);
	finding_risk(f, "none for connections that exist: the option is agreed in the handshake");
	if (u->rtt_s > 0)
		finding_expect(f, "goodput_bps", u->rate_bps, NAN,
			       "Now at most %s in %.1f ms = %s. With scaling the window grows to "
			       "tcp_rmem's largest, 6 MB by default: up to %s, or what the path "
			       "carries.",
			       say_bytes(f, UNSCALED_BYTES), u->rtt_s * 1000,
			       say_rate(f, window_rate_bps(UNSCALED_BYTES, u->rtt_s)),
			       say_rate(f, window_rate_bps(6291456.0 / 2, u->rtt_s)));
	else
		finding_expect(f, NULL, NAN, NAN,
			       "More than %s may be in flight; the path or the congestion window "
			       "is the limit then.",
			       say_bytes(f, UNSCALED_BYTES));
	finding_verify(f, "ss -tin    # wscale:7,7 in the rows of new connections");
	finding_refuse(f, "Larger tcp_rmem or SO_RCVBUF: without the option a window ends at "
			  "65,535 bytes, whatever the buffer.");
	finding_refuse(f, "Another congestion control: the sender would send more if it were let.");
}

static void
say_flow(const struct flow *w, const struct unscaled *u, struct finding *f)
{
	static const char *const whose[] = {
		[CULPRIT_CLIENT] = "the SYN offers no window scale",
		[CULPRIT_SERVER] = "the SYN offers a window scale, the SYN-ACK gives none",
		[CULPRIT_WAY] = "the SYN left with a window scale and arrived without",
	};

	finding_say(f,
		    "Window scaling is off between %s and %s: at most %s in flight on a %.1f ms "
		    "path, %s.",
		    say_endpoint(f, &w->conn->client), say_endpoint(f, &u->server),
		    say_bytes(f, u->window_bytes), u->rtt_s * 1000, say_rate(f, u->rate_bps));
	finding_seen(f, w->view,
		     u->by == CULPRIT_SERVER ? w->conn->syn_ack_packet : w->conn->syn_packet, "%s",
		     whose[u->by]);
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_RECEIVE_WINDOW),
		     "data in flight stood at the advertised window for %s of %s; the largest "
		     "window is %s, of 65,535 that 16 bits hold",
		     say_time(f, w->conn->ledger.ns[ACCOUNT_RECEIVE_WINDOW]),
		     say_time(f, conn_duration_ns(w->conn)),
		     say_count(f, (uint64_t)u->window_bytes));
	if (!w->me->loss.segments)
		finding_not(f, "random-loss-long-rtt", "no segment was lost");
	finding_not(f, "receive-window-limited",
		    "the window stands at what 16 bits hold: no buffer makes it larger");
	finding_not(f, "zero-window-stall", "the window never stays shut");
	finding_not(f, "send-buffer-limited", "the flight reaches the advertised window");
	finding_not(f, "window-scale-mangled", "neither end uses a scale: they agree");
	if (!u->all_lost)
		finding_not(f, "cookie-options-lost",
			    "only the window scale is missing, not SACK and time stamps with it");
	advise(u, f);
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 }, best = { 0 };
	struct unscaled u = { 0 }, best_u = { 0 };
	uint64_t scaled = 0, unscaled = 0;
	double best_sure = 0;

	while (flow_next(cs, &w)) {
		double sure = judge_flow(cs, &w, &u);

		scaled += w.me->have_wscale && w.peer->have_wscale;
		unscaled += lacks(w.me) || lacks(w.peer);
		if (sure >= 0.5)
			finding_harm(f, w.view, flow_seconds(&w, ACCOUNT_RECEIVE_WINDOW),
				     w.me->unique_bytes);
		if (sure <= best_sure)
			continue;
		best = w;
		best_u = u;
		best_sure = sure;
	}
	if (best_sure > 0) {
		finding_sure(f, best_sure);
		say_flow(&best, &best_u, f);
	} else if (unscaled) {
		finding_not(f, "window-scaling-off",
			    "%s without window scale, but 64 KB held none of them for long",
			    say_things(f, unscaled, "connection is", "connections are"));
	} else if (scaled) {
		finding_not(f, "window-scaling-off", "both ends scale their windows");
	}
}

/* ---- rows of ss ---- */

/* What is in flight, of a row that tells. */
static double
flight_bytes(const struct sock *s)
{
	double bytes = (double)s->unacked * ((s->has & SOCK_MSS) ? s->mss : 0);

	return (s->has & SOCK_UNACKED) ? bytes : 0;
}

/* A sender whose flight stands at the 16 bits. */
static double
judge_sender(const struct sock *s)
{
	double share = 0, level;

	if ((s->has & SOCK_RWND_LIMITED) && (s->has & SOCK_BUSY) && s->busy_ns > 0)
		share = (double)s->rwnd_limited_ns / (double)s->busy_ns;
	level = (s->has & SOCK_SND_WND) ? (double)s->snd_wnd_bytes
					: flight_bytes(s) + (double)s->mss;
	if (level > UNSCALED_BYTES + s->mss)
		return 0;
	if (share > 0)
		return 0.92 * ramp(share, SHARE_NO, SHARE_YES) *
		       ramp(level, WINDOW_NO, WINDOW_YES) *
		       ramp(ns_to_s(s->rwnd_limited_ns), HELD_NO_S, HELD_YES_S);
	/* older ss: the flight fills the window, again and again */
	return 0.7 * ramp(flight_bytes(s) / UNSCALED_BYTES, 0.85, 0.95) *
	       ((double)s->bytes_acked >= WINDOWS_MIN * UNSCALED_BYTES);
}

/*
 * A receiver whose program takes about a full window in each round trip (rcv_space is
 * measured so, tcp_rcv_space_adjust): the sender fills it.
 */
static double
judge_receiver(const struct sock *s)
{
	if (!(s->has & SOCK_RCV_SPACE) || !(s->has & SOCK_BYTES_RECEIVED) ||
	    (double)s->bytes_received < WINDOWS_MIN * UNSCALED_BYTES)
		return 0;
	return 0.7 * ramp((double)s->rcv_space_bytes / UNSCALED_BYTES, 0.6, 0.9);
}

static double
judge_sock(const struct sock *s)
{
	/* options are printed of connections, with ts or sack as a witness that they are */
	if (!s->has_options || (s->has & SOCK_WSCALE) || s->state != TCP_ESTABLISHED)
		return 0;
	return MAX(judge_sender(s), judge_receiver(s));
}

static void
say_sock(const struct sock *s, struct finding *f)
{
	bool sends = judge_sender(s) >= judge_receiver(s);
	struct unscaled u = {
		.by = CULPRIT_UNKNOWN,
		.rtt_s = (s->has & SOCK_RTT) ? ns_to_s(s->rtt_ns) : 0,
		.rate_bps = (s->has & SOCK_DELIVERY_RATE) && sends ? (double)s->delivery_rate_bps
								   : NAN,
		.from = sends ? s->local : s->peer,
		.to = sends ? s->peer : s->local,
		.server = s->local.port < s->peer.port ? s->local : s->peer,
	};

	if (sends)
		finding_at(f, s->at, "no wscale; %s in flight, window %s, rwnd_limited %s of %s",
			   say_bytes(f, MIN(flight_bytes(s), UNSCALED_BYTES)),
			   (s->has & SOCK_SND_WND) ? say_count(f, s->snd_wnd_bytes) : "not told",
			   say_time(f, s->rwnd_limited_ns), say_time(f, s->busy_ns));
	else
		finding_at(f, s->at, "no wscale; the program reads %s in each round trip",
			   say_bytes(f, (double)s->rcv_space_bytes));
	if (f->summary.n)
		return;
	finding_say(f,
		    "Window scaling is off between %s and %s: at most 64 KB are in flight, and "
		    "that holds the sender.",
		    say_endpoint(f, &s->local), say_endpoint(f, &s->peer));
	if (!(s->has & SOCK_RETRANS))
		finding_not(f, "random-loss-long-rtt", "ss shows no retransmission");
	finding_not(f, "receive-window-limited",
		    "without a scale the window ends at 65,535 bytes, whatever the buffer");
	finding_settle(f, "whose SYN lacks the window scale",
		       "tcpdump -nvi any 'host %s and port %u and tcp[tcpflags] & tcp-syn != 0'",
		       say_addr(f, &u.server.addr), u.server.port);
	advise(&u, f);
}

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	const struct sock *best = NULL;
	double best_sure = 0;
	struct map wire;

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
		finding_harm_estimated(f, ns_to_s(best->rwnd_limited_ns), 1,
				       MAX(best->bytes_acked, best->bytes_received));
}

/* ---- settings and counters ---- */

static void
look_setting(const struct crux_case *cs, struct finding *f)
{
	for (size_t i = 0; i < cs->settings.n; i++) {
		const struct setting *s = &cs->settings.v[i];

		if (!str_eq(s->name, STR("net.ipv4.tcp_window_scaling")) ||
		    !str_eq(str_trim(s->value), STR("0")))
			continue;
		finding_at(f, s->at, "tcp_window_scaling is 0");
		/* alone it harms nobody whose path is short */
		finding_sure(f, f->confidence > 0 ? MIN(f->confidence + 0.2, 0.97) : 0.45);
		if (f->summary.n)
			return;
		finding_say(f, "Window scaling is switched off on this host: no connection has "
			       "more than 64 KB in flight.");
		advise(&(struct unscaled){ .by = CULPRIT_UNKNOWN, .rate_bps = NAN }, f);
		finding_harm_estimated(f, 0, 0, 0);
		return;
	}
}

/* A flood answered by cookies loses the options of those who get in. */
static void
look_against(const struct crux_case *cs, struct finding *f)
{
	if (counter_growth(cs, "TcpExtSyncookiesRecv") || log_count(cs, LOG_SYN_FLOOD, NULL))
		finding_doubt(f, 0.45);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_socks(cs, f);
	look_setting(cs, f);
	if (f->confidence > 0)
		look_against(cs, f);
}

const struct rule rule_window_scaling_off = {
	.id = "window-scaling-off",
	.title = "without window scale at most 64 KB are in flight",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.explains = { "receive-window-limited" },
	.rivals = { "receive-window-limited", "window-scale-mangled", "cookie-options-lost",
		    "random-loss-long-rtt", "zero-window-stall", "send-buffer-limited" },
	.look = look,
};
