/*
 * connection-refused: a RST answers the SYN.
 *
 * RFC 9293, 3.10.7.1: a host where nobody listens answers a SYN with a RST that
 * acknowledges ISN + 1. It comes within one round trip, from the address that was
 * asked. Some refusals beside many successes are a listener that was away for a
 * moment; none but refusals is a wrong address or port, or a dead service.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

struct refusal {
	const struct service *service; /* with the most refusals */
	const struct view *first;
	uint8_t known_ttl; /* of that server's other packets, 0 unknown */
};

static const struct service *
most_refused(const struct crux_case *cs)
{
	const struct service *most = NULL;

	for (size_t i = 0; i < cs->services.n; i++)
		if (cs->services.v[i].refused &&
		    (!most || cs->services.v[i].refused > most->refused))
			most = &cs->services.v[i];
	return most;
}

static void
walk(const struct crux_case *cs, struct refusal *r, struct finding *f)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w)) {
		const struct conn *c = w.conn;

		if (!addr_eq(&c->server.addr, &r->service->server.addr))
			continue;
		if (c->opening == OPENING_DONE && c->half[S2C].ttl)
			r->known_ttl = c->half[S2C].ttl;
		if (c->opening != OPENING_REFUSED)
			continue;
		if (!r->first)
			r->first = w.view;
		if (c->server.port == r->service->server.port)
			finding_harm(f, w.view, ns_to_s(conn_duration_ns(c)), 0);
	}
}

static void
judge_wire(const struct crux_case *cs, struct finding *f)
{
	struct refusal r = { .service = most_refused(cs) };
	const struct conn *c;
	double share;

	if (!r.service)
		return;
	walk(cs, &r, f);
	if (!r.first)
		return;
	c = r.first->conn;
	share = (double)r.service->refused / (double)(r.service->refused + r.service->done);
	/* most attempts: nobody is there; a few of many: it was away for a moment */
	finding_sure(f, 0.35 + 0.6 * ramp(share, 0.02, 0.5));
	finding_seen(f, r.first, c->half[S2C].reset_packet,
		     "RST answers the SYN (packet %llu) after %s, acknowledging ISN + 1",
		     (unsigned long long)c->syn_packet, say_time(f, conn_duration_ns(c)));
	finding_say(f, "Nobody listens on %s: %s of %s refused with a RST within one round trip.",
		    say_endpoint(f, &c->server), say_count(f, r.service->refused),
		    say_things(f, r.service->refused + r.service->done, "connection was",
			       "connections were"));
	if (r.known_ttl && c->half[S2C].reset_ttl && r.known_ttl != c->half[S2C].reset_ttl) {
		finding_doubt(f, 0.45);
		finding_seen(f, r.first, c->half[S2C].reset_packet,
			     "the RST has TTL %u, that server's other packets %u: who sent it?",
			     c->half[S2C].reset_ttl, r.known_ttl);
	} else {
		finding_not(f, "middlebox-reset",
			    "the RST answers a SYN with the number that only its receiver knows, "
			    "and nothing else comes from that address%s",
			    r.known_ttl ? "; its TTL is the server's" : "");
	}
	finding_not(f, "syn-blackholed", "the SYN is answered, by a RST");
	finding_not(f, "half-open-peer", "the RST answers a SYN, not data of an old connection");
	finding_command(f, "at the server: is it listening, and on which address",
			"ss -ltnp 'sport = :%u'", c->server.port);
	finding_verify(f, "nc -vz %s %u", say_addr(f, &c->server.addr), c->server.port);
}

/* AttemptFails alone also counts timeouts; without a SYN sent again it was a RST. */
static void
judge_counters(const struct crux_case *cs, struct finding *f)
{
	struct counter_found fails = counter_of(cs, "TcpAttemptFails");
	struct counter_found opens = counter_of(cs, "TcpActiveOpens");
	struct counter_found again = counter_of(cs, "TcpExtTCPSynRetrans");

	if (!fails.found || !opens.found || !again.found || fails.growth == 0 || again.growth > 0 ||
	    opens.growth == 0)
		return;
	finding_at(f, fails.at, "AttemptFails %s of %s, and no SYN was sent again: refused at once",
		   say_count(f, fails.growth), say_things(f, opens.growth, "attempt", "attempts"));
	finding_sure(f, 0.8 * ramp((double)fails.growth / (double)opens.growth, 0.02, 0.5));
	if (!f->summary.n)
		finding_say(f, "Connections are refused: %s of %s failed at once, without a retry.",
			    say_count(f, fails.growth),
			    say_things(f, opens.growth, "attempt", "attempts"));
}

static void
judge_log(const struct crux_case *cs, struct finding *f)
{
	const struct log_line *l = NULL;
	uint64_t n = log_count(cs, LOG_REFUSED, &l);

	if (!n)
		return;
	finding_at(f, l->at, "\"" STR_F "\"%s", STR_A(str_sub(l->text, 0, 120)),
		   n > 1 ? say(f, ", %s in all", say_count(f, n)) : "");
	/* once is what any restart of a service leaves in a log; five times are no chance */
	finding_sure(f, 0.5 + 0.2 * ramp((double)n, 1, 5));
	finding_harm_estimated(f, 0, n, 0);
	if (!f->summary.n)
		finding_say(f, "Connections are refused: the log says so %s.",
			    say_things(f, n, "time", "times"));
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	judge_wire(cs, f);
	judge_counters(cs, f);
	judge_log(cs, f);
	if (f->confidence <= 0) {
		if (cs->views.n)
			finding_not(f, f->id, "no RST answers a SYN");
		return;
	}
	finding_fix(f, SCOPE_PROCESS,
		    "Start the listener, or correct the address and port that clients use.");
	finding_expect(f, NULL, NAN, NAN, "The SYN is answered by a SYN-ACK.");
	finding_verify(f, "nstat -az TcpAttemptFails    # at the client: no longer grows");
	finding_settle(f, "who is refused, and by whom",
		       "tcpdump -nni any 'tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'");
	finding_refuse(f, "Open the firewall: a filter that drops is silent; this one answers.");
}

const struct rule rule_connection_refused = {
	.id = "connection-refused",
	.title = "nobody listens: a RST answers the SYN",
	.harm = HARM_DENIED,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS | WITNESS_LOG,
	.rivals = { "middlebox-reset", "syn-blackholed", "half-open-peer" },
	.look = look,
};
