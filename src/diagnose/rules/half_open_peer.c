/*
 * half-open-peer: the peer restarted and knows nothing of the connection.
 *
 * A host that crashed and came back has lost its sockets. What arrives for one of
 * them is answered by a RST whose number is the ACK number of that segment (RFC 9293,
 * 3.5.2 and 3.10.7.1), with no FIN before. The sender only learns of it when it next
 * sends. A restart breaks all connections older than itself and none that is younger.
 */
#include "diagnose/closing.h"
#include "diagnose/rule.h"

/*
 * A device on the way can give the same answer. It shows by its TTL, unless it is
 * as far away as the peer. One hop more or less is a change of route.
 */
#define TTL_SAME 1

struct half_open {
	uint64_t n, younger_well, older_well;
	uint64_t at_peer; /* the RST is in the peer's own capture */
	uint64_t refused; /* then nobody listened for a while */
	struct end first;
	int64_t from_ns, to_ns; /* of the resets */
	int64_t quiet_ns;	/* before the first */
	struct counter_found resets;
};

static bool
is_own(const struct half *h)
{
	int apart = h->reset_ttl - h->ttl;

	return !h->reset_ttl || !h->ttl || (apart >= -TTL_SAME && apart <= TTL_SAME);
}

/* e's data was answered by a RST of an end that does not know the connection. */
static bool
is_answered_so(const struct end *e)
{
	const struct half *peer = e->peer;

	return peer->reset_kind == RESET_NO_SUCH && peer->reset_ns > e->conn->handshake_ack_ns &&
	       !peer->fins && !e->me->fins && peer->after_reset == 0 && is_own(peer) &&
	       !e->me->resets && e->conn->opening != OPENING_REFUSED &&
	       e->conn->opening != OPENING_HALF && (e->me->unique_bytes || e->me->keep_alives);
}

/* The RST answers one that the other end never sent: it was forged towards it. */
static bool
was_reset_there(const struct crux_case *cs, const struct end *e)
{
	const struct view *v = end_other_view(cs, e);

	return v && v->conn->half[e->dir].resets && !e->me->resets;
}

static void
gather(const struct crux_case *cs, struct half_open *h, struct finding *f)
{
	struct end e = { 0 };

	while (end_next(cs, &e)) {
		const struct view *v;
		struct silence s;

		if (!is_answered_so(&e) || was_reset_there(cs, &e))
			continue;
		if (h->n++ == 0 || e.peer->reset_ns < h->from_ns) {
			h->first = e;
			h->from_ns = e.peer->reset_ns;
			h->quiet_ns = end_is_unanswered(&e, &s) ? s.quiet_ns : 0;
		}
		h->to_ns = MAX(h->n == 1 ? INT64_MIN : h->to_ns, e.peer->reset_ns);
		v = end_other_view(cs, &e);
		h->at_peer += v && v->conn->half[e.dir == C2S ? S2C : C2S].resets > 0;
		finding_harm(f, e.view, 0, e.me->snd_max - MIN(e.me->snd_una, e.me->snd_max));
	}
}

static void
look_at_others(const struct crux_case *cs, struct half_open *h)
{
	struct endpoint gone = end_peer(&h->first);
	struct end e = { 0 };

	while (end_next(cs, &e)) {
		struct endpoint to = end_peer(&e);
		const struct conn *c = e.conn;

		if (e.view->input != h->first.view->input || to.port != gone.port ||
		    !addr_eq(&to.addr, &gone.addr) || is_answered_so(&e))
			continue;
		h->refused += c->opening == OPENING_REFUSED;
		if (c->opening != OPENING_DONE || !e.peer->unique_bytes ||
		    e.peer->last_data_ns <= h->from_ns)
			continue;
		if (c->first_ns > h->from_ns)
			h->younger_well++;
		else
			h->older_well++;
	}
}

static double
judge(const struct half_open *h)
{
	double sure;

	if (!h->n)
		return 0;
	sure = 0.55 + 0.15 * ramp((double)h->n, 1, 4);
	if (h->at_peer)
		sure += 0.2; /* it is the peer's own */
	if (h->younger_well || h->refused)
		sure += 0.1; /* and there it was again, or not yet */
	/* a restart spares none that is older */
	return h->older_well ? MIN(sure, h->older_well >= h->n ? 0.4 : 0.49) : sure;
}

static void
say_wire(const struct half_open *h, struct finding *f)
{
	const struct end *e = &h->first;
	struct endpoint to = end_peer(e), from = end_sender(e);

	finding_say(f,
		    "%s does not know %s any more: it has restarted, or lost them, without "
		    "saying so.",
		    say_endpoint(f, &to),
		    say_things(f, h->n, "connection that was open", "connections that were open"));
	finding_seen(f, e->view, e->peer->reset_packet,
		     "RST from %s answers what %s sent, with the ACK number that it carried: no "
		     "such connection. No FIN came before",
		     say_endpoint(f, &to), say_endpoint(f, &from));
	if (h->n > 1)
		finding_seen(f, e->view, 0, "%s so, within %s",
			     say_things(f, h->n, "connection ends", "connections end"),
			     say_time(f, h->to_ns - h->from_ns));
	if (h->at_peer)
		finding_seen(f, e->view, e->peer->reset_packet,
			     "the capture at %s has this RST too: it is its own",
			     say_addr(f, &to.addr));
	if (h->refused)
		finding_seen(f, e->view, 0, "%s refused: nobody listened there for a while",
			     say_things(f, h->refused, "new connection was",
					"new connections were"));
	if (h->younger_well)
		finding_seen(f, e->view, 0, "%s made after that: it is back",
			     say_things(f, h->younger_well, "connection was", "connections were"));
}

static void
others(const struct half_open *h, struct finding *f)
{
	const struct half *p = h->first.peer;

	if (h->at_peer)
		finding_not(f, "middlebox-reset", "the RST is in the peer's own capture");
	else if (p->reset_ttl && p->ttl)
		finding_not(f, "middlebox-reset",
			    "the RST came with TTL %u, the peer's data with %u", p->reset_ttl,
			    p->ttl);
	finding_not(f, "connection-refused", "the connection had been made, and used");
	finding_not(f, "keepalive-race", "no FIN: the peer did not close, it forgot");
	finding_not(f, "reset-with-unread-data",
		    "the RST answers a segment by its ACK number: no socket was there to close");
	if (h->younger_well && !h->older_well)
		finding_not(f, "idle-timeout-drop",
			    "all that is older broke and all that is younger lives: a restart");
}

static void
advise(const struct half_open *h, struct finding *f)
{
	struct endpoint to = end_peer(&h->first);
	const char *host = say_addr(f, &to.addr);

	finding_fix(f, SCOPE_SOCKET,
		    "Let the client reconnect and ask again when it gets ECONNRESET, and find out "
		    "why %s restarted.",
		    host);
	finding_command(f, "in the client: hear of it within 20 s, also when it has nothing to say",
			"int on = 1, s = 10; setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof "
			"on); setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &s, sizeof s);");
	finding_command(f, "and bound what is waiting for an ACK",
			"unsigned ms = 20000; setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, "
			"sizeof ms);");
	finding_command(f, "on that host: since when it is up, and its service",
			"uptime -s; ss -ltnp 'sport = :%u'; journalctl -b -u SERVICE", to.port);
	finding_risk(f, "asking again is safe only for requests that may be done twice");
	finding_expect(f, "failed_requests", (double)h->n, 0,
		       "A restart then costs one reconnection per client and no failed request.");
	finding_verify(f, "nstat -az TcpEstabResets    # on the client: no longer grows");
	finding_settle(f, "whether that host, or its service, was started at that time",
		       "ssh %s 'uptime -s; systemctl show -p ActiveEnterTimestamp SERVICE'", host);
	finding_refuse(f, "Tune retransmissions: the RST came at once, nothing was lost.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct half_open h = { 0 };

	gather(cs, &h, f);
	if (!h.n) {
		finding_not(f, f->id,
			    "no RST of an end that does not know the connection answers data");
		return;
	}
	look_at_others(cs, &h);
	finding_sure(f, judge(&h));
	say_wire(&h, f);
	advise(&h, f);
	others(&h, f);
}

const struct rule rule_half_open_peer = {
	.id = "half-open-peer",
	.title = "the peer has forgotten the connection",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_WIRE,
	.rivals = { "middlebox-reset", "connection-refused", "keepalive-race",
		    "reset-with-unread-data", "idle-timeout-drop" },
	.look = look,
};
