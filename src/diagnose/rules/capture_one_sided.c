/*
 * capture-one-sided: only one direction was captured.
 *
 * The ACK numbers of the side that was seen move over bytes of the other that the
 * capture never had, though nobody repairs anything: the packets were on a way
 * that the capture did not stand on (asymmetric routing, a filter expression, a
 * mirror of one direction).
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

struct sides {
	uint64_t one_sided, two_sided;
	const struct view *first;
	enum direction unseen;
};

/* dir sent something that was acknowledged, and none of its packets is here. */
static bool
is_unseen(const struct conn *c, enum direction dir)
{
	const struct half *h = &c->half[dir], *other = &c->half[dir == C2S ? S2C : C2S];

	return h->packets == 0 && other->packets > 1 && h->acked_unseen_bytes > 0;
}

/* A socket that is connected to itself (a simultaneous open, RFC 9293, 3.5): no packet tells which way. */
static bool
is_to_itself(const struct conn *c)
{
	return c->client.port == c->server.port && addr_eq(&c->client.addr, &c->server.addr);
}

static void
gather(const struct crux_case *cs, struct sides *s)
{
	size_t end;

	for (size_t i = 0; i < cs->views.n; i = end) {
		const struct view *v = &cs->views.v[i];
		bool c2s = false, s2c = false;

		/* a second capture may have what the first one lacks */
		for (end = i; end < cs->views.n && cs->views.v[end].incident == v->incident;
		     end++) {
			c2s |= cs->views.v[end].conn->half[C2S].packets > 0;
			s2c |= cs->views.v[end].conn->half[S2C].packets > 0;
		}
		if (c2s && s2c) {
			s->two_sided++;
			continue;
		}
		if (is_to_itself(v->conn) || !is_unseen(v->conn, c2s ? S2C : C2S))
			continue;
		if (s->one_sided++ == 0) {
			s->first = v;
			s->unseen = c2s ? S2C : C2S;
		}
	}
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct sides s = { 0 };
	const struct conn *c;

	gather(cs, &s);
	if (!s.first) {
		finding_not(f, f->id, "both directions of every connection are here");
		return;
	}
	c = s.first->conn;
	finding_sure(f, 0.3 + 0.65 * ramp((double)s.one_sided / (double)(s.one_sided + s.two_sided),
					  0.1, 0.5));
	finding_normal(f, "%s with one direction only: the capture did not see the other",
		       say_things(f, s.one_sided, "connection", "connections"));
	finding_say(f,
		    "Only packets of the %s were captured; the ACK numbers show that the %s's %s "
		    "were delivered. Nothing here says that TCP is ill.",
		    s.unseen == S2C ? "client" : "server", s.unseen == S2C ? "server" : "client",
		    say_bytes(f, (double)c->half[s.unseen].acked_unseen_bytes));
	finding_seen(f, s.first, c->first_packet,
		     "no packet from %s, yet its bytes are acknowledged",
		     say_endpoint(f, s.unseen == S2C ? &c->server : &c->client));
	finding_fix(f, SCOPE_NONE, "None for TCP: capture both directions to judge more.");
	finding_command(f, "without a direction in the filter",
			"tcpdump -ni any -s 96 -w x.pcap host %s", say_addr(f, &c->server.addr));
	finding_expect(f, NULL, NAN, NAN,
		       "With both directions RTT, loss and windows can be told.");
	finding_verify(f, "crux flows x.pcap    # packets in both directions");
	finding_not(f, "syn-blackholed", "the connection works: ACK numbers move");
	finding_not(f, "dead-peer-timeout", "the other side is alive: its bytes are acknowledged");
	finding_not(f, "capture-loss", "not some packets but all of one direction are missing");
	finding_not(f, "ack-path-loss", "nothing is sent again");
}

const struct rule rule_capture_one_sided = {
	.id = "capture-one-sided",
	.title = "only one direction was captured",
	.benign = true,
	.harm = HARM_HELD,
	.witnesses = WITNESS_WIRE,
	.rivals = { "syn-blackholed", "dead-peer-timeout", "capture-loss", "ack-path-loss" },
	.look = look,
};
