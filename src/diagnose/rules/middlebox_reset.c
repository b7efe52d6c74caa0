/*
 * middlebox-reset: a device in the middle forges RST.
 *
 * Firewalls, filters and balancers end connections by sending a RST to one end or to
 * both in the other's name (RFC 3360). What they cannot copy well: the TTL that their
 * packets arrive with, the sequence number that is due when the RST arrives (RFC
 * 5961), and what the real sender does, which goes on as if nothing had happened. A
 * capture at the supposed sender that lacks the RST is the proof.
 */
#include "diagnose/closing.h"
#include "diagnose/rule.h"

/* A route may change by a hop or two; a forger's initial TTL and place differ by more. */
#define TTL_APART 3
/* What was sent before a real RST and overtaken by it on the way. */
#define WENT_ON 2

struct forged {
	uint64_t n;
	uint64_t by_ttl, off, went_on, not_sent; /* signs, by connections */
	uint64_t both;				 /* connections in which both ends got one */
	struct end first;			 /* the supposed sender */
	const struct view *seen;		 /* where the RST is */
	const struct half *half;		 /* there */
	double sure;
};

struct signs {
	bool ttl, off, went_on, not_sent;
};

static unsigned
ttl_apart(const struct half *h)
{
	if (!h->reset_ttl || !h->ttl)
		return 0;
	return (unsigned)(h->reset_ttl > h->ttl ? h->reset_ttl - h->ttl : h->ttl - h->reset_ttl);
}

/* Its own abort, or close() with data unread: the answer to a segment is another matter. */
static bool
is_of_its_own(const struct half *h)
{
	return h->reset_kind == RESET_ABORT || h->reset_kind == RESET_UNREAD_DATA;
}

static double
weigh(const struct signs *s)
{
	double against = 1;

	if (s->not_sent)
		return 0.95;
	/*
	 * Each alone has another explanation: a change of route, numbers of an older life,
	 * disorder. A number beyond what was seen is none: what came before it may be lost.
	 */
	against *= s->ttl ? 0.35 : 1;
	against *= s->off ? 0.6 : 1;
	against *= s->went_on ? 0.55 : 1;
	return 1 - against;
}

/* h: what this sender sent as v has it; near: its own capture, NULL when there is none. */
static double
forgery(const struct half *h, const struct half *near, struct signs *ret)
{
	*ret = (struct signs){
		.ttl = ttl_apart(h) >= TTL_APART,
		.off = is_of_its_own(h) && h->reset_off_bytes < 0,
		.went_on = h->after_reset >= WENT_ON,
		.not_sent = near && near->packets && !near->resets,
	};
	return weigh(ret);
}

static void
take(struct forged *g, const struct end *e, const struct view *v, const struct half *h,
     const struct signs *s, double sure)
{
	if (g->n == 0 || sure > g->sure) {
		g->first = *e;
		g->seen = v;
		g->half = h;
		g->sure = sure;
	}
	g->n++;
	g->by_ttl += s->ttl;
	g->off += s->off;
	g->went_on += s->went_on;
	g->not_sent += s->not_sent;
}

static void
gather(const struct crux_case *cs, struct forged *g, struct finding *f)
{
	struct end e = { 0 };
	uint32_t last = UINT32_MAX;

	while (end_next(cs, &e)) {
		const struct view *far = end_other_view(cs, &e);
		const struct half *h = far ? &far->conn->half[e.dir] : e.me;
		struct signs s;
		double sure;

		if (!h->resets || h->reset_kind == RESET_REFUSED ||
		    h->reset_kind == RESET_AFTER_DONE || e.conn->opening != OPENING_DONE ||
		    h->reset_ns <= e.conn->handshake_ack_ns) /* a SYN met an old connection */
			continue;
		sure = forgery(h, far ? e.me : NULL, &s);
		if (sure <= 0)
			continue;
		if (e.view->incident == last) { /* the other direction of the same connection */
			g->both++;
			continue;
		}
		last = e.view->incident;
		take(g, &e, far ? far : e.view, h, &s, sure);
		finding_harm(f, e.view, 0, e.peer->unique_bytes + e.me->unique_bytes);
	}
}

/* The usual initial values are 64, 128 and 255. */
static unsigned
hops(unsigned ttl)
{
	return ttl <= 64 ? 64 - ttl : ttl <= 128 ? 128 - ttl : 255 - ttl;
}

static void
say_wire(const struct forged *g, struct finding *f)
{
	struct endpoint from = end_sender(&g->first);
	const struct half *h = g->half;

	finding_say(f, "A device on the way resets %s in the name of %s.",
		    say_things(f, g->n, "connection", "connections"), say_endpoint(f, &from));
	if (g->by_ttl)
		finding_seen(f, g->seen, h->reset_packet,
			     "this RST came with TTL %u, all else from %s with %u: another sender, "
			     "about %s away",
			     h->reset_ttl, say_addr(f, &from.addr), h->ttl,
			     say_things(f, hops(h->reset_ttl), "hop", "hops"));
	if (g->not_sent)
		finding_seen(f, g->seen, h->reset_packet,
			     "the capture at %s itself has no such RST: it did not send it",
			     say_addr(f, &from.addr));
	if (h->reset_off_bytes)
		finding_seen(f, g->seen, h->reset_packet,
			     "its sequence number is %s %s what was due",
			     say_bytes(f, fabs((double)h->reset_off_bytes)),
			     h->reset_off_bytes < 0 ? "behind" : "beyond");
	if (h->after_reset)
		finding_seen(f, g->seen, h->reset_packet,
			     "%s more of %s follow it: that end knows of no reset",
			     say_things(f, h->after_reset, "packet", "packets"),
			     say_endpoint(f, &from));
	if (g->both)
		finding_seen(f, g->seen, 0, "in %s both ends got one, each as if from the other",
			     say_things(f, g->both, "connection", "connections"));
}

static void
others(const struct forged *g, struct finding *f)
{
	const struct half *h = g->half;

	if (g->not_sent)
		finding_not(f, "reset-with-unread-data", "the supposed sender did not send it");
	else
		finding_not(f, "reset-with-unread-data", "it is not the RST of that end: %s",
			    g->by_ttl ? say(f, "TTL %u instead of %u", h->reset_ttl, h->ttl)
				      : "that end went on");
	finding_not(f, "half-open-peer", "that end knows the connection: it goes on sending");
	finding_not(f, "connection-refused", "the connection had been made, and used");
	finding_not(f, "keepalive-race", "no FIN came before");
}

static void
advise(const struct forged *g, struct finding *f)
{
	struct endpoint from = end_sender(&g->first), to = end_peer(&g->first);
	uint16_t port = g->first.conn->server.port;

	finding_fix(f, SCOPE_NETWORK,
		    "Find the device by its distance and let it exempt %s port %u, or tell why it "
		    "resets (a filter, an idle or session limit).",
		    say_addr(f, &g->first.conn->server.addr), port);
	if (g->half->reset_ttl)
		finding_command(f,
				say(f, "the device is about %u hops from where the RST was seen",
				    hops(g->half->reset_ttl)),
				"traceroute -n -T -p %u %s", port, say_addr(f, &from.addr));
	finding_command(f, "catch the RSTs with their TTL, at both ends at once",
			"tcpdump -nvi any 'host %s and port %u and tcp[tcpflags] & tcp-rst != 0'",
			say_addr(f, &from.addr), port);
	if (g->by_ttl)
		finding_command(
			f,
			say(f, "until then, on %s: drop RSTs with that TTL from there",
			    say_addr(f, &to.addr)),
			"iptables -I INPUT -p tcp -s %s --tcp-flags RST RST -m ttl --ttl-eq %u -j DROP",
			say_addr(f, &from.addr), g->half->reset_ttl);
	finding_risk(f, "a dropped RST of the real peer leaves a half-open connection; and the "
			"device may enforce what somebody wants enforced");
	finding_expect(f, "reset_connections", (double)g->n, 0,
		       "Connections end by FIN, none by a RST that its sender never sent.");
	finding_verify(f, "nstat -az TcpEstabResets    # no longer grows");
	finding_settle(f, "whether that end sends the RST itself: run it there",
		       "tcpdump -nvi any 'port %u and tcp[tcpflags] & tcp-rst != 0'", port);
	finding_refuse(f, "Look for the fault in the application of %s: it did not send the RST.",
		       say_addr(f, &from.addr));
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct forged g = { 0 };

	gather(cs, &g, f);
	if (!g.n) {
		finding_not(f, f->id,
			    "no RST differs from its sender in TTL, number, or what follows it");
		return;
	}
	/* the same forger again is one more witness, but no independent one */
	finding_sure(f, g.sure + (1 - g.sure) * 0.5 * ramp((double)g.n, 1, 5));
	say_wire(&g, f);
	advise(&g, f);
	others(&g, f);
}

const struct rule rule_middlebox_reset = {
	.id = "middlebox-reset",
	.title = "a device in the middle forges resets",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_WIRE,
	.explains = { "half-open-peer", "reset-with-unread-data" },
	.rivals = { "reset-with-unread-data", "half-open-peer", "connection-refused",
		    "keepalive-race" },
	.look = look,
};
