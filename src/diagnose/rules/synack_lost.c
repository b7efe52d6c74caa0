/*
 * synack-lost: the SYN arrives, its SYN-ACK is sent, and never reaches the client.
 *
 * Both ends then repeat: the server its SYN-ACK, as it gets no ACK (RFC 6298, 5.7), and
 * the client its SYN, as it got nothing. Only both together are the mark: a source that
 * never repeats its SYN may not exist (a flood), and a SYN-ACK repeated after the
 * client's ACK was dropped by the host itself (a full accept queue). Where the client
 * was captured too, and shows no SYN-ACK, nothing else explains it.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* Of one in three a lossy path would do it too, and then data is lost as well. */
#define SHARE_SOME 0.05
#define SHARE_MANY 0.4
/* Each pair of a SYN and a SYN-ACK sent again makes a chance loss less likely. */
#define TRIES_MAX 4
/* Without cookies Linux sends a SYN-ACK 5 times (tcp_synack_retries): more answered SYNs. */
#define SYNACK_RETRIES 5
/* A queue of this many requests is no handful of clients: a flood. */
#define HALF_OPEN_FEW 16
/* Real clients that are sent a cookie bring it back; of a flood hardly one in ten is real. */
#define COOKIES_PER_VALID 10

struct lost {
	const struct view *worst; /* with the most SYNs sent again */
	const struct view *client;
	uint64_t n, in_vain;
	uint64_t arrived;    /* SYN-ACKs: of all connections that were made */
	uint64_t syns_again; /* of all of them */
	bool proved;	     /* the client's capture has none of its SYN-ACKs */
	bool at_client;	     /* they reach the client's own capture */
	const struct icmp_seen *icmp;
	const struct view *icmp_view;
	uint64_t rows; /* SYN-RECV of one sample */
	const struct sock *row;
	struct counter_found again;
};

/* A SYN came again though its SYN-ACK had been sent, and no ACK in between. */
static bool
is_lost(const struct conn *c)
{
	return c->syns > 1 && c->syn_acks > 0 && c->last_syn_ns > c->syn_ack_ns &&
	       (c->handshake_ack_ns == TIME_NONE || c->last_syn_ns < c->handshake_ack_ns) &&
	       !c->half[S2C].challenge_acks && !c->half[C2S].resets; /* a RST: it was heard */
}

static void
take(struct lost *l, const struct opened *o, struct finding *f)
{
	const struct conn *c = o->server->conn;
	const struct conn *client = o->client->conn;

	l->n++;
	l->in_vain += c->opening != OPENING_DONE;
	if (o->client != o->server)
		l->proved |= client->syns && client->syn_acks < c->syn_acks;
	l->syns_again += c->syns - 1;
	l->at_client |= c->vantage == VANTAGE_CLIENT;
	finding_harm(f, o->client, conn_open_wait_s(client), 0);
	if (c->half[S2C].icmp && !l->icmp) {
		l->icmp = c->half[S2C].icmp;
		l->icmp_view = o->server;
	}
	if (!l->worst || c->syns > l->worst->conn->syns) {
		l->worst = o->server;
		l->client = o->client;
	}
}

static void
gather_wire(const struct crux_case *cs, struct lost *l, struct finding *f)
{
	struct opened o = { 0 };

	while (opened_next(cs, &o)) {
		const struct conn *c = o.server->conn;

		l->arrived += c->syns && c->syn_acks && c->opening == OPENING_DONE;
		if (is_lost(c))
			take(l, &o, f);
	}
}

static void
judge_wire(const struct crux_case *cs, struct finding *f, struct lost *l)
{
	const struct conn *c;
	const struct service *s;
	double share, tries;

	gather_wire(cs, l, f);
	if (!l->n)
		return;
	c = l->worst->conn;
	s = service_of(cs, &c->server);
	share = ramp((double)l->syns_again / (double)(l->syns_again + l->arrived), SHARE_SOME,
		     SHARE_MANY);
	tries = ramp((double)l->syns_again, 0, TRIES_MAX);
	finding_seen(f, l->worst, c->syn_ack_packet,
		     "%s answered the SYN, yet the client sent it %s more, and %s went out in all",
		     say_endpoint(f, &c->server), say_things(f, c->syns - 1, "time", "times"),
		     say_things(f, c->syn_acks, "SYN-ACK", "SYN-ACKs"));
	if (l->proved)
		finding_seen(f, l->client, l->client->conn->syn_packet,
			     "the client's capture has the same SYN and %s of these SYN-ACKs",
			     l->client->conn->syn_acks ? say_count(f, l->client->conn->syn_acks)
						       : "none");
	if (l->icmp)
		finding_seen(f, l->icmp_view, l->icmp->first_packet, "%s says of the SYN-ACKs: %s",
			     say_addr(f, &l->icmp->from),
			     icmp_error_name((enum icmp_error)l->icmp->error));
	/* one that was lost and came the second time is chance, on whatever path */
	finding_sure(f, share * ((l->proved ? 0.2 : 0.1) + 0.75 * tries + (l->icmp ? 0.1 : 0)));
	if (s && s->half_open > l->n * 4) /* beside a flood few are heard */
		finding_doubt(f, 0.45);
}

/* --- the server's sockets and counters --- */

/*
 * A request whose SYN-ACK was sent more often than the timer does it: each SYN that comes
 * again is answered at once (tcp_check_req), and ss counts that answer too.
 */
static void
judge_socks(const struct crux_case *cs, struct lost *l, struct finding *f)
{
	uint32_t sample = NO_SAMPLE;
	uint64_t n = 0, retries = setting_u64(cs, "net.ipv4.tcp_synack_retries", SYNACK_RETRIES);

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		n = s->sample == sample ? n : 0;
		sample = s->sample;
		if (s->state != TCP_SYN_RECEIVED)
			continue;
		l->rows = MAX(l->rows, ++n);
		if (s->has & SOCK_TIMER && (!l->row || s->timer_retries > l->row->timer_retries))
			l->row = s;
	}
	if (!l->row || l->row->timer_retries < 2)
		return;
	finding_at(f, l->row->at, "SYN-RECV of %s: SYN-ACK sent again %u times, no ACK came%s",
		   say_endpoint(f, &l->row->peer), l->row->timer_retries,
		   l->row->timer_retries > retries
			   ? "; more than its timer does: the client repeats its SYN"
			   : "");
	if (l->row->timer_retries > retries)
		finding_sure(f, 0.75);
	else if (l->rows <= HALF_OPEN_FEW)
		finding_sure(f, 0.4);
}

/*
 * TCPSynRetrans counts SYN-ACKs sent again, by a timer or because the SYN came again;
 * TCPTimeouts the timers alone. So the difference are clients that did not hear. A
 * client's own SYNs count in both.
 */
static void
judge_counters(const struct crux_case *cs, struct lost *l, struct finding *f)
{
	struct counter_found timers = counter_of(cs, "TcpExtTCPTimeouts");
	uint64_t passive = counter_growth(cs, "TcpPassiveOpens"), asked;

	l->again = counter_of(cs, "TcpExtTCPSynRetrans");
	if (!l->again.growth || !timers.found || timers.sample != l->again.sample)
		return;
	if (l->again.growth <= timers.growth)
		return;
	asked = l->again.growth - timers.growth;
	finding_at(f, l->again.at,
		   "TCPSynRetrans %s, TCPTimeouts %s: %s answered a SYN that came again",
		   say_count(f, l->again.growth), say_count(f, timers.growth),
		   say_things(f, asked, "SYN-ACK", "SYN-ACKs"));
	finding_sure(f, 0.3 + 0.5 *
					ramp((double)asked / (double)(asked + passive), SHARE_SOME,
					     SHARE_MANY) *
					ramp((double)asked, 0, TRIES_MAX));
}

/* --- what speaks against it --- */

static void
judge_against(const struct crux_case *cs, const struct lost *l, struct finding *f)
{
	uint64_t dropped = counter_growth(cs, "TcpExtTCPReqQFullDrop");
	uint64_t overflows = counter_growth(cs, "TcpExtListenOverflows");
	uint64_t cookies = counter_growth(cs, "TcpExtSyncookiesSent");
	uint64_t back = counter_growth(cs, "TcpExtSyncookiesRecv");
	uint64_t made = counter_growth(cs, "TcpPassiveOpens");

	if (overflows) {
		finding_doubt(f, 0.4);
		finding_not(f, f->id, "ListenOverflows %s: the host dropped the final ACKs itself",
			    say_count(f, overflows));
	}
	if (dropped)
		finding_doubt(f, 0.4);
	/* a queue that overflows with requests nobody finishes, while others connect: a flood */
	if (!l->proved && cookies > COOKIES_PER_VALID * back && made > 0) {
		finding_doubt(f, 0.4);
		finding_not(f, f->id,
			    "%s cookies were sent to sources that never finish, and %s connected "
			    "meanwhile: SYN-ACKs do arrive",
			    say_count(f, cookies), say_things(f, made, "client", "clients"));
	}
	if (l->worst && l->at_client && !l->proved) {
		/* it arrives: something on the client's host throws it away */
		finding_seen(f, l->worst, l->worst->conn->syn_ack_packet,
			     "the SYN-ACK reaches the client's own capture: a filter on that host "
			     "drops it, or it was late");
		finding_doubt(f, 0.6);
	}
}

/* --- words --- */

struct ends {
	struct endpoint client, server;
};

static struct ends
ends_of(const struct lost *l)
{
	if (l->worst)
		return (struct ends){ l->worst->conn->client, l->worst->conn->server };
	if (l->row)
		return (struct ends){ l->row->peer, l->row->local };
	return (struct ends){ 0 };
}

static void
say_commands(const struct ends *e, struct finding *f)
{
	if (!e->server.port) {
		finding_command(f,
				"at the server: which way an answer takes; CLIENT is the address "
				"that cannot connect",
				"ip route get CLIENT");
		finding_verify(f, "nc -vz -w 3 SERVER PORT    # from the client");
		finding_settle(f, "whether it arrives there (at the client)",
			       "tcpdump -nni any 'tcp[tcpflags] & (tcp-syn|tcp-ack) == "
			       "(tcp-syn|tcp-ack)'");
		return;
	}
	finding_command(f, "at the server: which way the answer takes, and with which source",
			"ip route get %s from %s", say_addr(f, &e->client.addr),
			say_addr(f, &e->server.addr));
	finding_command(f, "a filter that sees only one direction drops what it calls invalid",
			"nft list ruleset | grep -nE 'drop|invalid'");
	finding_command(f, "0 or 2 where the two ways differ on purpose; at each router",
			"sysctl net.ipv4.conf.all.rp_filter");
	finding_command(f, "how far the answer gets (from the server)", "traceroute -nT -p %u %s",
			e->client.port, say_addr(f, &e->client.addr));
	finding_verify(f, "nc -vz -w 3 %s %u    # from %s", say_addr(f, &e->server.addr),
		       e->server.port, say_addr(f, &e->client.addr));
	finding_settle(
		f, "at the client: if none arrives, they are lost on the way back",
		"tcpdump -nni any 'src host %s and src port %u and tcp[tcpflags] & tcp-syn != 0'",
		say_addr(f, &e->server.addr), e->server.port);
}

static void
speak(const struct lost *l, struct finding *f)
{
	struct ends e = ends_of(l);

	if (l->worst)
		finding_say(f, "SYNs reach %s and its SYN-ACKs do not reach %s: %s, %s in vain.",
			    say_endpoint(f, &e.server), say_addr(f, &e.client.addr),
			    say_things(f, l->n, "connection repeats both",
				       "connections repeat both"),
			    say_count(f, l->in_vain));
	else if (l->row)
		finding_say(f, "SYNs reach %s and its SYN-ACKs do not reach %s: %s in SYN-RECV.",
			    say_endpoint(f, &e.server), say_addr(f, &e.client.addr),
			    say_things(f, l->rows, "request", "requests"));
	else
		finding_say(f,
			    "This server's SYN-ACKs do not reach clients: their SYNs come again.");
	finding_fix(f, SCOPE_NETWORK,
		    "Fix the way back: the route from server to client, or the firewall that sees "
		    "only one direction.");
	say_commands(&e, f);
	finding_expect(f, NULL, NAN, NAN,
		       "One SYN, one SYN-ACK, one ACK: connections open in one round trip.");
	finding_refuse(f, "Raise tcp_synack_retries: the same way loses the seventh, too.");
}

static void
not_others(const struct crux_case *cs, const struct lost *l, struct finding *f)
{
	struct counter_found overflows = counter_of(cs, "TcpExtListenOverflows");

	finding_not(f, "syn-blackholed", "the SYNs arrive, and are answered");
	if (overflows.found && !overflows.growth)
		finding_not(f, "accept-queue-overflow", "ListenOverflows 0");
	else if (l->worst)
		finding_not(f, "accept-queue-overflow",
			    "no ACK came before the SYN-ACK was sent again");
	finding_not(f, "syn-flood-absorbed", "these clients repeat their SYN: a flood never does");
	finding_not(f, "connection-refused", "a SYN-ACK answers, not a RST");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct lost l = { 0 };

	judge_wire(cs, f, &l);
	judge_socks(cs, &l, f);
	judge_counters(cs, &l, f);
	judge_against(cs, &l, f);
	if (f->confidence <= 0) {
		if (l.arrived)
			finding_not(f, f->id, "no SYN came again after its SYN-ACK had been sent");
		return;
	}
	speak(&l, f);
	not_others(cs, &l, f);
	if (!l.worst && l.row)
		finding_harm_estimated(f, ns_to_s(l.row->timer_ns), l.rows, 0);
}

const struct rule rule_synack_lost = {
	.id = "synack-lost",
	.title = "SYN-ACKs do not reach the client",
	.harm = HARM_DENIED,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS | WITNESS_COUNTERS,
	.explains = { "syn-blackholed" },
	.rivals = { "syn-blackholed", "accept-queue-overflow", "syn-flood-absorbed",
		    "connection-refused" },
	.look = look,
};
