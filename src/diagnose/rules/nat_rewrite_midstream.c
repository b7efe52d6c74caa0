/*
 * nat-rewrite-midstream: inside a connection the address translation changes.
 *
 * A NAT that forgot or renewed its mapping gives the next packet another port or address;
 * one that calls a packet INVALID lets it leave untranslated (a container behind a
 * service address). To the other end that is a packet of no connection, and it answers
 * with a RST (RFC 9293, 3.10.7.1). What gives it away is that the stray packet's sequence
 * and acknowledgement numbers both go on in a connection that shares one of its ends:
 * by chance that is one in millions.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* Ahead of what was seen: as much as a window of good paths. Both numbers must fit. */
#define AHEAD_BYTES (1u << 20)
/* Strays are few packets, answered by a RST or by nothing; a bound against hostile input. */
#define STRAYS_MAX 1024
#define PAIRS_MANY 2
#define REST_NS (1 * (int64_t)NS_PER_S) /* worth telling: a mapping may have timed out */

struct stray {
	const struct view *view;
	struct stray *next; /* of the same end */
};

struct rewrite {
	const struct view *stray, *of; /* the first pair */
	bool client_moved;	       /* the client's end is another; else the server's */
	uint64_t n, reset;
	struct counter_found invalid;
};

/*
 * Picked up in mid-stream, both numbers known. A bit that falls over on the way makes
 * a stranger of a packet as well, but its receiver drops that without a word.
 */
static bool
is_stray(const struct conn *c)
{
	const struct half *a = &c->half[C2S], *b = &c->half[S2C];
	bool meant = a->resets || b->resets || a->packets > 1 || b->packets > 1;

	return meant && !a->bad_checksums && !b->bad_checksums && c->opening == OPENING_UNSEEN &&
	       !c->syns && !c->syn_acks && a->isn64 && b->isn64 && !a->isn_relative &&
	       !b->isn_relative;
}

/* at of a stray lies in what the half of a connection sent, or a window ahead. */
static bool
goes_on_in(uint32_t at, const struct half *h)
{
	uint64_t known = MIN(h->snd_max - h->isn64, (uint64_t)INT32_MAX);
	uint32_t from_isn = at - h->isn;

	return h->isn64 && !h->isn_relative && from_isn >= 1 && from_isn <= known + AHEAD_BYTES;
}

/* The stray's halves against those of c, the stray's client being c's, or its server. */
static bool
fits(const struct conn *s, const struct conn *c, bool turned)
{
	return goes_on_in(s->half[C2S].isn + 1, &c->half[turned ? S2C : C2S]) &&
	       goes_on_in(s->half[S2C].isn + 1, &c->half[turned ? C2S : S2C]);
}

static void
take(struct rewrite *r, const struct view *stray, const struct view *of, bool client_moved,
     struct finding *f)
{
	const struct ledger *l = &of->conn->ledger;

	finding_harm(f, of, ns_to_s(l->ns[ACCOUNT_RTO] + l->ns[ACCOUNT_LOSS_RECOVERY]), 0);
	r->reset += stray->conn->half[C2S].resets || stray->conn->half[S2C].resets;
	if (r->n++ == 0) {
		r->stray = stray;
		r->of = of;
		r->client_moved = client_moved;
	}
}

/* One end is the same, the other is not: whose numbers go on? */
static void
compare(struct rewrite *r, const struct view *stray, const struct view *v, bool turned,
	struct finding *f)
{
	const struct conn *s = stray->conn, *c = v->conn;
	const struct endpoint *client = turned ? &s->server : &s->client;
	const struct endpoint *server = turned ? &s->client : &s->server;
	bool same_client = endpoint_same(client, &c->client);
	bool same_server = endpoint_same(server, &c->server);

	/* a capture on the NAT shows each packet twice: such begin at one moment */
	if (same_client == same_server || stray->input != v->input || s == c ||
	    s->first_packet <= c->first_packet + 1)
		return;
	if (fits(s, c, turned))
		take(r, stray, v, !same_client, f);
}

/* --- strays by their ends --- */

static void
add_stray(struct map *m, const struct endpoint *e, const struct view *v, struct arena *a)
{
	void **slot = map_put(m, (struct str){ (const char *)e, sizeof *e });
	struct stray *s = arena_new(a, struct stray, 1);

	*s = (struct stray){ .view = v, .next = *slot };
	*slot = s;
}

static size_t
gather_strays(const struct crux_case *cs, struct map *m, struct arena *a)
{
	size_t n = 0;

	for (size_t i = 0; i < cs->views.n && n < STRAYS_MAX; i++) {
		const struct view *v = &cs->views.v[i];

		if (!is_stray(v->conn))
			continue;
		add_stray(m, &v->conn->client, v, a);
		add_stray(m, &v->conn->server, v, a);
		n++;
	}
	return n;
}

static void
compare_all(struct rewrite *r, const struct map *m, const struct endpoint *e, const struct view *v,
	    struct finding *f)
{
	const struct stray *s = map_get(m, (struct str){ (const char *)e, sizeof *e });

	for (unsigned n = 0; s && n < STRAYS_MAX / 16; s = s->next, n++) {
		compare(r, s->view, v, false, f);
		compare(r, s->view, v, true, f);
	}
}

static void
gather(const struct crux_case *cs, struct rewrite *r, struct finding *f)
{
	struct map strays;

	map_init(&strays, f->arena);
	if (!gather_strays(cs, &strays, f->arena))
		return;
	for (size_t i = 0; i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i];

		compare_all(r, &strays, &v->conn->client, v, f);
		compare_all(r, &strays, &v->conn->server, v, f);
	}
}

/* --- words --- */

struct ends {
	const struct endpoint *was, *is, *fixed;
};

static struct ends
ends_of(const struct rewrite *r)
{
	const struct conn *s = r->stray->conn, *c = r->of->conn;
	const struct endpoint *fixed = r->client_moved ? &c->server : &c->client;

	return (struct ends){ .was = r->client_moved ? &c->client : &c->server,
			      .is = endpoint_same(&s->client, fixed) ? &s->server : &s->client,
			      .fixed = fixed };
}

/* How long whose address changed had been silent; 0 not known. */
static int64_t
rest_before(const struct rewrite *r)
{
	const struct half *h = &r->of->conn->half[r->client_moved ? C2S : S2C];
	int64_t at_ns = r->stray->conn->first_ns;

	if (h->last_send_ns != TIME_NONE && h->last_send_ns <= at_ns)
		return at_ns - h->last_send_ns;
	/* it was heard of again under its old address, to close or reset */
	return h->last_data_ns != TIME_NONE && h->last_data_ns <= at_ns ? at_ns - h->last_data_ns
									: 0;
}

static void
judge(const struct crux_case *cs, struct rewrite *r, struct finding *f)
{
	struct ends e = ends_of(r);
	int64_t rest_ns;

	finding_seen(f, r->of, r->of->conn->first_packet, "a connection between %s and %s",
		     say_endpoint(f, e.was), say_endpoint(f, e.fixed));
	rest_ns = rest_before(r);
	finding_seen(
		f, r->stray, r->stray->conn->first_packet,
		"its sequence and acknowledgement numbers go on in a packet between %s and %s%s",
		say_endpoint(f, e.is), say_endpoint(f, e.fixed),
		rest_ns >= REST_NS ? say(f, ", after a rest of %s", say_time(f, rest_ns)) : "");
	if (r->reset)
		finding_seen(f, r->stray, r->stray->conn->last_packet,
			     "which is answered by a RST: nobody knows that connection");
	r->invalid = counter_of(cs, "ConntrackInvalid");
	if (r->invalid.growth)
		finding_at(f, r->invalid.at, "conntrack invalid %s",
			   say_count(f, r->invalid.growth));
	finding_sure(f, (r->reset ? 0.85 : 0.65) + 0.1 * ramp((double)r->n, 1, PAIRS_MANY));
}

static void
say_fix(const struct rewrite *r, struct finding *f)
{
	struct ends e = ends_of(r);

	finding_fix(
		f, SCOPE_NETWORK,
		r->client_moved
			? "Keep the NAT's mapping as long as the connection lives: no reload or "
			  "flush that forgets its state, and a timeout above the longest rest."
			: "Have the NAT drop what it calls INVALID instead of letting it leave "
			  "untranslated, and keep its mapping as long as the connection lives.");
	finding_command(f, "at the NAT: what it cannot translate must not leave",
			"%s -I FORWARD -m conntrack --ctstate INVALID -j DROP",
			addr_is_v4(&e.fixed->addr) ? "iptables" : "ip6tables");
	finding_command(f, "at the NAT: a segment out of its idea of the window is not INVALID",
			"sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=1");
	finding_command(f,
			"at the NAT: how long an idle mapping lives; 7,440 s is RFC 5382's least",
			"sysctl net.netfilter.nf_conntrack_tcp_timeout_established");
	finding_command(f, "what it knows of the connection", "conntrack -L -p tcp | grep -w %u",
			e.was->port);
	finding_risk(f, "be_liberal lets segments through that a strict filter would stop");
	finding_expect(f, NULL, NAN, NAN,
		       "%s sees one address and port for the whole life of a connection, and sends "
		       "no RST.",
		       say_addr(f, &e.fixed->addr));
	finding_verify(f, "conntrack -S    # at the NAT, twice: invalid grows and no RST follows");
	finding_verify(f, "tcpdump -nni any 'host %s and tcp[tcpflags] & tcp-rst != 0'    # none",
		       say_addr(f, &e.is->addr));
	finding_settle(f, "at the NAT: when mappings go, and why",
		       "conntrack -E -p tcp -e DESTROY | grep -w %u", e.was->port);
	finding_refuse(f, "Drop RSTs at the hosts: the peer has no such connection; it would only "
			  "hang instead.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct rewrite r = { 0 };
	struct ends e;

	gather(cs, &r, f);
	if (!r.n) {
		if (cs->views.n)
			finding_not(f, f->id,
				    "no packet goes on with a connection's numbers under another "
				    "address");
		return;
	}
	e = ends_of(&r);
	judge(cs, &r, f);
	finding_say(f, "Inside a connection with %s, %s became %s: %s rewritten on the way%s.",
		    say_endpoint(f, e.fixed), say_endpoint(f, e.was), say_endpoint(f, e.is),
		    say_things(f, r.n, "connection was", "connections were"),
		    r.reset ? ", and reset" : "");
	say_fix(&r, f);
	finding_not(f, "middlebox-reset",
		    "the RST is an end's own: it answers a packet of no "
		    "connection that it knows");
	finding_not(f, "idle-timeout-drop", "the packet arrives, under another address");
	finding_not(f, "half-open-peer",
		    "the peer still has the connection, under the old address");
}

const struct rule rule_nat_rewrite_midstream = {
	.id = "nat-rewrite-midstream",
	.title = "address translation changes inside a connection",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_WIRE,
	.explains = { "middlebox-reset", "half-open-peer", "idle-timeout-drop",
		      "dead-peer-timeout" },
	.rivals = { "middlebox-reset", "idle-timeout-drop", "half-open-peer" },
	.look = look,
};
