/*
 * idle-timeout-drop: a NAT, firewall or balancer forgot the idle connection.
 *
 * Such a device keeps an entry for each connection and drops it after a time without
 * packets. Neither end is told. The next segment is then dropped without a word, or
 * answered by a RST, though both ends are well. What tells it from a dead peer: the
 * connection broke after a rest, longer than any that was survived, while the same
 * host goes on answering others.
 */
#include "diagnose/closing.h"
#include "diagnose/rule.h"

/*
 * RFC 5382, 5 demands two hours and four minutes, devices keep minutes (350 s, 240 s
 * and 60 s are common), hardly one less than this: every page of a browser would break.
 */
#define REST_LEAST_NS (5 * (int64_t)NS_PER_S)
#define REST_SURE_NS (60 * (int64_t)NS_PER_S)
/* Two timeouts in a row, and the first of all segments after the rest. */
#define TIMEOUTS_LEAST 2
#define TIMEOUTS_SURE 5

struct dropped {
	uint64_t n, reset; /* reset: answered by RST */
	uint64_t elsewhere;
	uint64_t foreign; /* RSTs that are not the peer's */
	struct end first;
	struct silence s;
	uint32_t timeouts;
	int64_t shortest_ns, longest_ns; /* rests that ended so */
	int64_t survived_ns;		 /* the longest rest to the same host that did not */
	uint64_t alive;			 /* connections of the same host heard of later */
	uint64_t survivors;		 /* of them, older than the first to break */
	int64_t broke_ns, opened_ns;	 /* the first to break; the youngest of the broken ones */
	const struct sock *sock;
	int64_t sock_rest_ns;
	unsigned retries;
};

/* The rest before the segment that a RST answered. */
static bool
is_reset_after_rest(const struct end *e, struct silence *s)
{
	const struct half *me = e->me, *peer = e->peer;

	if (peer->reset_kind != RESET_NO_SUCH || peer->fins || me->fins ||
	    me->unacked_ns == TIME_NONE || e->conn->opening != OPENING_DONE)
		return false;
	return end_is_unanswered(e, s) && s->quiet_ns >= REST_LEAST_NS &&
	       peer->reset_ns >= s->since_ns;
}

static bool
is_dropped(const struct end *e, struct silence *s)
{
	if (!end_is_unanswered(e, s))
		return false;
	return silence_is_dead(e, s) && !s->fin_only && s->timeouts >= TIMEOUTS_LEAST &&
	       s->quiet_ns >= REST_LEAST_NS;
}

/* A route may change by a hop or two. */
static bool
is_foreign(const struct half *h)
{
	return h->reset_ttl && h->ttl && (h->reset_ttl > h->ttl + 2 || h->ttl > h->reset_ttl + 2);
}

static void
take(const struct crux_case *cs, struct dropped *d, const struct end *e, const struct silence *s,
     bool reset)
{
	const struct view *other = end_other_view(cs, e);

	if (d->n++ == 0 || s->since_ns < d->broke_ns)
		d->broke_ns = s->since_ns;
	if (d->n == 1 || s->quiet_ns < d->shortest_ns) {
		d->shortest_ns = s->quiet_ns;
		d->first = *e;
		d->s = *s;
	}
	d->longest_ns = MAX(d->longest_ns, s->quiet_ns);
	d->reset += reset;
	d->foreign += reset && is_foreign(e->peer);
	d->timeouts = MAX(d->timeouts, s->timeouts);
	/* the other end has nothing of it, and has not said what it seems to have said */
	if (other) {
		const struct half *sent = &other->conn->half[e->dir];
		const struct half *said = &other->conn->half[e->dir == C2S ? S2C : C2S];

		d->elsewhere += sent->snd_max - sent->isn64 <= e->me->snd_una - e->me->isn64 &&
				!said->resets;
	}
}

/* What of the same host goes on after the first has broken. */
static void
look_at_others(const struct crux_case *cs, struct dropped *d)
{
	struct endpoint gone = end_peer(&d->first);
	struct end e = { 0 };
	struct silence s;

	while (end_next(cs, &e)) {
		struct endpoint to = end_peer(&e);

		if (!addr_eq(&to.addr, &gone.addr) || e.view->input != d->first.view->input)
			continue;
		if (is_dropped(&e, &s) || is_reset_after_rest(&e, &s))
			continue;
		if (e.peer->packets && e.peer->last_send_ns > d->broke_ns &&
		    e.peer->reset_kind == RESET_NONE) {
			d->alive++;
			d->survivors += e.conn->first_ns < d->broke_ns;
		}
		if (e.conn->ledger.longest && e.peer->reset_kind == RESET_NONE &&
		    e.me->unacked_ns == TIME_NONE) {
			const struct episode *p = &e.conn->ledger.longest[ACCOUNT_SENDER_IDLE][0];

			/* it must have been followed by something that was answered */
			if (p->to_ns < e.conn->last_ns)
				d->survived_ns = MAX(d->survived_ns, p->to_ns - p->from_ns);
		}
	}
}

static void
gather_wire(const struct crux_case *cs, struct dropped *d, struct finding *f)
{
	struct end e = { 0 };
	struct silence s;

	while (end_next(cs, &e)) {
		bool reset = is_reset_after_rest(&e, &s);

		if (!reset && !is_dropped(&e, &s))
			continue;
		take(cs, d, &e, &s, reset);
		finding_harm(f, e.view, ns_to_s(s.lasted_ns), s.bytes);
	}
	if (d->n)
		look_at_others(cs, d);
}

/* ss -i: lastrcv is the rest and the silence together. */
static int64_t
rest_of(const struct sock *s, unsigned times)
{
	int64_t silent_ns = sock_silent_ns(s, times);

	if (!(s->has & SOCK_LAST_TIMES) || !silent_ns || sock_is_answered(s, times))
		return 0;
	return MIN(s->lastrcv_ns, s->lastack_ns ? s->lastack_ns : INT64_MAX) - silent_ns;
}

static void
gather_socks(const struct crux_case *cs, struct arena *a, struct dropped *d)
{
	struct map wire;
	struct sock_seen seen;

	wire_map_init(&wire, a, cs);
	sock_seen_init(&seen, a);
	for (size_t i = cs->socks.n; i-- > 0;) {
		const struct sock *s = &cs->socks.v[i];
		unsigned times;
		int64_t rest;

		/* backward: what counts is how the latest row of a connection stands */
		if (sock_seen_first(&seen, s) || wire_map_covers(&wire, s))
			continue;
		if (!sock_retries(s, &times) || times < TIMEOUTS_LEAST || s->send_q <= 1 ||
		    s->state == TCP_SYN_SENT)
			continue;
		rest = rest_of(s, times);
		/* the sum is rough: a rest as long as the silence itself is none of its errors */
		if (rest < REST_LEAST_NS || rest < s->lastrcv_ns / 4)
			continue;
		if (!d->sock || times > d->retries) {
			d->sock = s;
			d->sock_rest_ns = rest;
			d->retries = times;
		}
	}
}

static double
judge(const struct dropped *d)
{
	double sure;

	if (!d->n)
		return d->sock ? 0.5 + 0.2 * ramp((double)d->sock_rest_ns, (double)REST_LEAST_NS,
						  (double)REST_SURE_NS)
			       : 0;
	/* a restarted peer answers by RST as well, whatever the rest was */
	sure = d->reset == d->n && d->foreign < d->n ? 0.35 : 0.6;
	sure += 0.1 * ramp((double)d->shortest_ns, (double)REST_LEAST_NS, (double)REST_SURE_NS);
	sure += 0.1 * ramp((double)d->n, 0, 2);
	if (d->survivors)
		sure += 0.2; /* older ones to the same host that were in use */
	else if (d->alive)
		sure += 0.1;
	if (d->elsewhere)
		sure += 0.2;
	/* longer rests did no harm: it is not the rest */
	if (d->survived_ns > d->shortest_ns)
		sure = MIN(sure, 0.4);
	return sure;
}

static void
say_wire(const struct dropped *d, struct finding *f)
{
	const struct end *e = &d->first;
	struct endpoint to = end_peer(e), from = end_sender(e);

	finding_say(f,
		    "Something between %s and %s forgets idle connections: %s broke at the first "
		    "segment after a rest of %s.",
		    say_addr(f, &from.addr), say_endpoint(f, &to),
		    say_things(f, d->n, "one", "connections"), say_time(f, d->shortest_ns));
	finding_seen(f, e->view, d->s.packet, "the first segment after %s without a packet; %s",
		     say_time(f, d->s.quiet_ns),
		     d->reset == d->n
			     ? "a RST answers it"
			     : say(f, "sent again for %s, no answer", say_time(f, d->s.lasted_ns)));
	if (d->survived_ns > 0 && d->survived_ns < d->shortest_ns)
		finding_seen(f, e->view, 0, "rests up to %s did no harm",
			     say_time(f, d->survived_ns));
	if (d->foreign)
		finding_seen(
			f, e->view, e->peer->reset_packet,
			"the RST has TTL %u, what came from %s before has %u: a device sent it",
			e->peer->reset_ttl, say_addr(f, &to.addr), e->peer->ttl);
	if (d->elsewhere)
		finding_seen(
			f, e->view, 0,
			"the capture at the other end has none of it: it is dropped on the way");
	if (d->alive)
		finding_seen(f, e->view, 0, "%s of %s answered meanwhile: the host is alive",
			     say_things(f, d->alive, "other connection", "other connections"),
			     say_addr(f, &to.addr));
}

static void
say_sock(const struct dropped *d, struct finding *f)
{
	const struct sock *s = d->sock;

	if (!f->summary.n)
		finding_say(
			f,
			"What was sent to %s after a rest of about %s is not answered: a device "
			"between has probably forgotten the connection.",
			say_endpoint(f, &s->peer), say_time(f, d->sock_rest_ns));
	finding_at(f, s->at,
		   "lastrcv %s, and the timer has ended %u times: before that about %s of rest",
		   say_time(f, s->lastrcv_ns), d->retries, say_time(f, d->sock_rest_ns));
	if (!f->harm.connections)
		finding_harm_estimated(f, ns_to_s(s->lastrcv_ns - d->sock_rest_ns), 1, s->send_q);
}

static void
advise(const struct dropped *d, const struct endpoint *to, struct finding *f)
{
	int64_t least_ns = d->n ? d->shortest_ns : d->sock_rest_ns;
	/* one probe may be lost, and the device may forget somewhat sooner */
	int keep = (int)MAX(ns_to_s(least_ns) / 3, 1);

	finding_fix(f, SCOPE_SOCKET,
		    "Send keep-alives more often than the device forgets: every %d s on this "
		    "connection.",
		    keep);
	finding_command(f, "in the program, on this socket",
			"int on = 1, s = %d; setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof "
			"on); setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &s, sizeof s); "
			"setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &s, sizeof s);",
			keep);
	finding_command(f, "programs that set SO_KEEPALIVE and no time: for the whole host",
			"sysctl -w net.ipv4.tcp_keepalive_time=%d net.ipv4.tcp_keepalive_intvl=%d",
			keep, keep);
	finding_command(f, "to keep it over a restart",
			"echo net.ipv4.tcp_keepalive_time=%d > /etc/sysctl.d/90-keepalive.conf",
			keep);
	finding_command(f, "if the device is a Linux firewall: how long it remembers, in seconds",
			"sysctl net.netfilter.nf_conntrack_tcp_timeout_established");
	finding_risk(f, "each idle connection then costs a packet every %d s", keep);
	finding_expect(f, "broken_connections", (double)MAX(d->n, 1), 0,
		       "No connection breaks after a rest; the device sees a packet before it "
		       "forgets.");
	finding_verify(f, "ss -tno dst %s    # timer:(keepalive) on every idle connection",
		       say_addr(f, &to->addr));
	finding_settle(f,
		       "whether it is dropped on the way: run it at both ends while a connection "
		       "rests and goes on",
		       "tcpdump -ni any host %s and port %u", say_addr(f, &to->addr), to->port);
	finding_refuse(f, "Raise tcp_retries2: the entry is gone, no repetition brings it back.");
}

static void
others(const struct dropped *d, struct finding *f)
{
	if (d->alive)
		finding_not(f, "dead-peer-timeout",
			    "the same host answered other connections meanwhile");
	else
		finding_not(f, "dead-peer-timeout",
			    "it broke at the end of a rest of %s, not while in use",
			    say_time(f, d->n ? d->shortest_ns : d->sock_rest_ns));
	if (d->n && d->reset < d->n)
		finding_not(f, "half-open-peer", "a peer that had restarted would answer by RST");
	else if (d->survivors)
		finding_not(f, "half-open-peer",
			    "%s older than that went on: the peer has not restarted",
			    say_things(f, d->survivors, "connection", "connections"));
	finding_not(f, "random-loss-long-rtt",
		    "what was sent before the rest arrived, what came "
		    "after it never did");
	finding_not(f, "keepalive-race", "no FIN was under way");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct dropped d = { 0 };
	struct endpoint to;

	gather_wire(cs, &d, f);
	gather_socks(cs, f->arena, &d);
	finding_sure(f, judge(&d));
	if (f->confidence <= 0) {
		finding_not(f, f->id,
			    "no connection broke at the first segment after a rest of %g s",
			    ns_to_s(REST_LEAST_NS));
		return;
	}
	to = d.n ? end_peer(&d.first) : d.sock->peer;
	if (d.n)
		say_wire(&d, f);
	if (d.sock)
		say_sock(&d, f);
	/* why that device resets them */
	if (d.foreign && d.foreign == d.reset)
		finding_explains(f, "middlebox-reset");
	advise(&d, &to, f);
	others(&d, f);
}

const struct rule rule_idle_timeout_drop = {
	.id = "idle-timeout-drop",
	.title = "a device on the way forgot the idle connection",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.explains = { "dead-peer-timeout", "half-open-peer", "tail-loss-rto", "last-ack-stuck",
		      "server-think-time", "application-limited", "middlebox-reset" },
	.rivals = { "dead-peer-timeout", "half-open-peer", "random-loss-long-rtt",
		    "keepalive-race" },
	.look = look,
};
