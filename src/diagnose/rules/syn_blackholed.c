/*
 * syn-blackholed: the SYN gets no answer at all.
 *
 * The client repeats its SYN after 1, 3, 7 … s (RFC 6298, 2.1 and 5.5). From the
 * client alone it looks the same when the SYN-ACK is lost on its way back, so
 * every other witness is asked: a capture at the server that has a SYN-ACK, or a
 * server that counts SYN-ACKs sent again, proves the other thing. And where
 * others reach the same service at the same time, the path to it is not closed.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* A router that says so ends the attempt after one SYN (RFC 1122, 4.2.3.9). */
#define UNREACHABLE_SURE 0.75

struct hole {
	const struct view *worst; /* the unanswered one with the most SYNs */
	const struct service *service;
	uint64_t unanswered;
	bool elsewhere_missing; /* a second capture lacks the SYN */
};

/* SYNs and nothing else: one side of a capture also lacks the answers. */
static bool
is_silent(const struct conn *c)
{
	return c->opening == OPENING_UNANSWERED && c->half[C2S].packets <= c->syns;
}

/* Any view that has an answer settles it: it was sent. */
static bool
incident_unanswered(const struct crux_case *cs, size_t from, size_t *ret_end)
{
	uint32_t incident = cs->views.v[from].incident;
	bool silent = true;
	size_t i = from;

	for (; i < cs->views.n && cs->views.v[i].incident == incident; i++)
		silent &= is_silent(cs->views.v[i].conn);
	*ret_end = i;
	return silent;
}

static const struct service *
service_of(const struct crux_case *cs, const struct conn *c)
{
	for (size_t i = 0; i < cs->services.n; i++)
		if (cs->services.v[i].server.port == c->server.port &&
		    addr_eq(&cs->services.v[i].server.addr, &c->server.addr))
			return &cs->services.v[i];
	return NULL;
}

static size_t
capture_count(const struct crux_case *cs)
{
	size_t n = 0;

	for (size_t i = 0; i < cs->inputs.n; i++)
		n += cs->inputs.v[i].capture.packets > 0;
	return n;
}

static void
gather(const struct crux_case *cs, struct hole *h, struct finding *f)
{
	size_t end;

	for (size_t i = 0; i < cs->views.n; i = end) {
		const struct view *v = &cs->views.v[i];

		if (!incident_unanswered(cs, i, &end))
			continue;
		h->unanswered++;
		finding_harm(f, v, ns_to_s(conn_duration_ns(v->conn)), 0);
		if (h->worst && v->conn->syns <= h->worst->conn->syns)
			continue;
		h->worst = v;
		h->elsewhere_missing = end - i == 1 && capture_count(cs) > 1;
	}
	if (h->worst)
		h->service = service_of(cs, h->worst->conn);
}

/* Each retry makes a chance loss less likely: 1, 3, 7 s of silence. */
static double
sure_by_retries(unsigned syns)
{
	static const double sure[] = { 0, 0.3, 0.6, 0.8, 0.9 };

	return sure[MIN(syns, COUNT_OF(sure) - 1)];
}

static void
advise(const struct endpoint *from, const struct endpoint *to, struct finding *f)
{
	finding_command(f, "does the SYN reach the server? (there)",
			"tcpdump -nni any 'host %s and tcp port %u'", say_addr(f, &from->addr),
			to->port);
	finding_command(f, "how far it gets (from the client)", "traceroute -nT -p %u %s", to->port,
			say_addr(f, &to->addr));
	finding_command(f, "a filter on the server that drops", "nft list ruleset | grep -n drop");
	finding_verify(f, "nc -vz -w 3 %s %u", say_addr(f, &to->addr), to->port);
}

static void
judge_wire(const struct crux_case *cs, struct finding *f)
{
	struct hole h = { 0 };
	const struct conn *c;
	const struct service *s;

	gather(cs, &h, f);
	if (!h.worst)
		return;
	c = h.worst->conn;
	s = h.service;
	finding_sure(f, sure_by_retries(c->syns));
	finding_seen(f, h.worst, c->syn_packet, "SYN to %s sent %s in %s, and nothing came back",
		     say_endpoint(f, &c->server), say_things(f, c->syns, "time", "times"),
		     say_time(f, conn_duration_ns(c)));
	if (h.elsewhere_missing)
		finding_seen(f, h.worst, c->syn_packet,
			     "no other capture of this case has that SYN: it was lost before");
	if (cs->inputs.v[h.worst->input].capture.icmp_unreachable) {
		finding_seen(f, h.worst, 0, "the capture has %s of ICMP \"unreachable\" beside it",
			     say_things(f, cs->inputs.v[h.worst->input].capture.icmp_unreachable,
					"packet", "packets"));
		finding_sure(f, UNREACHABLE_SURE);
	}
	if (s && s->done + s->half_open + s->refused > 0) {
		/* the way is open and somebody answers: these were dropped one by one */
		finding_doubt(f, 0.3 * (double)s->unanswered /
					 (double)(s->unanswered + s->done + s->half_open));
		finding_not(f, f->id, "%s to the same service were answered",
			    say_things(f, s->done + s->half_open + s->refused, "other connection",
				       "other connections"));
	}
	finding_say(f, "SYNs to %s vanish: %s, no answer of any kind.", say_endpoint(f, &c->server),
		    say_things(f, h.unanswered, "connection attempt", "connection attempts"));
	advise(&c->client, &c->server, f);
}

static void
judge_socks(const struct crux_case *cs, struct finding *f)
{
	const struct sock *worst = NULL;
	uint64_t waiting = 0;

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		if (s->state != TCP_SYN_SENT)
			continue;
		waiting++;
		if (!worst || s->timer_retries > worst->timer_retries)
			worst = s;
	}
	for (size_t i = 0; worst && i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		/* the same service answers others */
		if (s->state != TCP_SYN_SENT && s->state != TCP_LISTEN &&
		    s->peer.port == worst->peer.port && addr_eq(&s->peer.addr, &worst->peer.addr))
			return;
	}
	if (!worst)
		return;
	finding_at(f, worst->at, "SYN-SENT to %s%s: no answer yet", say_endpoint(f, &worst->peer),
		   worst->timer_retries ? say(f, ", SYN repeated %u times", worst->timer_retries)
					: "");
	finding_sure(f, 0.85 * sure_by_retries(worst->timer_retries + 1u));
	if (!f->summary.n)
		finding_say(f, "SYNs to %s get no answer: %s in SYN-SENT.",
			    say_endpoint(f, &worst->peer),
			    say_things(f, waiting, "socket", "sockets"));
	if (!f->verify.n)
		advise(&worst->local, &worst->peer, f);
}

/* What proves that the SYN did arrive, or that a table in between was full. */
static void
judge_against(const struct crux_case *cs, struct finding *f)
{
	struct counter_found again = counter_of(cs, "TcpExtTCPSynRetrans");
	const struct log_line *l = NULL;

	if (again.found && again.growth &&
	    case_counter_in(cs, again.sample, "TcpActiveOpens") == 0) {
		finding_doubt(f, 0.1);
		finding_not(f, f->id,
			    "a server that opened nothing itself sent %s again: the SYNs arrived",
			    say_things(f, again.growth, "SYN-ACK", "SYN-ACKs"));
	}
	if (log_count(cs, LOG_CONNTRACK_FULL, &l))
		finding_doubt(f, 0.4);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	judge_wire(cs, f);
	judge_socks(cs, f);
	if (f->confidence <= 0)
		return;
	judge_against(cs, f);
	finding_fix(f, SCOPE_NETWORK,
		    "Find the filter or the dead route between client and server; allow the port.");
	finding_expect(f, NULL, NAN, NAN, "The first SYN is answered within one round trip.");
	finding_settle(f, "whether the SYN arrives and the answer is lost",
		       "a capture at the server of the same seconds");
	finding_not(f, "connection-refused", "no RST came back: silence, not refusal");
	finding_not(f, "synack-lost", "no SYN-ACK was seen anywhere in this evidence");
	finding_not(f, "dead-peer-timeout", "no connection was ever made");
	finding_refuse(f, "Raise tcp_syn_retries: more knocking at a door that nobody hears.");
}

const struct rule rule_syn_blackholed = {
	.id = "syn-blackholed",
	.title = "SYNs get no answer",
	.harm = HARM_DENIED,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.rivals = { "connection-refused", "synack-lost", "dead-peer-timeout" },
	.look = look,
};
