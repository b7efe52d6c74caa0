/*
 * syn-blackholed: the SYN gets no answer at all.
 *
 * The client repeats its SYN after 1, 3, 7 … s (RFC 6298, 2.1 and 5.5). From the
 * client alone it looks the same when the SYN-ACK is lost on its way back: that stays
 * a suspicion until somebody else is heard. A capture at the server that lacks the
 * SYN, or has it and no answer, an ICMP error about it, or the counter of a filter's
 * rule proves it; a SYN-ACK anywhere, or a server that counts such sent again, proves
 * the other thing. And where others reach the same service at the same time, the
 * path to it is not closed.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* As long as only the client was heard: more SYNs lost, or their answers? */
#define CLIENT_ALONE 0.49
/* A router that says so ends the attempt after one SYN (RFC 1122, 4.2.3.9). */
#define ICMP_SURE 0.9

struct hole {
	const struct view *worst; /* the unanswered one with the most SYNs */
	const struct service *service;
	uint64_t unanswered;
	bool elsewhere_missing;	 /* a second capture of the same seconds lacks the SYN */
	bool at_server;		 /* the SYN was seen where it should be answered */
	const struct view *told; /* of which an ICMP error tells */
	const struct icmp_seen *icmp;
	const struct counter *filter; /* rule that drops packets to that port */
	uint64_t waiting;	      /* sockets in SYN-SENT */
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

/* Another capture ran while these SYNs were sent; an empty one tells no time. */
static bool
another_ran(const struct crux_case *cs, const struct view *v)
{
	for (size_t i = 0; i < cs->inputs.n; i++) {
		const struct case_input *in = &cs->inputs.v[i];
		const struct capture_stats *s = &in->capture;

		if (i == v->input || !in->readable || !in->tracker ||
		    (!str_eq(str_from(in->kind), STR("pcap")) &&
		     !str_eq(str_from(in->kind), STR("pcapng"))))
			continue;
		if (!s->packets ||
		    (s->first_ns <= v->conn->last_syn_ns && s->last_ns >= v->conn->syn_ns))
			return true;
	}
	return false;
}

/* A SYN alone does not say where it was captured; others of that server and capture do. */
static bool
is_at_server(const struct crux_case *cs, const struct view *at)
{
	for (size_t i = 0; i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i];

		if (v->input == at->input && v->conn->vantage == VANTAGE_SERVER &&
		    addr_eq(&v->conn->server.addr, &at->conn->server.addr))
			return true;
	}
	return false;
}

/* An error about the SYN itself, from a filter or a router. */
static const struct icmp_seen *
icmp_of(const struct conn *c)
{
	for (const struct icmp_seen *i = c->half[C2S].icmp; i; i = i->next)
		if (i->count > i->out_of_flight && i->error != ICMP_TOO_BIG &&
		    i->error != ICMP_NONE)
			return i;
	return NULL;
}

static void
gather_wire(const struct crux_case *cs, struct hole *h, struct finding *f)
{
	size_t end;

	for (size_t i = 0; i < cs->views.n; i = end) {
		const struct view *v = &cs->views.v[i];

		if (!incident_unanswered(cs, i, &end))
			continue;
		h->unanswered++;
		finding_harm(f, v, ns_to_s(conn_duration_ns(v->conn)), 0);
		for (size_t k = i; k < end && !h->icmp; k++) {
			h->icmp = icmp_of(cs->views.v[k].conn);
			h->told = &cs->views.v[k];
		}
		if (h->worst && v->conn->syns <= h->worst->conn->syns)
			continue;
		h->worst = v;
		h->elsewhere_missing = end - i == 1 && another_ran(cs, v);
	}
	if (!h->worst)
		return;
	h->service = service_of(cs, &h->worst->conn->server);
	h->at_server = is_at_server(cs, h->worst);
}

/* "dpt:8443", "dport 8443" in the words of a rule that threw packets away */
static bool
names_port(struct str words, uint16_t port)
{
	static const char *const before[] = { "dpt:", "dport ", "dports " };
	uint64_t n;

	for (size_t i = 0; i < COUNT_OF(before); i++) {
		size_t at = str_find(words, str_from(before[i]));
		struct str rest;

		if (at == SIZE_MAX)
			continue;
		rest = str_from_pos(words, at + str_from(before[i]).n);
		if (str_take_u64(&rest, &n) && n == port)
			return true;
	}
	return false;
}

static void
gather_filter(const struct crux_case *cs, struct hole *h, uint16_t port)
{
	for (size_t i = 0; i < cs->counters.n; i++) {
		const struct counter *c = &cs->counters.v[i];

		if (c->value && str_eq(c->name, STR("FirewallDropped")) && names_port(c->of, port))
			h->filter = c;
	}
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
	finding_command(f, "a filter on the server that drops: which counter grows",
			"nft list ruleset | grep -n drop; iptables -nvL | grep -E 'DROP|REJECT'");
	finding_verify(f, "nc -vz -w 3 %s %u", say_addr(f, &to->addr), to->port);
	finding_settle(f, "at the server: no SYN comes, or its SYN-ACK goes out and is lost",
		       "tcpdump -nni any 'host %s and tcp port %u'", say_addr(f, &from->addr),
		       to->port);
}

static void
say_icmp(const struct hole *h, struct finding *f)
{
	finding_seen(f, h->told, h->icmp->first_packet, "%s answers the SYN with ICMP \"%s\"",
		     say_addr(f, &h->icmp->from), icmp_error_name((enum icmp_error)h->icmp->error));
	finding_sure(f, ICMP_SURE);
	/* the host's own TCP refuses with a RST: this is the REJECT of a filter */
	if (h->icmp->error == ICMP_PORT_UNREACHABLE || h->icmp->error == ICMP_PROHIBITED)
		finding_explains(f, "connection-refused");
}

static void
judge_wire(const struct crux_case *cs, struct hole *h, struct finding *f)
{
	const struct conn *c;
	const struct service *s;

	gather_wire(cs, h, f);
	if (!h->worst)
		return;
	c = h->worst->conn;
	s = h->service;
	gather_filter(cs, h, c->server.port);
	finding_sure(f, sure_by_retries(c->syns));
	finding_seen(f, h->worst, c->syn_packet, "SYN to %s sent %s in %s, and nothing came back",
		     say_endpoint(f, &c->server), say_things(f, c->syns, "time", "times"),
		     say_time(f, conn_duration_ns(c)));
	if (h->elsewhere_missing)
		finding_seen(f, h->worst, c->syn_packet,
			     "another capture of the same time lacks that SYN: it was lost before");
	else if (h->at_server)
		finding_seen(f, h->worst, c->syn_packet,
			     "this was captured at the server: the SYN arrives there");
	if (h->icmp)
		say_icmp(h, f);
	if (s && s->done + s->half_open + s->refused > 0) {
		/* the way is open and somebody answers: these were dropped one by one */
		finding_doubt(f, 0.3 * (double)s->unanswered /
					 (double)(s->unanswered + s->done + s->half_open));
		finding_not(f, f->id, "%s to the same service were answered",
			    say_things(f, s->done + s->half_open + s->refused, "other connection",
				       "other connections"));
	}
	finding_say(f, "SYNs to %s %s: %s, no answer of any kind.", say_endpoint(f, &c->server),
		    h->icmp ? "are turned away" : "vanish",
		    say_things(f, h->unanswered, "connection attempt", "connection attempts"));
	if (h->icmp)
		finding_say(f, "SYNs to %s are turned away: %s says \"%s\" to %s.",
			    say_endpoint(f, &c->server), say_addr(f, &h->icmp->from),
			    icmp_error_name((enum icmp_error)h->icmp->error),
			    say_things(f, h->unanswered, "connection attempt",
				       "connection attempts"));
	advise(&c->client, &c->server, f);
}

/* What the packets show to have been made later was only late. */
static bool
was_made(const struct crux_case *cs, const struct sock *s)
{
	for (size_t i = 0; i < cs->views.n; i++) {
		const struct conn *c = cs->views.v[i].conn;

		if (c->client.port == s->local.port && c->opening == OPENING_DONE &&
		    endpoint_same(&c->client, &s->local) && endpoint_same(&c->server, &s->peer))
			return true;
	}
	return false;
}

static void
judge_socks(const struct crux_case *cs, struct hole *h, struct finding *f)
{
	const struct sock *worst = NULL;

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		if (s->state != TCP_SYN_SENT)
			continue;
		h->waiting++;
		if (!worst || s->timer_retries > worst->timer_retries)
			worst = s;
	}
	for (size_t i = 0; worst && i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		/* the same service answers others */
		if (s->state != TCP_SYN_SENT && s->state != TCP_LISTEN &&
		    endpoint_same(&s->peer, &worst->peer))
			return;
	}
	if (!worst || was_made(cs, worst))
		return;
	finding_at(f, worst->at, "SYN-SENT to %s%s: no answer yet", say_endpoint(f, &worst->peer),
		   worst->timer_retries ? say(f, ", SYN repeated %u times", worst->timer_retries)
					: "");
	/* before its first retry a socket may be here for one round trip */
	finding_sure(f, worst->timer_retries ? 0.85 * sure_by_retries(worst->timer_retries + 1u)
			: worst->has & SOCK_TIMER ? 0.05
						  : 0.25);
	gather_filter(cs, h, worst->peer.port);
	if (!f->summary.n)
		finding_say(f, "SYNs to %s get no answer: %s in SYN-SENT.",
			    say_endpoint(f, &worst->peer),
			    say_things(f, h->waiting, "socket", "sockets"));
	if (!f->verify.n)
		advise(&worst->local, &worst->peer, f);
}

/* Heard from the client alone, an answer lost on its way back looks the same. */
static void
judge_witnesses(const struct hole *h, struct finding *f)
{
	bool proved = h->elsewhere_missing || h->at_server || h->icmp || h->filter;

	if (h->filter)
		finding_at(f, h->filter->at, "a filter's rule dropped %s: " STR_F,
			   say_things(f, h->filter->value, "packet", "packets"),
			   STR_A(str_sub(h->filter->of, 0, 100)));
	if (proved) {
		finding_not(f, "synack-lost", "no SYN-ACK was seen anywhere in this evidence");
		return;
	}
	finding_doubt(f, CLIENT_ALONE);
	if (h->worst)
		finding_seen(f, h->worst, h->worst->conn->syn_packet,
			     "heard from the client alone: a lost SYN-ACK would look the same");
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
	struct hole h = { 0 };

	judge_wire(cs, &h, f);
	judge_socks(cs, &h, f);
	if (f->confidence <= 0) {
		if (cs->views.n)
			finding_not(f, f->id, "every SYN was answered");
		return;
	}
	judge_witnesses(&h, f);
	judge_against(cs, f);
	finding_fix(f, SCOPE_NETWORK,
		    "Find the filter or the dead route between client and server; allow the port.");
	finding_expect(f, NULL, NAN, NAN, "The first SYN is answered within one round trip.");
	finding_not(f, "connection-refused", "no RST came back: silence, not refusal");
	finding_not(f, "dead-peer-timeout", "no connection was ever made");
	finding_refuse(f, "Raise tcp_syn_retries: more knocking at a door that nobody hears.");
}

const struct rule rule_syn_blackholed = {
	.id = "syn-blackholed",
	.title = "SYNs get no answer",
	.harm = HARM_DENIED,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS | WITNESS_COUNTERS,
	.rivals = { "connection-refused", "synack-lost", "dead-peer-timeout" },
	.look = look,
};
