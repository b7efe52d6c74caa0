/*
 * dead-peer-timeout: no answer at all, and retransmission to the end.
 *
 * A segment that nobody acknowledges is sent again by the timer, which doubles each
 * time (RFC 6298, 5.5), until tcp_retries2 gives up after 15 minutes or so (RFC 9293,
 * 3.8.3: R2). A lossy path answers some of them; here the other end has not been heard
 * of since. Its host may be down, its address gone, or the path cut: one capture
 * cannot tell these apart, an ICMP error or a capture at the other end can.
 */
#include "diagnose/closing.h"
#include "diagnose/rule.h"

/*
 * The original, a probe and three timeouts in a row: five losses, one in three million
 * where as much as one segment in twenty is lost.
 */
#define TIMEOUTS_LEAST 3
#define TIMEOUTS_SURE 6
/* A row of ss says how often, and not since when nobody answers. */
#define RETRIES_LEAST 3
#define RETRIES_SURE 7
/* Keep-alives: nine by default, 75 s apart (tcp_keepalive_probes); three lost in a row. */
#define PROBES_LEAST 3
#define PROBES_ALL 9
/*
 * A listener whose queue is full drops a first request for 63 s at most, as it repeats
 * its SYN-ACK five times (tcp_synack_retries): no more than eight timeouts.
 */
#define RETRIES_ACCEPTED 8
/* tcp_retries2 = 15, by the timer's least: 924.6 s (ip-sysctl.rst). */
#define GIVES_UP_S 924.6

struct dead {
	uint64_t n, elsewhere; /* elsewhere: the far capture has none of it */
	uint64_t alive;	       /* other connections that the same host answers meanwhile */
	struct end first;
	struct silence longest;
	uint32_t timeouts;
	const struct icmp_seen *icmp;
	uint64_t socks;
	uint64_t probed; /* rows whose keep-alives nobody answers */
	const struct sock *probe;
	unsigned retries; /* of one row */
	const struct sock *sock;
	bool grew;   /* the same row, later, with more */
	bool worked; /* data had been acknowledged before, in one of them at least */
	struct counter_found aborted;
	uint64_t given_up; /* lines of a log */
	const struct log_line *line;
};

/* The other end's capture has nothing of what waits. */
static bool
never_came(const struct crux_case *cs, const struct end *e)
{
	const struct view *v = end_other_view(cs, e);
	const struct half *there;

	if (!v)
		return false;
	there = &v->conn->half[e->dir];
	return there->snd_max > there->isn64 &&
	       there->snd_max - there->isn64 <= e->me->snd_una - e->me->isn64;
}

static void
gather_wire(const struct crux_case *cs, struct dead *d, struct finding *f)
{
	struct end e = { 0 };
	struct silence s;

	while (end_next(cs, &e)) {
		if (!end_is_unanswered(&e, &s) || !silence_is_dead(&e, &s) ||
		    s.timeouts < TIMEOUTS_LEAST)
			continue;
		if (d->n++ == 0 || s.lasted_ns > d->longest.lasted_ns) {
			d->first = e;
			d->longest = s;
		}
		d->elsewhere += never_came(cs, &e);
		d->worked |= e.me->snd_una > e.me->isn64 + 1 || e.peer->unique_bytes > 0;
		d->timeouts = MAX(d->timeouts, s.timeouts);
		if (e.me->icmp && !d->icmp)
			d->icmp = e.me->icmp;
		finding_harm(f, e.view, ns_to_s(s.lasted_ns), s.bytes);
	}
}

/* What the same host goes on to say on other connections. */
static void
look_at_others(const struct crux_case *cs, struct dead *d)
{
	struct endpoint gone = end_peer(&d->first);
	struct end e = { 0 };
	struct silence s;

	while (end_next(cs, &e)) {
		struct endpoint to = end_peer(&e);

		if (!addr_eq(&to.addr, &gone.addr) || e.view->input != d->first.view->input ||
		    !e.peer->packets)
			continue;
		if (end_is_unanswered(&e, &s) && silence_is_dead(&e, &s))
			continue;
		/* a round trip behind the first timeout: no answer that was under way */
		d->alive += e.peer->last_send_ns >
			    d->longest.since_ns + 2 * conn_rtt_ns(e.conn) + NS_PER_S;
	}
}

/* A FIN alone that waits is another matter: last-ack-stuck. */
static bool
is_waiting(const struct sock *s, unsigned *ret_times)
{
	return sock_retries(s, ret_times) && s->state != TCP_SYN_SENT &&
	       s->state != TCP_SYN_RECEIVED && s->send_q > 1 && !sock_is_answered(s, *ret_times);
}

/* timer:(keepalive, …, n): each answer would have set n back to 0. */
static bool
is_probed_in_vain(const struct sock *s)
{
	return (s->has & SOCK_TIMER) && s->timer == TIMER_KEEPALIVE &&
	       s->timer_retries >= PROBES_LEAST;
}

/* Backward: what counts is how the latest row of a connection stands. */
static void
gather_socks(const struct crux_case *cs, struct arena *a, struct dead *d)
{
	struct map wire;
	struct sock_seen seen;

	wire_map_init(&wire, a, cs);
	sock_seen_init(&seen, a);
	for (size_t i = cs->socks.n; i-- > 0;) {
		const struct sock *s = &cs->socks.v[i], *latest = sock_seen_first(&seen, s);
		unsigned times, at_last;

		if (!latest && is_probed_in_vain(s)) {
			d->probed++;
			d->probe = s;
		}
		if (!is_waiting(s, &times) || wire_map_covers(&wire, s))
			continue;
		if (latest) {
			d->grew |= is_waiting(latest, &at_last) && at_last >= RETRIES_LEAST &&
				   times < at_last;
			continue;
		}
		if (times < RETRIES_LEAST)
			continue;
		d->socks++;
		d->worked |= s->bytes_acked > 1 || s->bytes_received > 0 ||
			     times >= RETRIES_ACCEPTED;
		if (times > d->retries) {
			d->retries = times;
			d->sock = s;
		}
	}
}

static void
say_wire(const struct dead *d, struct finding *f)
{
	const struct end *e = &d->first;
	const struct silence *s = &d->longest;
	struct endpoint to = end_peer(e), from = end_sender(e);

	finding_say(f, "%s has stopped answering: %s sent %s again for %s, and nothing came back.",
		    say_endpoint(f, &to), say_endpoint(f, &from), say_bytes(f, (double)s->bytes),
		    say_time(f, s->lasted_ns));
	finding_seen(f, e->view, s->packet,
		     "%s wait for an ACK from here on; %s in a row, the gap doubling",
		     say_bytes(f, (double)s->bytes),
		     say_things(f, s->timeouts, "timeout", "timeouts"));
	if (s->heard_ns != TIME_NONE)
		finding_seen(f, e->view, e->peer->last_packet,
			     "the last packet of %s, %s before that one was sent",
			     say_endpoint(f, &to), say_time(f, MAX(s->since_ns - s->heard_ns, 0)));
	if (d->alive)
		finding_seen(
			f, e->view, 0,
			"%s of %s answered meanwhile: the host is alive, it is this connection "
			"that is not",
			say_things(f, d->alive, "other connection", "other connections"),
			say_addr(f, &to.addr));
	if (d->n > 1)
		finding_seen(f, e->view, 0, "%s end so",
			     say_things(f, d->n, "connection", "connections"));
	if (d->elsewhere)
		finding_seen(f, e->view, 0,
			     "the capture at the other end has none of it: it is lost on the way");
	if (d->icmp)
		finding_seen(f, e->view, d->icmp->first_packet, "%s says by ICMP why: %s, %s",
			     say_addr(f, &d->icmp->from),
			     icmp_error_name((enum icmp_error)d->icmp->error),
			     say_things(f, d->icmp->count, "time", "times"));
}

static void
say_socks(const struct dead *d, struct finding *f)
{
	const struct sock *s = d->sock;

	if (!f->summary.n)
		finding_say(f, "%s does not answer: %s bytes wait, sent again %u times.",
			    say_endpoint(f, &s->peer), say_count(f, s->send_q), d->retries);
	finding_at(f, s->at, "timer:(on) with %u: %s bytes to %s sent again, without an ACK",
		   d->retries, say_count(f, s->send_q), say_endpoint(f, &s->peer));
	if ((s->has & SOCK_LAST_TIMES) && s->lastrcv_ns > 0)
		finding_at(f, s->at, "lastrcv: nothing has come from it for %s",
			   say_time(f, s->lastrcv_ns));
	if (!f->harm.connections)
		finding_harm_estimated(f, ns_to_s((s->has & SOCK_LAST_TIMES) ? s->lastrcv_ns : 0),
				       d->socks, s->send_q);
}

static void
say_probe(const struct dead *d, struct finding *f)
{
	const struct sock *s = d->probe;

	if (!f->summary.n)
		finding_say(f, "%s does not answer: %u keep-alives in a row went unanswered.",
			    say_endpoint(f, &s->peer), s->timer_retries);
	finding_at(f, s->at, "timer:(keepalive) with %u: so many probes to %s without an answer",
		   s->timer_retries, say_endpoint(f, &s->peer));
	if (!f->harm.connections)
		finding_harm_estimated(f, 0, d->probed, 0);
}

static void
advise(const struct endpoint *to, const struct dead *d, struct finding *f)
{
	const char *host = to->port ? say_addr(f, &to->addr) : "PEER";

	finding_fix(f, SCOPE_SOCKET,
		    "Bound the wait in the program (TCP_USER_TIMEOUT) and let it reconnect; then "
		    "find where %s is cut off.",
		    to->port ? host : "the peer");
	finding_command(f, "in the program: give up after 20 s instead of 15 minutes",
			"unsigned ms = 20000; setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, "
			"sizeof ms);");
	finding_command(f, "how far packets to it get",
			to->port ? "mtr -nr -c 10 -T -P %u %s" : "mtr -nr -c 10 -T -P %u %s",
			to->port ? to->port : 443, host);
	finding_command(f, "its route and its neighbour, as this host has them",
			"ip route get %s; ip neigh show", host);
	finding_command(f, "programs that cannot be changed: about 100 s, for the whole host",
			"sysctl -w net.ipv4.tcp_retries2=8");
	finding_command(f, "to keep it over a restart",
			"echo net.ipv4.tcp_retries2=8 > /etc/sysctl.d/90-retries.conf");
	finding_risk(f, "a limit below an outage that heals by itself cuts connections that would "
			"have lived");
	finding_expect(f, "seconds_until_error", GIVES_UP_S, 20,
		       "The program gets its error after 20 s, not after %.0f s (tcp_retries2 = "
		       "15), and can try another peer.",
		       GIVES_UP_S);
	finding_verify(f, "ss -tno dst %s    # no timer:(on) with a count of 3 or more", host);
	finding_settle(f, "whether what is sent arrives: run it on the other end",
		       "tcpdump -ni any host THIS_HOST and port %u", to->port);
	finding_refuse(f, "Raise tcp_retries2: it only makes the wait longer.");
	if (d->n)
		finding_refuse(f,
			       "Another congestion control or bigger buffers: nothing arrives, at "
			       "any rate.");
}

static void
others(const struct dead *d, struct finding *f)
{
	unsigned times = d->n ? d->timeouts : d->retries;

	if (times)
		finding_not(f, "random-loss-long-rtt",
			    "loss takes some: here all of %u in a row went unanswered", times + 1);
	if (d->n)
		finding_not(f, "zero-window-stall", "its window is open: it is not the reader");
	finding_not(f, "syn-blackholed",
		    d->worked ? "the connection was made, and worked" : "the connection was made");
	if (d->n && d->longest.quiet_ns > 0)
		finding_not(f, "idle-timeout-drop",
			    "the connection had rested for %s only when it broke",
			    say_time(f, d->longest.quiet_ns));
	else if (d->n)
		finding_not(f, "idle-timeout-drop", "it broke while it was in use");
}

static void
judge(const struct dead *d, struct finding *f)
{
	if (d->n)
		finding_sure(f, d->icmp || d->elsewhere
					? 0.93
					: 0.55 + 0.35 * ramp(d->timeouts, TIMEOUTS_LEAST,
							     TIMEOUTS_SURE));
	if (d->sock)
		finding_sure(f, 0.45 + 0.3 * ramp(d->retries, RETRIES_LEAST, RETRIES_SURE) +
					(d->grew ? 0.15 : 0));
	if (d->probe)
		finding_sure(f,
			     0.6 + 0.25 * ramp(d->probe->timer_retries, PROBES_LEAST, PROBES_ALL));
	/* then it is not the host: a queue of that socket, a flow that is dropped */
	if (d->alive && !d->icmp && !d->elsewhere)
		finding_doubt(f, 0.49);
	/* no data ever came through: a full accept queue, or what drops segments of its size */
	if ((d->n || d->sock) && !d->worked)
		finding_doubt(f, 0.49);
	if (d->aborted.found && d->aborted.growth)
		finding_sure(f, f->confidence > 0 ? f->confidence + 0.05 : 0.4);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct dead d = { .aborted = counter_of(cs, "TcpExtTCPAbortOnTimeout") };
	struct endpoint to = { 0 };

	gather_wire(cs, &d, f);
	gather_socks(cs, f->arena, &d);
	if (d.n)
		look_at_others(cs, &d);
	d.given_up = log_count(cs, LOG_TIMEOUT, &d.line);
	judge(&d, f);
	if (f->confidence <= 0) {
		finding_not(f, f->id, "nothing waits for its ACK through %u timeouts in a row",
			    TIMEOUTS_LEAST);
		return;
	}
	if (d.n)
		say_wire(&d, f);
	if (d.sock)
		say_socks(&d, f);
	if (d.probe)
		say_probe(&d, f);
	if (d.aborted.found && d.aborted.growth)
		finding_at(f, d.aborted.at, "TCPAbortOnTimeout %s: given up without an answer",
			   say_count(f, d.aborted.growth));
	if (d.line)
		finding_at(f, d.line->at, "\"" STR_F "\": %s", STR_A(str_sub(d.line->text, 0, 80)),
			   say_things(f, d.given_up, "line", "lines"));
	if (!f->summary.n)
		finding_say(f, "%s as the peer did not answer for minutes.",
			    say_things(f, d.aborted.growth, "connection was given up",
				       "connections were given up"));
	if (d.n)
		to = end_peer(&d.first);
	else if (d.sock || d.probe)
		to = d.sock ? d.sock->peer : d.probe->peer;
	advise(&to, &d, f);
	others(&d, f);
}

const struct rule rule_dead_peer_timeout = {
	.id = "dead-peer-timeout",
	.title = "the peer has stopped answering",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS | WITNESS_COUNTERS | WITNESS_LOG,
	.explains = { "tail-loss-rto", "server-think-time", "random-loss-long-rtt" },
	.rivals = { "random-loss-long-rtt", "zero-window-stall", "syn-blackholed",
		    "idle-timeout-drop" },
	.look = look,
};
