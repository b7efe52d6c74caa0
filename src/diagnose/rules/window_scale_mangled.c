/*
 * window-scale-mangled: a device alters the window scale in one direction.
 *
 * A scale is said once, in the SYN and in the SYN-ACK, and each end shifts its own
 * windows by its own (RFC 7323, 2.2). Take it out of the SYN and both ends do without:
 * slow, but agreed. Take it out of the SYN-ACK, or change its number, and they
 * disagree: one goes on shifting, and the other takes its windows as they stand.
 *
 *	says 64,240 bytes, shifted by 7: 501        believed: 501 bytes
 *	says 64,240 bytes, not shifted: 64,240      believed: 8 MB
 *
 * Two captures show the option itself. One capture shows windows that shrink by a
 * power of two behind the handshake and stay so, though nobody has to read anything
 * yet; and flights beyond all that was ever allowed.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* A window is never sent beyond (RFC 9293, 3.8.6); a lost ACK in the capture shifts a little. */
#define BEYOND_NO 1.5
#define BEYOND_YES 2.5
/* The SYN's window is not scaled: what follows is as large. A shift of 3 makes it an eighth. */
#define SHRINK_NO 4.0
#define SHRINK_YES 8.0
#define SYN_WINDOW_MIN 4096 /* below, a buffer of one segment may be meant */
#define HELD_NO 0.15
#define HELD_YES 0.4
#define DATA_MIN_BYTES 2000

enum sign { SIGN_NONE, SIGN_PAIR, SIGN_SHRINKS, SIGN_BEYOND };

struct mangled {
	enum sign sign;
	double sure;
	enum direction dir; /* whose windows are misread */
	const struct view *view, *other;
};

/* ---- two captures ---- */

static bool
says_other(const struct half *a, const struct half *b)
{
	return a->options_known && b->options_known && a->packets && b->packets &&
	       (a->have_wscale != b->have_wscale || (a->have_wscale && a->wscale != b->wscale));
}

/*
 * Lost on the way to the server a scale is off for both, because the answer has
 * none then: that is window-scaling-off.
 */
static bool
both_do_without(const struct conn *a, const struct conn *b)
{
	return !a->half[S2C].have_wscale && !b->half[S2C].have_wscale;
}

static void
look_pair(const struct crux_case *cs, size_t from, size_t end, struct mangled *ret)
{
	const struct view *v = &cs->views.v[from];

	for (size_t i = from + 1; i < end; i++)
		for (int dir = C2S; dir <= S2C; dir++) {
			const struct view *o = &cs->views.v[i];

			if (!says_other(&v->conn->half[dir], &o->conn->half[dir]) ||
			    both_do_without(v->conn, o->conn))
				continue;
			*ret = (struct mangled){ .sign = SIGN_PAIR,
						 .sure = 0.97,
						 .dir = (enum direction)dir,
						 .view = v,
						 .other = o };
			return;
		}
}

/* ---- one capture ---- */

/* Shut is another matter: h's own reader does not read. */
static double
shrinks(const struct conn *c, enum direction dir)
{
	const struct half *h = &c->half[dir];
	double syn = (double)h->window_syn, most = (double)h->window_max_bytes;

	if (c->handshake != HANDSHAKE_FULL || h->window_syn < SYN_WINDOW_MIN || most <= 0 ||
	    h->window_scale_unknown)
		return 0;
	return ramp(log2(syn / most), log2(SHRINK_NO), log2(SHRINK_YES));
}

static double
beyond(const struct conn *c, enum direction dir)
{
	const struct half *h = &c->half[dir], *sender = &c->half[dir == C2S ? S2C : C2S];

	if (c->handshake != HANDSHAKE_FULL || h->window_scale_unknown || !h->window_max_bytes ||
	    h->pure_acks < 3 || sender->acked_unseen_bytes || h->acked_unseen_bytes)
		return 0;
	return ramp((double)sender->flight_max_bytes / (double)h->window_max_bytes, BEYOND_NO,
		    BEYOND_YES);
}

/* The other end is let in by crumbs: the window holds it, or its segments are tiny. */
static double
held(const struct conn *c, enum direction dir)
{
	const struct half *sender = &c->half[dir == C2S ? S2C : C2S];
	double life_ns = (double)conn_duration_ns(c);
	double share = life_ns > 0 ? (double)(c->ledger.ns[ACCOUNT_RECEIVE_WINDOW] +
					      c->ledger.ns[ACCOUNT_ZERO_WINDOW]) /
					     life_ns
				   : 0;

	return sender->unique_bytes < DATA_MIN_BYTES ? 0 : ramp(share, HELD_NO, HELD_YES);
}

static void
look_alone(const struct view *v, struct mangled *best)
{
	for (int d = C2S; d <= S2C; d++) {
		enum direction dir = (enum direction)d;
		double small = shrinks(v->conn, dir), large = beyond(v->conn, dir);
		/* windows that shrank without holding anybody prove less */
		double by_small = small * (0.4 + 0.45 * held(v->conn, dir));
		double by_large = 0.8 * large;

		if (MAX(by_small, by_large) <= best->sure)
			continue;
		*best = (struct mangled){ .sign = by_small >= by_large ? SIGN_SHRINKS : SIGN_BEYOND,
					  .sure = MAX(by_small, by_large),
					  .dir = dir,
					  .view = v };
	}
}

/* ---- words ---- */

static const char *
scale_text(struct finding *f, const struct half *h)
{
	return h->have_wscale ? say(f, "window scale %u", h->wscale) : "no window scale";
}

static void
say_pair(const struct mangled *m, struct finding *f)
{
	const struct conn *a = m->view->conn, *b = m->other->conn;
	const char *what = m->dir == C2S ? "SYN" : "SYN-ACK";

	finding_say(f,
		    "A device between the two captures alters the window scale in the %s of %s: "
		    "the ends read each other's windows differently.",
		    what, say_endpoint(f, m->dir == C2S ? &a->client : &a->server));
	finding_seen(f, m->view, m->dir == C2S ? a->syn_packet : a->syn_ack_packet,
		     "the %s has %s here …", what, scale_text(f, &a->half[m->dir]));
	finding_seen(f, m->other, m->dir == C2S ? b->syn_packet : b->syn_ack_packet,
		     "… and %s here", scale_text(f, &b->half[m->dir]));
}

static void
say_alone(const struct mangled *m, struct finding *f)
{
	const struct conn *c = m->view->conn;
	const struct half *h = &c->half[m->dir], *sender = &c->half[m->dir == C2S ? S2C : C2S];
	const struct endpoint *who = m->dir == C2S ? &c->client : &c->server;

	finding_say(f,
		    "The windows of %s do not mean here what that end means: a device seems to "
		    "alter the window scale in its %s.",
		    say_endpoint(f, who), m->dir == C2S ? "SYN" : "SYN-ACK");
	if (m->sign == SIGN_SHRINKS)
		finding_seen(
			f, m->view, m->dir == C2S ? c->syn_packet : c->syn_ack_packet,
			"its SYN offers %s bytes, and behind it never more than %s (%s): "
			"about 1/%.0f, a shift that was not heard",
			say_count(f, h->window_syn), say_count(f, h->window_max_bytes),
			scale_text(f, h),
			exp2(round(log2((double)h->window_syn / (double)h->window_max_bytes))));
	else
		finding_seen(f, m->view, 0,
			     "%s were in flight to it, where its windows as they read here (%s) "
			     "allow %s at most",
			     say_bytes(f, (double)sender->flight_max_bytes), scale_text(f, h),
			     say_bytes(f, (double)h->window_max_bytes));
	finding_settle(f, "whether the window scale is the same at both ends",
		       "tcpdump -nvi any 'host %s and port %u and tcp[tcpflags] & tcp-syn != 0'    "
		       "# at both ends",
		       say_addr(f, &c->server.addr), c->server.port);
}

static void
advise(const struct mangled *m, struct finding *f)
{
	const struct conn *c = m->view->conn;

	finding_fix(f, SCOPE_NETWORK,
		    "Find the device on the way between %s and %s that rewrites TCP options, and "
		    "make it leave the window scale alone, or go around it.",
		    say_addr(f, &c->client.addr), say_addr(f, &c->server.addr));
	finding_command(f, "the option at both ends, for a new connection",
			"tcpdump -nvi any 'host %s and port %u and tcp[tcpflags] & tcp-syn != 0'",
			say_addr(f, &c->server.addr), c->server.port);
	finding_command(
		f, "a Linux firewall that does it",
		"nft list ruleset | grep -i 'tcp option'; iptables-save | grep TCPOPTSTRIP");
	finding_command(f, "until then, at the server: agreed and slow is better than at odds",
			"sysctl -w net.ipv4.tcp_window_scaling=0");
	finding_risk(f, "without scaling all new connections of that host have at most 64 KB in "
			"flight: take it back as soon as the device is mended");
	finding_expect(f, NULL, NAN, NAN,
		       "Windows mean the same at both ends: flights grow to what the receiver "
		       "offers, and nothing is sent beyond it.");
	finding_verify(f, "ss -tin    # at both ends: wscale:A,B there is wscale:B,A here");
	finding_refuse(f, "Larger buffers: the windows are large; they are misread.");
}

static void
say_rivals(const struct mangled *m, struct finding *f)
{
	finding_not(f, "window-scaling-off", "not both ends do without: they disagree");
	finding_not(f, "silly-window",
		    "the windows are not opened a little at a time: they are read with another "
		    "scale");
	finding_not(f, "receive-window-limited", "the receiver offers more than what is read");
	if (!m->view->conn->half[C2S].zero_windows && !m->view->conn->half[S2C].zero_windows)
		finding_not(f, "zero-window-stall", "no window was shut");
}

static double
cost_s(const struct conn *c)
{
	return ns_to_s(c->ledger.ns[ACCOUNT_RECEIVE_WINDOW] + c->ledger.ns[ACCOUNT_ZERO_WINDOW] +
		       c->ledger.ns[ACCOUNT_LOSS_RECOVERY] + c->ledger.ns[ACCOUNT_RTO]);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct mangled best = { 0 };
	size_t end;

	for (size_t i = 0; i < cs->views.n; i = end) {
		struct mangled m = { 0 };

		for (end = i + 1;
		     end < cs->views.n && cs->views.v[end].incident == cs->views.v[i].incident;)
			end++;
		look_pair(cs, i, end, &m);
		for (size_t k = i; k < end && m.sign != SIGN_PAIR; k++)
			look_alone(&cs->views.v[k], &m);
		if (m.sure >= 0.5)
			finding_harm(f, m.view, cost_s(m.view->conn), 0);
		if (m.sure > best.sure)
			best = m;
	}
	if (best.sign == SIGN_NONE) {
		if (cs->incidents)
			finding_not(f, "window-scale-mangled",
				    "windows are as large behind the handshake as in it, and "
				    "nothing was sent beyond them");
		return;
	}
	finding_sure(f, best.sure);
	if (best.sign == SIGN_PAIR)
		say_pair(&best, f);
	else
		say_alone(&best, f);
	say_rivals(&best, f);
	advise(&best, f);
}

const struct rule rule_window_scale_mangled = {
	.id = "window-scale-mangled",
	.title = "a device alters the window scale in one direction",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE,
	.explains = { "window-scaling-off", "silly-window", "receive-window-limited",
		      "small-writes", "zero-window-stall", "tail-loss-rto" },
	.rivals = { "window-scaling-off", "silly-window", "receive-window-limited",
		    "zero-window-stall" },
	.look = look,
};
