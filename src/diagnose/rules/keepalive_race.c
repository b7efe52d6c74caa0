/*
 * keepalive-race: the server closes an idle connection as the client sends its next
 * request.
 *
 * The server's FIN and the request cross on the way (RFC 9112, 9.5: a connection may
 * be closed at any time). The request finds no socket, the answer is a RST, and the
 * client cannot know whether the request was done. Both timers are often the same
 * number, and then it happens again and again.
 */
#include "diagnose/closing.h"
#include "diagnose/rule.h"

/* A round trip, and what a busy host takes to notice. */
#define CROSSING_SLACK_NS (50 * (int64_t)NS_PER_MS)
#define MANY 5
/* Of all connections made: below it clients that give up are enough. */
#define COUNTED_SHARE 0.05

struct race {
	uint64_t n, crossed, late;	     /* late: the FIN was there long before */
	uint64_t connections;		     /* to the same service, closed by it at rest */
	struct end first;		     /* the server, which resets */
	int64_t rest_least_ns, rest_most_ns; /* from its last answer to its FIN */
	int64_t gap_ns;
	struct counter_found aborted, opens;
};

/* e is a server that closed and then got data which nobody reads. */
static bool
is_reset_after_fin(const struct end *e)
{
	const struct half *me = e->me;

	/* a client that closes without its answer has given up, and was not at rest */
	return e->dir == S2C && e->conn->exchanges > 0 && me->reset_kind == RESET_AFTER_CLOSE &&
	       me->fins && me->fin_ns != TIME_NONE && e->peer->last_data_ns != TIME_NONE &&
	       me->reset_ns != TIME_NONE && e->conn->has_times && e->conn->opening == OPENING_DONE;
}

/* It had given all its answers, and rested, when it closed. */
static bool
was_at_rest(const struct end *e)
{
	const struct half *me = e->me;

	return me->last_data_ns != TIME_NONE && me->fin_ns > me->last_data_ns &&
	       me->fin_ns - me->last_data_ns > 2 * conn_rtt_ns(e->conn);
}

/* The request was on its way when the FIN was: nearer than a round trip. */
static bool
crosses(const struct end *e, int64_t *ret_gap_ns)
{
	*ret_gap_ns = e->peer->last_data_ns - e->me->fin_ns;
	return *ret_gap_ns < conn_rtt_ns(e->conn) + CROSSING_SLACK_NS;
}

static void
take(struct race *r, const struct end *e)
{
	int64_t gap_ns, rest_ns = e->me->fin_ns - e->me->last_data_ns;
	bool crossed = crosses(e, &gap_ns);

	if (r->n == 0 || (crossed && !r->crossed)) {
		r->first = *e;
		r->gap_ns = gap_ns;
	}
	r->rest_least_ns = r->n ? MIN(r->rest_least_ns, rest_ns) : rest_ns;
	r->rest_most_ns = MAX(r->rest_most_ns, rest_ns);
	r->n++;
	r->crossed += crossed;
	r->late += !crossed;
}

static void
gather(const struct crux_case *cs, struct race *r, struct finding *f)
{
	struct end e = { 0 };

	while (end_next(cs, &e)) {
		if (!is_reset_after_fin(&e) || !was_at_rest(&e))
			continue;
		take(r, &e);
		finding_harm(f, e.view, 0, e.peer->snd_max - MIN(e.peer->snd_una, e.peer->snd_max));
	}
}

static void
say_wire(const struct race *r, struct finding *f)
{
	const struct end *e = &r->first;
	struct endpoint server = end_sender(e), client = end_peer(e);

	if (r->crossed)
		finding_say(f,
			    "%s closes connections after %s of rest, just as the client sends its "
			    "next request on them: %s lost.",
			    say_endpoint(f, &server), say_time(f, r->rest_least_ns),
			    say_things(f, r->n, "request was", "requests were"));
	else
		finding_say(f,
			    "%s closed after %s of rest, and the client sent its next request "
			    "all the same: %s lost.",
			    say_endpoint(f, &server), say_time(f, r->rest_least_ns),
			    say_things(f, r->n, "request was", "requests were"));
	finding_seen(f, e->view, e->me->reset_packet,
		     "RST from %s for data that %s sent %s its FIN passed here: nobody reads it "
		     "any more",
		     say_endpoint(f, &server), say_endpoint(f, &client),
		     r->gap_ns < 0 ? say(f, "%s before", say_time(f, -r->gap_ns))
				   : say(f, "%s after", say_time(f, r->gap_ns)));
	finding_seen(f, e->view, 0,
		     "the FIN came %s to %s after the last answer: the server's limit for idle "
		     "connections",
		     say_time(f, r->rest_least_ns), say_time(f, r->rest_most_ns));
	if (r->late)
		finding_seen(f, e->view, 0,
			     "%s of them sent more than a round trip after the FIN: the client had "
			     "it and did not look",
			     say_count(f, r->late));
}

static void
advise(const struct race *r, struct finding *f)
{
	struct endpoint server = end_sender(&r->first);
	double limit = ns_to_s(r->rest_least_ns), rtt = ns_to_s(conn_rtt_ns(r->first.conn));
	/* nine tenths of it, and in any case so early that a request arrives in time */
	double below = MAX(MIN(limit * 0.9, limit - 2 * rtt), limit / 2);

	finding_fix(f, SCOPE_PROCESS,
		    "Let the client drop idle connections first: its limit below the server's, "
		    "%.3g s here (say %.2g s); and let it ask again what may be asked twice.",
		    limit, below);
	finding_command(f, "in the client's pool: the limit for idle connections",
			"idle_timeout = %.2g s", below);
	finding_command(f, "or in the server, above all clients' limits (nginx: keepalive_timeout)",
			"keepalive_timeout %.0fs;", MAX(ceil(limit * 2), 75));
	finding_command(f, "in the client, before a pooled connection is used again: 0 is the FIN",
			"recv(fd, &c, 1, MSG_PEEK | MSG_DONTWAIT)");
	finding_risk(f, "asking again is safe only for requests that may be done twice (GET, PUT "
			"with a key; not a payment)");
	finding_expect(f, "failed_requests", (double)r->n, 0,
		       "No request meets a connection that is being closed; a few more "
		       "connections are opened.");
	finding_verify(f, "nstat -az TcpExtTCPAbortOnData TcpOutRsts    # on the server: no longer "
			  "grow");
	finding_settle(f, "the server's limit for idle connections",
		       "tcpdump -ni any 'port %u and tcp[tcpflags] & (tcp-fin|tcp-rst) != 0'",
		       server.port);
	finding_refuse(f, "SO_KEEPALIVE: its probes do not count as use, the server closes all "
			  "the same.");
}

static void
others(const struct race *r, struct finding *f)
{
	const struct half *me = r->first.me;

	if (me->reset_ttl && me->ttl)
		finding_not(f, "middlebox-reset", "FIN and RST come from the server itself, TTL %u",
			    me->reset_ttl);
	else
		finding_not(f, "middlebox-reset", "the RST follows the server's own FIN");
	finding_not(f, "half-open-peer", "the server knew the connection: it sent a FIN");
	finding_not(f, "idle-timeout-drop", "the server closed by itself: its FIN is here");
	finding_not(f, "reset-with-unread-data", "it had answered all, and rested, when it closed");
	finding_not(f, "connection-refused", "the connection had been made, and used");
}

/* Data for a socket that was closed: as its counter says, of whatever cause. */
static void
judge_counters(struct race *r, struct finding *f)
{
	double share;

	if (!r->aborted.found || !r->aborted.growth)
		return;
	share = r->opens.found && r->opens.growth
			? (double)r->aborted.growth / (double)r->opens.growth
			: 0;
	if (r->n == 0 && share < COUNTED_SHARE)
		return;
	finding_at(f, r->aborted.at, "TCPAbortOnData %s: data came for a socket that was closed",
		   say_count(f, r->aborted.growth));
	finding_sure(f, r->n ? f->confidence + 0.03 : 0.3 + 0.15 * ramp(share, 0, 0.5));
	if (r->n)
		return;
	finding_say(f, "%s closed here while the client still sent: its next request, perhaps.",
		    say_things(f, r->aborted.growth, "connection was", "connections were"));
	finding_fix(f, SCOPE_PROCESS,
		    "Set the clients' limit for idle connections below this server's.");
	finding_harm_estimated(f, 0, r->aborted.growth, 0);
	finding_expect(f, "failed_requests", (double)r->aborted.growth, 0,
		       "No request meets a connection that is being closed.");
	finding_verify(f, "nstat -az TcpExtTCPAbortOnData TcpOutRsts    # no longer grow");
	finding_settle(f, "whether FINs of this server and requests cross",
		       "tcpdump -ni any -c 200 'tcp[tcpflags] & (tcp-fin|tcp-rst) != 0'");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct race r = {
		.aborted = counter_of(cs, "TcpExtTCPAbortOnData"),
		.opens = counter_of(cs, "TcpPassiveOpens"),
	};

	gather(cs, &r, f);
	if (r.n) {
		finding_sure(f, (r.crossed ? 0.65 : 0.5) + 0.3 * ramp((double)r.n, 0, MANY));
		say_wire(&r, f);
		advise(&r, f);
		others(&r, f);
	}
	judge_counters(&r, f);
	if (f->confidence <= 0)
		finding_not(f, f->id, "no request meets the FIN of an end that was at rest");
}

const struct rule rule_keepalive_race = {
	.id = "keepalive-race",
	.title = "the server closes as the next request is on its way",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS,
	.explains = { "connection-churn" },
	.rivals = { "middlebox-reset", "half-open-peer", "idle-timeout-drop",
		    "reset-with-unread-data", "connection-refused" },
	.look = look,
};
