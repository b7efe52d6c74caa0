/*
 * nat-reply-bypass: the answer comes from an address that was never asked.
 *
 * A NAT rewrites the SYN's destination; the server's SYN-ACK must go back through it to
 * get that destination as its source again. Where server and client have a shorter way
 * (one network, a second router) it does not: the client sees a SYN-ACK from a stranger
 * that acknowledges its own SYN's number, and answers with a RST (RFC 9293, 3.10.7.1),
 * while the SYN itself is repeated. Nobody else knows that number. Seen from the server:
 * each SYN-ACK is answered by a RST, and yet the same SYN comes again, as no scan does.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

#define PAIRS_MANY 2
#define AGAIN_MANY 3

struct bypass {
	const struct view *asked, *answer; /* as the client sees it */
	uint64_t n;
	const struct view *server; /* as the server does */
	uint64_t server_n;
};

#define KEY_BYTES (sizeof(struct addr) + sizeof(uint16_t) + sizeof(uint32_t))

/* A client's end and the number of its SYN. */
static struct str
syn_key(char key[KEY_BYTES], const struct conn *c)
{
	memcpy(key, &c->client.addr, sizeof c->client.addr);
	memcpy(key + sizeof c->client.addr, &c->client.port, sizeof c->client.port);
	memcpy(key + KEY_BYTES - sizeof c->half[C2S].isn, &c->half[C2S].isn,
	       sizeof c->half[C2S].isn);
	return (struct str){ key, KEY_BYTES };
}

/* A SYN-ACK to which this capture has no SYN. */
static bool
is_stray(const struct conn *c)
{
	return c->syn_acks && !c->syns && !c->half[C2S].isn_relative;
}

static bool
is_asked_in_vain(const struct conn *c)
{
	return c->syns && !c->syn_acks && c->opening != OPENING_REFUSED;
}

static bool
any_stray(const struct crux_case *cs)
{
	for (size_t i = 0; i < cs->views.n; i++)
		if (is_stray(cs->views.v[i].conn))
			return true;
	return false;
}

static void
take(struct bypass *b, const struct view *asked, const struct view *answer, struct finding *f)
{
	finding_harm(f, asked, ns_to_s(conn_duration_ns(asked->conn)), 0);
	if (b->n++ == 0) {
		b->asked = asked;
		b->answer = answer;
	}
}

static void
gather_client(const struct crux_case *cs, struct bypass *b, struct finding *f)
{
	char key[KEY_BYTES];
	struct map syns;

	if (!any_stray(cs))
		return;
	map_init(&syns, f->arena);
	for (size_t i = 0; i < cs->views.n; i++)
		if (is_asked_in_vain(cs->views.v[i].conn))
			*map_put(&syns, syn_key(key, cs->views.v[i].conn)) = &cs->views.v[i];
	for (size_t i = 0; i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i], *asked;

		if (!is_stray(v->conn))
			continue;
		asked = map_get(&syns, syn_key(key, v->conn));
		if (asked && asked->input == v->input)
			take(b, asked, v, f);
	}
}

/* The client resets the SYN-ACK, and sends the same SYN again all the same. */
static void
gather_server(const struct crux_case *cs, struct bypass *b, struct finding *f)
{
	struct opened o = { 0 };

	while (opened_next(cs, &o)) {
		const struct conn *c = o.server->conn;
		const struct half *client = &c->half[C2S];

		if (c->opening == OPENING_DONE || c->syns < 2 || c->syn_acks < 2 ||
		    !client->resets || client->reset_ns == TIME_NONE ||
		    c->last_syn_ns <= client->reset_ns || c->half[S2C].challenge_acks)
			continue;
		finding_harm(f, o.server, ns_to_s(conn_duration_ns(c)), 0);
		if (b->server_n++ == 0)
			b->server = o.server;
	}
}

static void
judge(const struct bypass *b, struct finding *f)
{
	if (b->n) {
		const struct conn *asked = b->asked->conn, *got = b->answer->conn;

		finding_seen(f, b->asked, asked->syn_packet, "a SYN to %s",
			     say_endpoint(f, &asked->server));
		finding_seen(f, b->answer, got->syn_ack_packet,
			     "the SYN-ACK that acknowledges it comes from %s",
			     say_endpoint(f, &got->server));
		if (got->half[C2S].resets)
			finding_seen(f, b->answer, got->half[C2S].reset_packet,
				     "the client resets what it never asked for");
		finding_sure(f, (got->half[C2S].resets ? 0.85 : 0.75) +
					0.1 * ramp((double)b->n, 1, PAIRS_MANY));
		return;
	}
	if (!b->server_n)
		return;
	finding_seen(f, b->server, b->server->conn->half[C2S].reset_packet,
		     "%s resets the SYN-ACK and sends the same SYN again: %s times, %s",
		     say_addr(f, &b->server->conn->client.addr),
		     say_count(f, b->server->conn->syns),
		     say_things(f, b->server_n, "connection", "connections"));
	/* a filter on the client's host can do that as well */
	finding_sure(f, 0.45 + 0.2 * ramp((double)b->server->conn->syns, 1, AGAIN_MANY));
}

/* --- words --- */

/* 24 bits of IPv4, 64 of IPv6: what is one network nearly everywhere. */
static bool
are_neighbours(const struct addr *a, const struct addr *b)
{
	size_t same = addr_is_v4(a) ? 15 : 8;

	return addr_is_v4(a) == addr_is_v4(b) && !memcmp(a->b, b->b, same);
}

static void
say_fix(const struct addr *client, const struct endpoint *server, const char *asked,
	struct finding *f)
{
	bool near = are_neighbours(client, &server->addr);

	finding_fix(
		f, SCOPE_NETWORK,
		near ? "Have the NAT rewrite the source too for clients of the server's own "
		       "network (hairpin), or let these clients use the server's own address."
		     : "Route the server's answers back through the NAT, or have the NAT rewrite "
		       "the source, too.");
	finding_command(f, "at the NAT: its own address as source, so that answers come back to it",
			"%s -t nat -A POSTROUTING -p tcp -s %s%s -d %s --dport %u -j MASQUERADE",
			addr_is_v4(client) ? "iptables" : "ip6tables", say_addr(f, client),
			near ? addr_is_v4(client) ? "/24" : "/64" : "", say_addr(f, &server->addr),
			server->port);
	finding_command(f, "or at the server: answers to this client by the NAT (NAT: its address)",
			"ip route replace %s via NAT", say_addr(f, client));
	finding_command(f, "which way the server's answer takes now (there)",
			"ip route get %s from %s", say_addr(f, client), say_addr(f, &server->addr));
	finding_risk(f, "behind a rewritten source the server's log shows the NAT instead of the "
			"client");
	finding_expect(
		f, NULL, NAN, NAN,
		"The SYN-ACK comes from the address that was asked%s%s, within one round trip.",
		asked ? ", " : "", asked ? asked : "");
	finding_verify(f,
		       "tcpdump -nni any 'host %s and tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'    "
		       "# no RST",
		       say_addr(f, client));
	finding_settle(f, "at the client: does the SYN-ACK come from the address that was asked?",
		       "tcpdump -nni any 'tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'");
	finding_refuse(f, "Let the client's filter drop its RSTs: the SYN-ACK is still not for the "
			  "connection that it opens.");
}

static void
not_others(const struct bypass *b, struct finding *f)
{
	finding_not(f, "connection-refused", "the RST is the client's: the server accepts");
	finding_not(f, "synack-lost", "the SYN-ACK reaches the client, under another address");
	finding_not(f, "syn-blackholed", "the SYN arrives, and is answered");
	if (b->n)
		finding_not(f, "middlebox-reset",
			    "the client itself resets the stranger's SYN-ACK");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct bypass b = { 0 };

	gather_client(cs, &b, f);
	gather_server(cs, &b, f);
	judge(&b, f);
	if (f->confidence <= 0) {
		if (cs->views.n)
			finding_not(f, f->id, "no SYN-ACK came from an address that was not asked");
		return;
	}
	if (b.n) {
		const struct conn *asked = b.asked->conn, *got = b.answer->conn;

		finding_say(f, "%s is asked and %s answers, around the NAT: %s not made.",
			    say_endpoint(f, &asked->server), say_endpoint(f, &got->server),
			    say_things(f, b.n, "connection is", "connections are"));
		say_fix(&asked->client.addr, &got->server, say_endpoint(f, &asked->server), f);
	} else {
		const struct conn *c = b.server->conn;

		finding_say(f,
			    "%s resets the SYN-ACKs of %s and goes on asking: it asked another "
			    "address, behind which a NAT is bypassed.",
			    say_addr(f, &c->client.addr), say_endpoint(f, &c->server));
		say_fix(&c->client.addr, &c->server, NULL, f);
	}
	not_others(&b, f);
}

const struct rule rule_nat_reply_bypass = {
	.id = "nat-reply-bypass",
	.title = "answers come around the NAT, from an address that was not asked",
	.harm = HARM_DENIED,
	.witnesses = WITNESS_WIRE,
	.explains = { "syn-blackholed", "synack-lost", "connection-refused", "middlebox-reset",
		      "half-open-peer" },
	.rivals = { "connection-refused", "synack-lost", "syn-blackholed", "middlebox-reset" },
	.look = look,
};
