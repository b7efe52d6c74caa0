/*
 * syn-backlog-full: the queue of half-open requests overflows, and SYNs are dropped.
 *
 * Without cookies Linux drops a SYN once as many requests wait as the backlog allows
 * (tcp_conn_request: TCPReqQFullDrop), and keeps the last quarter of
 * tcp_max_syn_backlog for clients that it knows (ListenDrops alone). A request waits
 * until its final ACK, up to 63 s, so a flood at any rate fills it. With cookies on no
 * SYN is dropped here: that is what parts it from syn-flood-absorbed. A full accept
 * queue counts ListenOverflows instead.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

#define DROPS_FEW 1 /* the kernel says itself what it dropped; one may have been a moment */
#define DROPS_MANY 16
/* With cookies off the last quarter is kept (tcp_conn_request: max_syn_backlog >> 2). */
#define RESERVED_FROM 0.75
/* Packets: as many as syn-flood-absorbed asks for before it speaks of a flood. */
#define SYNS_FEW 16
#define SYNS_MANY 128
/* A flood comes from addresses that are made up: nearly each SYN from another, and once. */
#define FLOOD_SOURCES 0.5
#define FLOOD_SYNS_EACH 1.2
#define FLOOD_UNANSWERED 0.5
/* What Linux chooses for tcp_max_syn_backlog with 128 MB (tcp_init), and mostly has. */
#define SYN_BACKLOG_DEFAULT 256
#define BACKLOG_BETTER 4096

struct backlog {
	struct counter_found dropped, listen, overflows, cookies;
	uint64_t alone; /* drops of the listener that are no overflow of the accept queue */
	const struct log_line *log;
	uint64_t half_open; /* rows in SYN-RECV, the most of one sample and port */
	struct origin half_open_at;
	const struct sock *listener; /* of that port */
	bool off;		     /* cookies, by sysctl */
	const struct view *unanswered, *retried;
	uint64_t unanswered_n, repeated_n, retried_n;
	bool flood;		     /* on the wire */
	const struct service *asked; /* of the service that leaves SYNs without an answer */
	bool at_server;		     /* no path lies between the capture and who did not answer */
	double worst_s;
	struct endpoint at;
};

/* --- what is there --- */

static void
gather_counters(const struct crux_case *cs, struct backlog *b)
{
	b->dropped = counter_of(cs, "TcpExtTCPReqQFullDrop");
	b->listen = counter_of(cs, "TcpExtListenDrops");
	b->overflows = counter_of(cs, "TcpExtListenOverflows");
	b->cookies = counter_of(cs, "TcpExtSyncookiesSent");
	b->off = str_eq(str_trim(case_setting(cs, "net.ipv4.tcp_syncookies")), STR("0"));
	/* netstat -s leaves out what is 0, and a grep what it was not asked for */
	if (b->listen.growth > b->overflows.growth && (b->overflows.found || b->off))
		b->alone = b->listen.growth - b->overflows.growth;
	if (log_count(cs, LOG_SYN_FLOOD, &b->log) && b->log->says_cookies)
		b->log = NULL;
}

static const struct sock *
listener_of(const struct crux_case *cs, uint16_t port)
{
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		if (s->state == TCP_LISTEN && s->local.port == port && s->has_queues && s->send_q)
			return s;
	}
	return NULL;
}

static void
gather_socks(const struct crux_case *cs, struct backlog *b)
{
	uint64_t n[UINT8_MAX + 1] = { 0 }; /* by the port's low byte: which one leads is enough */
	uint32_t sample = NO_SAMPLE;

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		if (s->sample != sample)
			memset(n, 0, sizeof n);
		sample = s->sample;
		if (s->state != TCP_SYN_RECEIVED || ++n[s->local.port & UINT8_MAX] <= b->half_open)
			continue;
		b->half_open = n[s->local.port & UINT8_MAX];
		b->half_open_at = s->at;
		b->at = s->local;
	}
	if (b->half_open)
		b->listener = listener_of(cs, b->at.port);
	else /* a number alone: uniq -c, ss -s */
		b->half_open = case_sockets_in_state(cs, TCP_SYN_RECEIVED, &b->half_open_at);
}

/* Of the service with the most SYNs that got no answer though others did. */
static const struct service *
most_dropping(const struct crux_case *cs)
{
	const struct service *most = NULL;

	for (size_t i = 0; i < cs->services.n; i++) {
		const struct service *s = &cs->services.v[i];

		if (s->unanswered && s->half_open + s->done &&
		    (!most || s->unanswered > most->unanswered))
			most = s;
	}
	return most;
}

static void
gather_wire(const struct crux_case *cs, struct backlog *b, struct finding *f)
{
	const struct service *s = most_dropping(cs);
	struct opened o = { 0 };

	while (s && opened_next(cs, &o)) {
		const struct conn *c = o.server->conn;
		double waited_s = conn_open_wait_s(o.client->conn);

		if (!endpoint_same(&c->server, &s->server))
			continue;
		/* a cookie keeps no request that could send its SYN-ACK again */
		if (c->opening == OPENING_HALF && c->syn_acks > c->syns) {
			b->repeated_n++;
			b->at_server |= c->vantage == VANTAGE_SERVER;
		}
		/* it was there: the server's capture has it */
		if (c->opening == OPENING_UNANSWERED) {
			if (b->unanswered_n++ == 0 || o.client == o.server)
				b->unanswered = o.server; /* one that the client's lacks */
		}
		if (waited_s <= 0 || c->syn_acks > 1)
			continue;
		finding_harm(f, o.client, waited_s, 0);
		if (b->retried_n++ == 0 || waited_s > b->worst_s)
			b->retried = o.client;
		b->worst_s = MAX(b->worst_s, waited_s);
	}
	if (!s)
		return;
	b->at = s->server;
	b->asked = s;
	b->unanswered_n = MAX(b->unanswered_n, s->unanswered); /* of a crowd few are kept */
}

/* --- what it means --- */

static void
judge_counters(const struct backlog *b, struct finding *f)
{
	if (b->dropped.growth) {
		finding_at(f, b->dropped.at,
			   "TCPReqQFullDrop %s: SYNs dropped as the queue of half-open requests "
			   "was full and cookies are off",
			   say_count(f, b->dropped.growth));
		finding_sure(f,
			     0.6 + 0.35 * ramp((double)b->dropped.growth, DROPS_FEW, DROPS_MANY));
		return;
	}
	if (!b->alone || b->cookies.growth)
		return;
	finding_at(f, b->listen.at,
		   "ListenDrops %s above ListenOverflows %s: SYNs dropped before the accept queue",
		   say_count(f, b->listen.growth), say_count(f, b->overflows.growth));
	/* memory or a route can be the reason of a few; many, and no cookie: they are off */
	finding_sure(f, (b->off || b->log || (b->cookies.found && b->alone >= DROPS_MANY) ? 0.6
											  : 0.4) +
				0.3 * ramp((double)b->alone, DROPS_FEW, DROPS_MANY));
}

static void
judge_log(const struct backlog *b, struct finding *f)
{
	if (!b->log)
		return;
	finding_at(f, b->log->at, "\"" STR_F "\"", STR_A(str_sub(b->log->text, 0, 120)));
	finding_sure(f, 0.85);
}

static void
judge_socks(const struct crux_case *cs, const struct backlog *b, struct finding *f)
{
	uint64_t room = setting_u64(cs, "net.ipv4.tcp_max_syn_backlog", SYN_BACKLOG_DEFAULT);
	double share;

	if (b->listener)
		room = MIN(room, b->listener->send_q);
	share = (double)b->half_open / (double)room;
	if (b->half_open < SYNS_FEW || share < RESERVED_FROM / 2)
		return;
	finding_at(f, b->half_open_at, "%s sockets in SYN-RECV%s%s", say_count(f, b->half_open),
		   b->at.port ? say(f, " on port %u", b->at.port) : "",
		   b->listener ? say(f, ", its listener has room for %s", say_count(f, room)) : "");
	/* a full queue looks the same with cookies on, as they are by default: harmless */
	finding_sure(f, (b->off ? 0.8 : 0.3) * ramp(share, RESERVED_FROM / 2, RESERVED_FROM));
}

static void
judge_wire(const struct backlog *b, struct finding *f)
{
	double many;

	if (b->unanswered_n < SYNS_FEW || b->repeated_n < SYNS_FEW / 2)
		return;
	many = ramp((double)b->unanswered_n, SYNS_FEW, SYNS_MANY);
	finding_seen(f, b->unanswered, b->unanswered->conn->syn_packet,
		     "%s to %s reached the capture and got no answer, while %s wait with their "
		     "SYN-ACK sent again: no cookies",
		     say_things(f, b->unanswered_n, "SYN", "SYNs"), say_endpoint(f, &b->at),
		     say_things(f, b->repeated_n, "other", "others"));
	if (b->retried)
		finding_seen(f, b->retried, b->retried->conn->syn_packet,
			     "a client that sent its SYN %s waited %s",
			     say_things(f, b->retried->conn->syns, "time", "times"),
			     say_time(f, (int64_t)(b->worst_s * NS_PER_S)));
	finding_sure(f, b->at_server ? 0.5 + 0.35 * many : 0.4 * many);
}

/*
 * A flood that is answered now and then: cookies would answer all of it. That is the
 * host's queue, or something before it that lets few pass: which one, packets do not tell.
 */
static void
judge_flood(struct backlog *b, struct finding *f)
{
	const struct service *s = b->asked;

	if (!s || b->unanswered_n < SYNS_MANY ||
	    (double)s->clients < FLOOD_SOURCES * (double)s->connections ||
	    (double)s->syns > FLOOD_SYNS_EACH * (double)s->connections ||
	    (double)s->unanswered < FLOOD_UNANSWERED * (double)s->connections)
		return;
	finding_seen(
		f, b->unanswered, b->unanswered->conn->syn_packet,
		"a flood: %s SYNs in %s to %s, each from an address of its own and none of them "
		"repeated; %s answered",
		say_count(f, s->syns), say_time(f, s->last_ns - s->first_ns),
		say_endpoint(f, &b->at),
		say_percent(f, 1 - (double)s->unanswered / (double)s->connections));
	finding_sure(f, 0.5);
	b->flood = true;
}

/* What speaks for another: cookies were sent, or the accept queue drops. */
static void
judge_against(const struct backlog *b, struct finding *f)
{
	uint64_t dropped = MAX(b->dropped.growth, b->alone);

	if (b->cookies.growth > dropped) {
		finding_doubt(f, 0.3);
		finding_not(f, f->id,
			    "SyncookiesSent %s: a full queue sends cookies and drops "
			    "nothing",
			    say_count(f, b->cookies.growth));
	}
	if (b->overflows.growth && b->overflows.growth >= dropped) {
		finding_doubt(f, 0.4);
		finding_not(f, f->id, "ListenOverflows %s: it is the accept queue that drops",
			    say_count(f, b->overflows.growth));
	}
	if (b->dropped.found && !b->dropped.growth && !b->alone && !b->log) {
		finding_doubt(f, 0.2);
		finding_not(f, f->id, "TCPReqQFullDrop 0: no SYN found the queue full");
	}
}

/* --- words --- */

static void
say_fix(const struct backlog *b, struct finding *f)
{
	finding_fix(f, SCOPE_HOST,
		    "Turn SYN cookies on; then size the queue of half-open requests.");
	finding_command(f, "at once", "sysctl -w net.ipv4.tcp_syncookies=1");
	finding_command(f, "for good",
			"echo 'net.ipv4.tcp_syncookies = 1' > /etc/sysctl.d/60-syncookies.conf");
	if (b->listener)
		finding_command(f, "the listener's backlog bounds this queue too",
				"listen(fd, %llu)",
				(unsigned long long)MAX(1024, b->listener->send_q));
	finding_command(f, "room for bursts of real clients; no cure for a flood",
			"sysctl -w net.ipv4.tcp_max_syn_backlog=%u net.core.somaxconn=%u",
			BACKLOG_BETTER, BACKLOG_BETTER);
	finding_risk(f,
		     "a connection made from a cookie without time stamps lacks window scale and "
		     "SACK; cookies are only used while the queue is full");
	finding_verify(f, "nstat -az TcpExtTCPReqQFullDrop TcpExtTCPReqQFullDoCookies "
			  "TcpExtListenDrops    # twice, 10 s apart: the first and last stand");
	finding_settle(f, "whether SYNs are dropped, or answered by cookies",
		       "nstat -az TcpExtTCPReqQFullDrop TcpExtTCPReqQFullDoCookies "
		       "TcpExtListenOverflows");
	finding_settle(f, "1: a full queue is harmless", "sysctl net.ipv4.tcp_syncookies");
	finding_refuse(f, "A bigger backlog alone: at 1,000 SYNs/s a request that waits 63 s needs "
			  "room for 63,000.");
}

static void
say_what(const struct backlog *b, uint64_t dropped, struct finding *f)
{
	const char *port = b->at.port		    ? say(f, " of port %u", b->at.port)
			   : b->log && b->log->port ? say(f, " of port %u", b->log->port)
						    : "";

	if (b->flood && !dropped && !b->log) {
		finding_say(f,
			    "A SYN flood: %s of %s get no answer. The queue of half-open "
			    "requests%s is full and sends no cookies, or something before it "
			    "drops them.",
			    say_count(f, b->unanswered_n),
			    say_things(f, b->asked->syns, "SYN", "SYNs"), port);
		return;
	}
	finding_say(f, "The queue of half-open requests%s is full and cookies are off: %s%s.", port,
		    dropped ? say_things(f, dropped, "SYN was dropped", "SYNs were dropped")
			    : "SYNs are dropped",
		    b->retried ? say(f, "; a real client waited %s",
				     say_time(f, (int64_t)(b->worst_s * NS_PER_S)))
			       : "");
}

static void
speak(const struct backlog *b, struct finding *f)
{
	say_what(b, MAX(b->dropped.growth, b->alone), f);
	if (b->retried)
		finding_expect(
			f, "connect_seconds", b->worst_s, NAN,
			"Real clients connect in one round trip instead of after 1, 3, 7 s.");
	else
		finding_expect(
			f, NULL, NAN, NAN,
			"TCPReqQFullDrop stands still: real clients connect in one round trip "
			"instead of after 1, 3, 7 s.");
}

static void
not_others(const struct backlog *b, struct finding *f)
{
	if (b->overflows.found && !b->overflows.growth)
		finding_not(f, "accept-queue-overflow",
			    "ListenOverflows 0: finished handshakes found room");
	if (b->cookies.found && !b->cookies.growth)
		finding_not(f, "syn-flood-absorbed",
			    "SyncookiesSent 0: SYNs were dropped, not absorbed");
	else if (b->off)
		finding_not(f, "syn-flood-absorbed", "tcp_syncookies is 0");
	finding_not(f, "syn-blackholed", "the SYNs arrive: it is this host that drops them");
	finding_not(f, "close-wait-leak", "half-open requests are no sockets of the application");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct backlog b = { 0 };

	gather_counters(cs, &b);
	gather_socks(cs, &b);
	gather_wire(cs, &b, f);
	judge_counters(&b, f);
	judge_log(&b, f);
	judge_socks(cs, &b, f);
	judge_wire(&b, f);
	judge_flood(&b, f);
	judge_against(&b, f);
	if (f->confidence <= 0)
		return;
	speak(&b, f);
	say_fix(&b, f);
	not_others(&b, f);
	if (!f->harm.connections)
		finding_harm_estimated(f, 0, MAX(b.dropped.growth, b.alone), 0);
}

const struct rule rule_syn_backlog_full = {
	.id = "syn-backlog-full",
	.title = "half-open requests fill their queue, SYNs are dropped",
	.harm = HARM_DENIED,
	.witnesses = WITNESS_COUNTERS | WITNESS_SOCKETS | WITNESS_LOG | WITNESS_WIRE,
	.explains = { "syn-blackholed", "synack-lost", "syn-flood-absorbed" },
	.rivals = { "accept-queue-overflow", "syn-flood-absorbed", "syn-blackholed",
		    "close-wait-leak" },
	.look = look,
};
