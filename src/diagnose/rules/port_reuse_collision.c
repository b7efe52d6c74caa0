/*
 * port-reuse-collision: a SYN meets an old connection with the same four numbers.
 *
 * The server still has a connection (or TIME-WAIT) that the client, or the NAT in front
 * of it, has forgotten. RFC 5961, 4.2 and RFC 9293, 3.10.7.4: it answers the SYN with an
 * ACK of the old numbers; the client knows nothing of these and sends a RST (3.10.7.3),
 * and only its next SYN is taken: 1 s later, or at once on newer kernels. A host where
 * nobody listens sends the RST itself, and to the SYN.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

#define MANY 3
/* Of SYNs that a kernel counts in established connections some are late duplicates. */
#define SHARE_SOME 0.001
#define SHARE_MANY 0.05

struct collision {
	const struct view *first,
		*old; /* old: the connection that it met, NULL: before the capture */
	uint64_t n, in_vain, reused, old_known;
	double worst_s;
	struct counter_found challenged, resets, recycled;
	bool was_closed; /* the old one had both FINs: TIME-WAIT */
};

/* An ACK came where a SYN-ACK should, and the client's RST says that it is not its own. */
static bool
has_met(const struct conn *c)
{
	const struct half *client = &c->half[C2S], *server = &c->half[S2C];

	if (!c->syns || !server->challenge_acks)
		return false;
	if (c->syn_ack_ns == TIME_NONE)
		return client->resets > 0 || (c->opening == OPENING_UNANSWERED && c->syns > 1);
	return client->resets && client->reset_ns != TIME_NONE && client->reset_ns < c->syn_ack_ns;
}

static void
gather(const struct crux_case *cs, struct collision *k, struct finding *f)
{
	struct opened o = { 0 };

	while (opened_next(cs, &o)) {
		const struct conn *c = o.client->conn;
		const struct conn *met = has_met(c)		   ? c
					 : has_met(o.server->conn) ? o.server->conn
								   : NULL;
		double waited_s;

		if (!met)
			continue;
		waited_s = met->syn_ack_ns == TIME_NONE ? ns_to_s(met->last_ns - met->syn_ns)
							: ns_to_s(met->syn_ack_ns - met->syn_ns);
		finding_harm(f, o.client, waited_s, 0);
		k->worst_s = MAX(k->worst_s, waited_s);
		k->in_vain += met->syn_ack_ns == TIME_NONE;
		k->reused += met->reused;
		if (k->n++ == 0)
			k->first = met == c ? o.client : o.server;
	}
}

/* The connection before it in the same capture. */
static void
find_old(const struct crux_case *cs, struct collision *k)
{
	const struct conn *c = k->first->conn;

	for (size_t i = 0; i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i];

		if (v->input != k->first->input || v->conn->number >= c->number ||
		    !endpoint_same(&v->conn->client, &c->client) ||
		    !endpoint_same(&v->conn->server, &c->server))
			continue;
		if (!k->old || v->conn->number > k->old->conn->number)
			k->old = v;
	}
	k->was_closed = k->old && k->old->conn->half[C2S].fins && k->old->conn->half[S2C].fins;
}

static void
judge_wire(const struct crux_case *cs, struct collision *k, struct finding *f)
{
	const struct conn *c;

	gather(cs, k, f);
	if (!k->n)
		return;
	find_old(cs, k);
	c = k->first->conn;
	finding_seen(f, k->first, c->syn_packet,
		     "the SYN of %s is answered by an ACK of other numbers, %s",
		     say_endpoint(f, &c->client),
		     c->half[C2S].resets ? "the client resets that, and its next SYN is taken"
					 : "and is sent again");
	if (k->old)
		finding_seen(f, k->old, k->old->conn->last_packet,
			     "the same four numbers were in use %s before, %s",
			     say_time(f, c->first_ns - k->old->conn->last_ns),
			     k->was_closed ? "and in TIME-WAIT since" : "and never closed");
	finding_sure(f, 0.65 + 0.2 * ramp((double)k->n, 1, MANY) + (k->reused ? 0.1 : 0));
}

static void
judge_counters(const struct crux_case *cs, struct collision *k, struct finding *f)
{
	uint64_t opens;
	double share;

	k->challenged = counter_of(cs, "TcpExtTCPSYNChallenge");
	k->resets = counter_of(cs, "TcpEstabResets");
	k->recycled = counter_of(cs, "TcpExtTWRecycled");
	/* of the same host: a client counts the SYN-ACKs that came twice */
	opens = case_counter_in(cs, k->challenged.sample, "TcpPassiveOpens");
	if (!k->challenged.growth || !opens)
		return;
	share = (double)k->challenged.growth / (double)(opens + k->challenged.growth);
	finding_at(f, k->challenged.at,
		   "TCPSYNChallenge %s: SYNs that met a connection of the same numbers%s",
		   say_count(f, k->challenged.growth),
		   k->resets.growth >= k->challenged.growth
			   ? say(f, "; EstabResets %s: their clients reset the old ones",
				 say_count(f, k->resets.growth))
			   : "");
	finding_sure(f, 0.2 + (k->resets.growth >= k->challenged.growth ? 0.5 : 0.2) *
					ramp(share, SHARE_SOME, SHARE_MANY));
}

/* --- words --- */

static void
say_fix(const struct collision *k, struct finding *f)
{
	const struct conn *c = k->first ? k->first->conn : NULL;

	finding_fix(
		f, k->was_closed ? SCOPE_HOST : SCOPE_NETWORK,
		k->was_closed
			? "Let ports rest: time stamps on at the client, so that TIME-WAIT takes "
			  "the new SYN at once, or a wider port range."
			: "Have the NAT keep a port out of use for longer than the server keeps "
			  "its connection, and let the server find out that the old one is dead.");
	finding_command(f, "at the client: a newer time stamp is let through TIME-WAIT (RFC 6191)",
			"sysctl -w net.ipv4.tcp_timestamps=1 net.ipv4.tcp_tw_reuse=1");
	finding_command(
		f, "for good",
		"printf '%%s\\n' 'net.ipv4.tcp_timestamps = 1' 'net.ipv4.tcp_tw_reuse = 1' > "
		"/etc/sysctl.d/60-port-reuse.conf");
	finding_command(f, "at a NAT of Linux: ports at random over the whole range",
			"nft add rule ip nat postrouting masquerade to :10240-65535 fully-random");
	finding_command(
		f, "in the server's program: dead connections go after some 2 min",
		"setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, …); TCP_KEEPIDLE 60, TCP_KEEPINTVL "
		"20, TCP_KEEPCNT 3");
	if (c)
		finding_command(f, "what the server still has of this client", "ss -tanoe dst %s",
				say_addr(f, &c->client.addr));
	finding_risk(f, "keepalives cost a packet a minute for each idle connection");
	if (k->n)
		finding_expect(f, "connect_seconds", k->worst_s, NAN,
			       "The first SYN is answered by a SYN-ACK, in one round trip.");
	else
		finding_expect(f, NULL, NAN, NAN,
			       "The first SYN is answered by a SYN-ACK; TCPSYNChallenge stands.");
	finding_verify(f,
		       "nstat -az TcpExtTCPSYNChallenge TcpExtTCPChallengeACK    # at the server, "
		       "twice");
	finding_settle(f, "SYNs and RSTs of the same port, at the server",
		       "tcpdump -nni any -S 'tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'");
	finding_refuse(f, "tcp_tw_recycle: it made collisions behind NAT worse and was removed in "
			  "Linux 4.12.");
}

static void
not_others(const struct collision *k, struct finding *f)
{
	finding_not(f, "connection-refused", "an ACK answers the SYN, and the next SYN is taken");
	finding_not(f, "syn-blackholed", "the SYN is answered, if not by a SYN-ACK");
	if (k->first)
		finding_not(
			f, "middlebox-reset",
			"the RST is the client's own, and answers exactly the ACK of old numbers");
	finding_not(f, "challenge-ack-storm", "one ACK for each SYN, then it is over");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct collision k = { 0 };

	judge_wire(cs, &k, f);
	judge_counters(cs, &k, f);
	if (f->confidence <= 0) {
		if (cs->views.n)
			finding_not(f, f->id, "no SYN was answered by an ACK of other numbers");
		return;
	}
	if (k.n)
		finding_say(f,
			    "SYNs meet old connections with the same four numbers: %s waited up to "
			    "%s%s.",
			    say_things(f, k.n, "connection", "connections"),
			    say_time(f, (int64_t)(k.worst_s * NS_PER_S)),
			    k.in_vain ? say(f, ", %s in vain", say_count(f, k.in_vain)) : "");
	else
		finding_say(f, "SYNs meet old connections with the same four numbers: %s.",
			    say_things(f, k.challenged.growth, "time", "times"));
	say_fix(&k, f);
	not_others(&k, f);
	if (!k.n)
		finding_harm_estimated(f, (double)k.challenged.growth, k.challenged.growth, 0);
}

const struct rule rule_port_reuse_collision = {
	.id = "port-reuse-collision",
	.title = "a SYN meets an old connection of the same four numbers",
	.harm = HARM_DENIED,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS,
	.explains = { "half-open-peer", "challenge-ack-storm", "middlebox-reset", "syn-blackholed",
		      "synack-lost" },
	.rivals = { "connection-refused", "syn-blackholed", "middlebox-reset",
		    "challenge-ack-storm" },
	.look = look,
};
