/*
 * connection-churn: a connection for every request.
 *
 * Each costs a round trip before the first byte (and more for TLS), begins in slow
 * start, and leaves a TIME-WAIT. It is a fault only where that is felt: in a data
 * centre a handshake is cheaper than many a lock, over 30 ms it doubles the answer.
 * What tells it is many short connections of one client to one service, one after the
 * other, each closed after a request or two.
 */
#include <string.h>

#include "diagnose/closing.h"
#include "diagnose/rule.h"

/* A browser opens some six to a host, a page some twenty to several. */
#define MANY_NO 15
#define MANY_YES 60
/* Requests on each: what a page needs at once may be two. */
#define REQUESTS_MOST 2
/* A reaction of a busy host is some milliseconds; people and timeouts begin at tens. */
#define FELT_NO_NS (6 * (int64_t)NS_PER_MS)
#define FELT_YES_NS (25 * (int64_t)NS_PER_MS)
/* Handshake, request, answer, two FINs and their ACKs. */
#define SEGMENTS_MOST 12
#define OPENS_MANY 100
/* Below it a report is better without it: every client opens some connections. */
#define MENTIONED 0.4

struct pair { /* one client and one service */
	const struct view *first;
	uint64_t n, short_n, more; /* more: with more requests, or not closed */
	int64_t wait_ns, life_ns;
	uint64_t by_client; /* closed first by it */
};

struct churn {
	struct map pairs;
	struct pair *worst;
	struct counter_found opens, out, passive;
	uint64_t waiting; /* TIME-WAIT */
	struct origin waiting_at;
};

static struct pair *
pair_of(struct churn *c, struct arena *a, const struct conn *conn)
{
	uint8_t key[34];
	void **slot;

	memcpy(key, conn->client.addr.b, 16);
	memcpy(key + 16, conn->server.addr.b, 16);
	memcpy(key + 32, &conn->server.port, 2);
	slot = map_put(&c->pairs, (struct str){ (const char *)key, sizeof key });
	if (!*slot)
		*slot = arena_new(a, struct pair, 1);
	return *slot;
}

static bool
is_short(const struct conn *c)
{
	const struct half *a = &c->half[C2S], *b = &c->half[S2C];

	return a->fins && b->fins && a->unique_bytes && b->unique_bytes &&
	       c->exchanges <= REQUESTS_MOST && !a->resets && !b->resets;
}

/* What a connection costs before its first request: a round trip, repeats not counted. */
static int64_t
opening_ns(const struct conn *c)
{
	return MIN(c->ledger.ns[ACCOUNT_HANDSHAKE], conn_rtt_ns(c) * 2);
}

static void
gather_wire(const struct crux_case *cs, struct churn *c, struct finding *f)
{
	struct flow w = { 0 };

	map_init(&c->pairs, f->arena);
	while (flow_next(cs, &w)) {
		const struct conn *conn = w.conn;
		struct pair *p;

		if (conn->opening != OPENING_DONE || conn->handshake != HANDSHAKE_FULL)
			continue;
		p = pair_of(c, f->arena, conn);
		p->n++;
		if (!is_short(conn)) {
			p->more++;
			continue;
		}
		if (p->short_n++ == 0)
			p->first = w.view;
		p->wait_ns += opening_ns(conn);
		p->life_ns += conn_duration_ns(conn);
		p->by_client += conn->half[C2S].fin_ns < conn->half[S2C].fin_ns;
		if (!c->worst || p->wait_ns > c->worst->wait_ns)
			c->worst = p;
	}
}

static double
judge(const struct churn *c)
{
	const struct pair *p = c->worst;
	double many, felt, share;

	if (!p || !p->short_n)
		return 0;
	many = ramp((double)p->short_n, MANY_NO, MANY_YES);
	felt = ramp((double)(p->wait_ns / (int64_t)p->short_n), (double)FELT_NO_NS,
		    (double)FELT_YES_NS);
	/* an answer that takes long by itself makes the handshake small */
	share = p->life_ns > 0 ? (double)p->wait_ns / (double)p->life_ns : 0;
	felt *= 0.4 + 0.6 * ramp(share, 0.02, 0.1);
	/* where half of them live on, it is no habit */
	if (p->short_n < p->more)
		many /= 2;
	return (0.3 + 0.6 * many) * (0.4 + 0.6 * felt) * (many > 0);
}

static void
say_wire(const struct churn *c, struct finding *f)
{
	const struct pair *p = c->worst;
	const struct conn *first = p->first->conn;
	int64_t each_ns = p->wait_ns / (int64_t)p->short_n;

	finding_say(f,
		    "%s opens a connection for every request to %s: %s, each after a handshake of "
		    "%s.",
		    say_addr(f, &first->client.addr), say_endpoint(f, &first->server),
		    say_things(f, p->short_n, "connection", "connections"), say_time(f, each_ns));
	finding_seen(f, p->first, first->first_packet,
		     "opened, a request or two, and closed by %s %s later; %s so",
		     p->by_client * 2 >= p->short_n ? "the client" : "the server",
		     say_time(f, conn_duration_ns(first)),
		     say_things(f, p->short_n, "connection", "connections"));
	finding_seen(f, p->first, 0, "%s of handshakes, %s of their whole time",
		     say_time(f, p->wait_ns),
		     say_percent(f, p->life_ns > 0 ? (double)p->wait_ns / (double)p->life_ns : 0));
	f->harm.seconds = ns_to_s(p->wait_ns);
	f->harm.connections = p->short_n;
}

/* nstat of the client: opened, and hardly anything sent on each. */
static void
judge_counters(struct churn *c, struct finding *f)
{
	double each;

	if (!c->opens.found || c->opens.growth < OPENS_MANY || !c->out.found)
		return;
	each = (double)c->out.growth / (double)c->opens.growth;
	if (each > SEGMENTS_MOST)
		return;
	finding_at(f, c->opens.at,
		   "%s connections opened, %.0f segments sent on each: hardly more than to open "
		   "and close it",
		   say_count(f, c->opens.growth), each);
	/* says how often, and not whether it is felt */
	finding_sure(f, f->confidence > 0 ? MIN(f->confidence + 0.03, 0.95)
					  : 0.3 + (c->waiting >= OPENS_MANY ? 0.1 : 0));
	if (c->waiting)
		finding_at(f, c->waiting_at, "%s TIME-WAIT: the trace of them, normal in itself",
			   say_count(f, c->waiting));
	if (!f->summary.n) {
		finding_say(f,
			    "A connection is opened for every request, it seems: %s of some %.0f "
			    "segments each.",
			    say_count(f, c->opens.growth), each);
		finding_harm_estimated(f, 0, c->opens.growth, 0);
	}
}

static void
advise(const struct churn *c, struct finding *f)
{
	const struct conn *first = c->worst ? c->worst->first->conn : NULL;
	bool by_client = !c->worst || c->worst->by_client * 2 >= c->worst->short_n;
	double now = c->worst ? ns_to_s(c->worst->wait_ns / (int64_t)c->worst->short_n) : NAN;

	finding_fix(f, SCOPE_CODE,
		    by_client ? "Let the client keep its connections open and use them again (HTTP "
				"keep-alive, a pool)."
			      : "Let the server keep connections open after an answer (HTTP "
				"keep-alive): it closes them first.");
	finding_command(f, "HTTP/1.1 in a proxy (nginx, towards the service): a pool of 32",
			"keepalive 32; proxy_http_version 1.1; proxy_set_header Connection \"\";");
	finding_command(f, "by hand: for the second it must say \"Re-using existing connection\"",
			"curl -sv -o /dev/null URL -o /dev/null URL 2>&1 | grep -i connection");
	finding_command(
		f, "who opens them",
		"ss -tanp state time-wait state established 'dport = :%u' | awk '{print $4}' "
		"| sort | uniq -c",
		first ? first->server.port : 443);
	finding_risk(f, "kept connections need limits: the client's idle limit below the server's, "
			"or requests meet a connection that is being closed");
	finding_expect(f, "seconds_per_request", now, 0,
		       "Each request but the first is spared its handshake%s, and TIME-WAIT "
		       "falls.",
		       first ? say(f, ", %s", say_time(f, (int64_t)(now * NS_PER_S))) : "");
	finding_verify(f, "nstat -az TcpActiveOpens TcpPassiveOpens    # grow far slower than "
			  "requests");
	finding_settle(f, "how many requests each connection carries",
		       "tcpdump -ni any -c 2000 'tcp port %u and tcp[tcpflags] & (tcp-syn|tcp-fin) "
		       "!= 0'",
		       first ? first->server.port : 443);
	finding_refuse(f,
		       "tcp_tw_reuse, or a lower tcp_fin_timeout: TIME-WAIT is not the cost, the "
		       "handshakes are.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct churn c = {
		.opens = counter_of(cs, "TcpActiveOpens"),
		.out = counter_of(cs, "TcpOutSegs"),
	};

	c.waiting = case_sockets_in_state(cs, TCP_TIME_WAIT, &c.waiting_at);
	gather_wire(cs, &c, f);
	if (judge(&c) >= MENTIONED) {
		finding_sure(f, judge(&c));
		say_wire(&c, f);
	}
	judge_counters(&c, f);
	if (f->confidence <= 0) {
		finding_not(f, f->id,
			    "no client opens many short connections to one service, or they cost "
			    "nothing that is felt");
		return;
	}
	advise(&c, f);
	finding_not(f, "slow-start-bound",
		    "an answer here is a segment or a few: it is the handshake that is paid each "
		    "time");
	finding_not(f, "port-exhaustion", "no connection failed for lack of a port");
	finding_not(f, "close-wait-leak", "both sides close: nothing stays");
}

const struct rule rule_connection_churn = {
	.id = "connection-churn",
	.title = "a connection is opened for every request",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS | WITNESS_SOCKETS,
	.rivals = { "slow-start-bound", "port-exhaustion", "close-wait-leak", "time-wait-normal" },
	.look = look,
};
