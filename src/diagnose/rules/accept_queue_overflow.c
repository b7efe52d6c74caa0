/*
 * accept-queue-overflow: the application does not accept() fast enough.
 *
 * A finished handshake waits in the listener's accept queue. Once it holds more
 * than the backlog (net/core/sock.c, sk_acceptq_is_full: "greater than", so
 * backlog + 1 fit), Linux drops the final ACK and new SYNs, and counts both
 * ListenOverflows and ListenDrops. The client believes that it is connected: it
 * sends its request, sends it again, and the server repeats its SYN-ACK. That is
 * the mark on the wire, and no loss can make it where the capture saw the ACK
 * arrive.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

#define INITIAL_RTO_NS (900 * (int64_t)NS_PER_MS) /* 1 s, less the clock's coarseness */
#define LATE_MANY 4
/* Seen elsewhere than at the server: more of a service's connections than a bad path loses. */
#define SHARE_NO 0.02
#define SHARE_YES 0.1
/* A path loses SYNs of all services alike; a queue is one service's. */
#define OTHERS_MIN 20
#define TIMES_OTHERS 3

struct tally { /* of a service, or of all */
	uint64_t hit, all;
	struct endpoint server;
};

struct overflow {
	const struct log_line *log; /* cookies were sent, and nothing else is told */
	struct tally worst, total;  /* on the wire */
	struct counter_found overflows, drops, passive;
	const struct sock *full; /* the listener with the fullest queue */
	const struct sock *listener;
	const struct view *first; /* a connection that was not taken */
	uint64_t not_taken;
	bool at_server;
	const struct view *late; /* a SYN that the server let pass, and answered later */
	uint64_t late_n;
	bool late_at_server;
};

static bool
is_listener(const struct sock *s)
{
	return s->state == TCP_LISTEN && s->has_queues && s->send_q > 0;
}

/* At the backlog there is room for one more; a sample seldom hits the top. */
static bool
is_full(const struct sock *s)
{
	return s->recv_q >= s->send_q;
}

static void
gather_listeners(const struct crux_case *cs, struct overflow *o)
{
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		if (!is_listener(s))
			continue;
		if (!o->listener)
			o->listener = s;
		if (is_full(s) &&
		    (!o->full || s->recv_q - s->send_q > o->full->recv_q - o->full->send_q))
			o->full = s;
	}
}

/*
 * SYN-ACK again after the client's ACK was seen. At the server the ACK had
 * arrived; elsewhere it may have been lost behind the capture, and then only the
 * client's own repeated data beside it makes a pair that loss makes seldom.
 */
static bool
is_not_taken(const struct conn *c)
{
	if (!c->syn_acks_after_ack)
		return false;
	return c->vantage == VANTAGE_SERVER || c->syn_acks_after_ack > 1 ||
	       c->data_before_accept_repeats > 0;
}

/*
 * The full queue also drops SYNs: one arrives, nothing is sent, and its repetition
 * after the initial RTO of 1 s (RFC 6298, 2.1) is answered.
 */
static bool
is_answered_late(const struct conn *c)
{
	return c->opening == OPENING_DONE && c->syns > 1 && c->syn_ns != TIME_NONE &&
	       c->syn_ack_ns != TIME_NONE && c->syn_ack_ns - c->syn_ns > INITIAL_RTO_NS;
}

/* The service with the most connections that were not taken, or answered late. */
static void
gather_worst(const struct crux_case *cs, struct overflow *o, struct arena *a)
{
	struct flow w = { 0 };
	struct map services;

	map_init(&services, a);
	while (flow_next(cs, &w)) {
		const struct view *v = case_view_for(cs, w.view->incident, S2C);
		const struct conn *c = v ? v->conn : w.conn;
		bool hit = is_not_taken(c) || is_answered_late(c);
		struct str key = { (const char *)&c->server, sizeof c->server };
		void **place = map_put(&services, key);
		struct tally *t = *place;

		if (!t) {
			*place = t = arena_new(a, struct tally, 1);
			*t = (struct tally){ .server = c->server };
		}
		t->all++;
		t->hit += hit;
		o->total.all++;
		o->total.hit += hit;
		if (t->hit > o->worst.hit)
			o->worst = *t;
	}
}

/* 0 where the path explains it: few of the service's connections, or others' as well. */
static double
stands_out(const struct overflow *o)
{
	uint64_t others = o->total.all - o->worst.all;
	uint64_t others_hit = o->total.hit - o->worst.hit;
	double share = (double)o->worst.hit / (double)MAX(o->worst.all, 1);
	double others_share = (double)others_hit / (double)MAX(others, 1);

	if (others >= OTHERS_MIN && others_share * TIMES_OTHERS > share)
		return 0;
	return ramp(share, SHARE_NO, SHARE_YES);
}

static void
gather_late(const struct crux_case *cs, struct overflow *o, struct finding *f)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w)) {
		const struct view *v = case_view_for(cs, w.view->incident, S2C);

		/* where the server's capture lacks the first SYN, the path lost it */
		if (!v || !is_answered_late(v->conn) ||
		    !endpoint_same(&v->conn->server, &o->worst.server))
			continue;
		if (o->late_n++ == 0)
			o->late = v;
		o->late_at_server |= v->conn->vantage == VANTAGE_SERVER;
		finding_harm(f, v, ns_to_s(v->conn->syn_ack_ns - v->conn->syn_ns), 0);
	}
}

static void
gather_wire(const struct crux_case *cs, struct overflow *o, struct finding *f)
{
	for (size_t i = 0; i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i];
		const struct conn *c = v->conn;
		double waited_s = 0;

		if (!is_not_taken(c) || !endpoint_same(&c->server, &o->worst.server))
			continue;
		/* taken at last, or given up: until the last repeat it was waiting */
		if (c->handshake_ack_ns != TIME_NONE && c->last_syn_ack_ns > c->handshake_ack_ns)
			waited_s = ns_to_s(c->last_syn_ack_ns - c->handshake_ack_ns);
		if (!o->first)
			o->first = v;
		o->at_server |= c->vantage == VANTAGE_SERVER;
		finding_harm(f, v, waited_s, 0);
	}
	o->not_taken = f->harm.connections;
}

static void
judge_counters(const struct overflow *o, struct finding *f)
{
	double share;

	if (!o->overflows.found)
		return;
	if (o->overflows.growth == 0) {
		finding_not(f, f->id,
			    o->overflows.value ? "ListenOverflows %s has not grown, or is next to "
						 "nothing for this host's connections"
					       : "ListenOverflows %s: every finished handshake "
						 "found room",
			    say_count(f, o->overflows.value));
		return;
	}
	/* one overflow in a thousand connections is a moment, one in fifty is felt */
	share = o->passive.found && o->passive.value
			? (double)o->overflows.growth / (double)o->passive.value
			: 1;
	finding_sure(f, 0.45 + (o->overflows.has_before ? 0.35 : 0.25) * ramp(share, 0.001, 0.02));
	finding_at(f, o->overflows.at,
		   "ListenOverflows %s%s: handshakes finished that found the accept queue full",
		   say_count(f, o->overflows.growth), counter_meanwhile(f, &o->overflows));
	if (o->drops.found && o->drops.growth == o->overflows.growth)
		finding_at(f, o->drops.at,
			   "ListenDrops %s, the same: nothing else of the listener drops",
			   say_count(f, o->drops.growth));
}

static void
judge_listener(const struct overflow *o, struct finding *f)
{
	const struct sock *s = o->full;

	if (!s)
		return;
	finding_at(f, s->at,
		   "LISTEN %s: Recv-Q %s of backlog %s: finished handshakes wait for accept()",
		   say_endpoint(f, &s->local), say_count(f, s->recv_q), say_count(f, s->send_q));
	if (o->overflows.growth)
		finding_sure(f, 0.95);
	else if (!o->overflows.found) /* full at a moment; nobody says what was dropped */
		finding_sure(f, s->recv_q > s->send_q ? 0.75 : 0.55);
}

/*
 * "Sending cookies" is said when the queue of requests is full: so it is for a moment
 * where nobody accepts. Alone it says little; the counters part it from a flood.
 */
static void
judge_log(const struct crux_case *cs, struct overflow *o, struct finding *f)
{
	const struct log_line *l = NULL;

	if (o->overflows.found || !log_count(cs, LOG_SYN_FLOOD, &l) || !l->says_cookies)
		return;
	finding_at(f, l->at, "\"" STR_F "\"", STR_A(str_sub(l->text, 0, 120)));
	if (f->confidence <= 0)
		o->log = l;
	finding_sure(f, 0.3);
}

/* Many that were never answered are no accept queue: a flood, a filter, a full table. */
static bool
is_flooded(const struct crux_case *cs, const struct endpoint *server, uint64_t late)
{
	for (size_t i = 0; i < cs->services.n; i++) {
		const struct service *s = &cs->services.v[i];

		if (s->server.port == server->port && addr_eq(&s->server.addr, &server->addr))
			return s->unanswered + s->half_open > late;
	}
	return false;
}

static void
judge_late(const struct crux_case *cs, const struct overflow *o, struct finding *f)
{
	const struct conn *c;

	if (!o->late || is_flooded(cs, &o->late->conn->server, o->late_n))
		return;
	c = o->late->conn;
	finding_seen(f, o->late, c->syn_packet,
		     "%s reached %s and got no answer for %s; the repeated SYN did: %s so", "a SYN",
		     say_endpoint(f, &c->server), say_time(f, c->syn_ack_ns - c->syn_ns),
		     say_things(f, o->late_n, "connection", "connections"));
	/* elsewhere a lost SYN looks the same */
	finding_sure(f, o->late_at_server
				? (0.45 + 0.35 * ramp((double)o->late_n, 0, LATE_MANY)) *
					  (0.5 + 0.5 * stands_out(o))
				: 0.3 * ramp((double)o->late_n, 0, LATE_MANY) * stands_out(o));
}

static void
judge_wire(const struct overflow *o, struct finding *f)
{
	const struct conn *c;

	if (!o->first)
		return;
	c = o->first->conn;
	finding_seen(f, o->first, c->handshake_ack_packet,
		     "the client's ACK finished the handshake, yet %s sent its SYN-ACK %s more",
		     say_endpoint(f, &c->server),
		     say_things(f, c->syn_acks_after_ack, "time", "times"));
	if (c->data_before_accept_repeats)
		finding_seen(f, o->first, 0, "the client's first data was sent again %s meanwhile",
			     say_things(f, c->data_before_accept_repeats, "time", "times"));
	/* the server's own capture saw the ACK come in: no loss explains that */
	finding_sure(f, o->at_server
				? 0.9
				: (0.45 + 0.4 * ramp((double)o->not_taken, 0, 3)) * stands_out(o));
}

/*
 * A stuck acceptor also leaves connections that their clients have given up:
 * CLOSE-WAIT on the listener's own port, unread bytes in each, no owner.
 */
static void
stuck_acceptor(const struct crux_case *cs, uint16_t port, struct finding *f)
{
	uint64_t unread = 0, others = 0;
	struct origin at = { 0 };

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		if (s->state != TCP_CLOSE_WAIT)
			continue;
		if (s->local.port != port || s->recv_q <= 1 || s->process.n)
			others++;
		else if (unread++ == 0)
			at = s->at;
	}
	if (unread == 0 || unread < others)
		return;
	finding_at(f, at, "%s on port %u with unread bytes: never accepted, given up by the client",
		   say_things(f, unread, "CLOSE-WAIT", "CLOSE-WAIT"), port);
	finding_explains(f, "close-wait-leak");
	finding_explains(f, "fin-wait2-stuck"); /* the other end of the same connections */
}

static void
say_fix(const struct overflow *o, const struct endpoint *at, struct finding *f)
{
	const struct sock *s = o->full ? o->full : o->listener;
	const char *only = at->port ? say(f, " 'sport = :%u'", at->port) : "";

	finding_fix(f, SCOPE_CODE,
		    "Make the acceptor keep up: accept() in a loop until EAGAIN, and no work "
		    "between two accepts; then raise the backlog.");
	finding_command(f, "what the process does instead of accept()",
			"ss -ltnp%s; strace -fp PID -e trace=accept,accept4", only);
	if (s && s->send_q)
		finding_command(f, "the listener's backlog: room for a burst, no cure",
				"listen(fd, %llu)", (unsigned long long)MAX(s->send_q * 8, 1024));
	finding_command(f, "the host's limit on every backlog",
			"sysctl -w net.core.somaxconn=4096");
	finding_command(f, "for good",
			"echo 'net.core.somaxconn = 4096' > /etc/sysctl.d/60-somaxconn.conf");
	finding_risk(f, "a longer queue hides a slow acceptor: clients then wait in it");
	finding_expect(
		f, NULL, NAN, NAN,
		"ListenOverflows stops growing, and new connections no longer wait 1, 3, 7 s "
		"for a repeated SYN or SYN-ACK.");
	finding_verify(f,
		       "nstat -az TcpExtListenOverflows TcpExtListenDrops    # twice, 10 s apart");
	finding_verify(f, "ss -ltn%s    # Recv-Q stays below Send-Q", only);
	finding_settle(f, "whether the queue is full now", "ss -ltn%s", only);
}

static void
not_others(const struct crux_case *cs, const struct overflow *o, struct finding *f)
{
	struct counter_found full = counter_of(cs, "TcpExtTCPReqQFullDrop");
	struct counter_found sent = counter_of(cs, "TcpExtSyncookiesSent");
	struct counter_found back = counter_of(cs, "TcpExtSyncookiesRecv");

	if (full.found && full.growth == 0)
		finding_not(f, "syn-backlog-full",
			    "TCPReqQFullDrop 0: the queue of half-open requests had room");
	else if (o->overflows.growth)
		finding_not(f, "syn-backlog-full",
			    "ListenOverflows counts the accept queue, behind the handshake");
	if (sent.found && sent.growth == 0)
		finding_not(f, "syn-flood-absorbed", "no cookie was sent");
	else if (sent.found && back.found)
		finding_not(f, "syn-flood-absorbed",
			    "%s cookies sent, %s valid ones came back: these are real clients",
			    say_count(f, sent.growth), say_count(f, back.growth));
	if (o->first && o->at_server)
		finding_not(
			f, "random-loss-long-rtt",
			"the server's capture shows the ACK arrive; it was dropped in the host");
	if (o->first)
		finding_not(f, "synack-lost", "the client's ACK proves that the SYN-ACK arrived");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct overflow o = {
		.overflows = counter_of(cs, "TcpExtListenOverflows"),
		.drops = counter_of(cs, "TcpExtListenDrops"),
		.passive = counter_of(cs, "TcpPassiveOpens"),
	};
	struct endpoint at = { 0 };

	gather_listeners(cs, &o);
	gather_worst(cs, &o, f->arena);
	gather_wire(cs, &o, f);
	gather_late(cs, &o, f);
	judge_listener(&o, f);
	judge_counters(&o, f);
	judge_wire(&o, f);
	judge_late(cs, &o, f);
	judge_log(cs, &o, f);
	if (f->confidence <= 0) {
		if (o.listener && !o.full)
			finding_not(f, f->id, "no listener's queue is full");
		else if (cs->views.n)
			finding_not(f, f->id,
				    "no SYN-ACK came again after its ACK, no SYN was let "
				    "pass");
		return;
	}
	at = o.full ? o.full->local : o.first ? o.first->conn->server : at;
	if (!at.port && o.late)
		at = o.late->conn->server;
	if (!at.port && o.listener)
		at = o.listener->local;
	if (!at.port && o.log)
		at.port = o.log->port;
	stuck_acceptor(cs, at.port, f);
	finding_say(f, "The application%s does not accept() fast enough: %s.",
		    at.port ? say(f, " on port %u", at.port) : "",
		    o.overflows.growth
			    ? say(f,
				  "%s found its queue full and were "
				  "dropped",
				  say_things(f, o.overflows.growth, "finished handshake or SYN",
					     "finished handshakes and SYNs"))
		    : o.log   ? "its queues were full when the kernel began to send cookies"
		    : o.first ? "finished handshakes are dropped and repeated"
		    : o.late && !o.full ? "SYNs are answered only when they come again"
					: "its accept queue is full");
	say_fix(&o, &at, f);
	not_others(cs, &o, f);
	finding_refuse(f, "Tune the network: packets arrive; the host drops them because nobody "
			  "takes the connection.");
}

const struct rule rule_accept_queue_overflow = {
	.id = "accept-queue-overflow",
	.title = "the application does not accept() fast enough",
	.harm = HARM_DENIED,
	.witnesses = WITNESS_COUNTERS | WITNESS_SOCKETS | WITNESS_WIRE,
	.explains = { "syn-blackholed", "server-think-time", "syn-flood-absorbed" },
	.rivals = { "syn-backlog-full", "syn-flood-absorbed", "random-loss-long-rtt",
		    "syn-blackholed" },
	.look = look,
};
